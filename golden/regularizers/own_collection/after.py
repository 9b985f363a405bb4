import numpy as np
import tensorflow as tf


images = tf.TensorSpec([None, 4], tf.float32)
labels = tf.TensorSpec([None], tf.int32)
w1 = tf.Variable(tf.ones_initializer()([4, 5]), name='inference/w1')
w2 = tf.Variable(tf.ones_initializer()([5, 3]), name='inference/w2')
optimizer = tf.keras.optimizers.SGD(0.1)


@tf.function(input_signature=[images, labels])
def train_step(images, labels):
    with tf.GradientTape() as tape:
        h = tf.nn.relu(tf.matmul(images, w1))
        logits = tf.matmul(h, w2)
        losses_1 = tf.nn.l2_loss(w1) * 0.001
        losses_2 = tf.nn.l2_loss(w2) * 0.001
        ce = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits))
        loss = tf.add_n([losses_1, losses_2, ce], name='total_loss')
    variables = [w1, w2]
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss


x, y = np.ones((6, 4)), [0, 1, 2, 1, 0, 1]
for step in range(3):
    value = train_step(x, y).numpy()
    print(step, value)
