import numpy as np
import tensorflow as tf

x = tf.TensorSpec([None, 2], tf.float32)
targets = tf.TensorSpec([None], tf.int64)
w = tf.Variable(tf.keras.initializers.GlorotUniform()([2, 3]), name='w')
lr = tf.Variable(0.0, trainable=False)
tvars = [w]
optimizer = tf.keras.optimizers.SGD(0.0)


@tf.function(input_signature=[x, targets])
def train_step(x, targets):
    with tf.GradientTape() as tape:
        logits = tf.matmul(x, w) * 5.
        cost = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=targets, logits=logits))
    grads, norm = tf.clip_by_global_norm(tape.gradient(cost, tvars), 0.5)
    optimizer.learning_rate.assign(lr)
    optimizer.apply_gradients(zip(grads, tvars))
    return cost, norm


xs, ys = np.random.rand(6, 2), [0, 1, 2, 0, 1, 2]
for epoch in range(4):
    lr.assign(1.0 * (0.5 ** epoch))
    c, n = train_step(xs, ys)
    c, n = c.numpy(), n.numpy()
    print(epoch, c, n, lr.numpy())
