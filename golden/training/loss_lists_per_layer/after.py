import numpy as np
import tensorflow as tf


def variable_with_decay(name, shape):
    var = tf.Variable(tf.constant_initializer(0.2)(shape), name=name)
    return var


x = tf.TensorSpec([None, 3], tf.float32)
y = tf.TensorSpec([None], tf.int32)
w1 = variable_with_decay('w1', [3, 4])
w2 = variable_with_decay('w2', [4, 2])


@tf.function(input_signature=[x, y])
def total_and_entropy(x, y):
    w1_loss = tf.multiply(tf.nn.l2_loss(w1), 0.1, name='weight_loss')
    logits = tf.matmul(tf.nn.relu(tf.matmul(x, w1)), w2)
    entropy = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(logits=logits, labels=y))
    total = tf.add_n([w1_loss, entropy], name='total')
    return total, entropy


optimizer = tf.keras.optimizers.SGD(0.5)


@tf.function(input_signature=[x, y])
def train(x, y):
    with tf.GradientTape() as tape:
        total, entropy = total_and_entropy(x, y)
    variables = [w1, w2]
    optimizer.apply_gradients(zip(tape.gradient(total, variables), variables))


batch = {'x': np.random.rand(4, 3), 'y': [0, 1, 1, 1]}
for _ in range(3):
    train(**batch)
    print([value.numpy() for value in total_and_entropy(**batch)])
