import numpy as np
import tensorflow as tf

x = tf.TensorSpec([None, 2], tf.float32)
w = tf.Variable(tf.ones([2, 1]), name='w')
b = tf.Variable(0.5, name='b')
count = tf.Variable(0, trainable=False)
optimizer = tf.keras.optimizers.SGD(0.1)


@tf.function(input_signature=[x])
def train(x):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(tf.matmul(x, w) + b))
    variables = [w, b]
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    count.assign_add(1)


for turn in range(3):
    w.assign(tf.ones([2, 1]))
    for i in range(2):
        train([[1., 2.], [3., -1.]])
    print(turn, w.numpy().ravel(), b.numpy(), count.numpy())
b.assign(0.5)
print([w.numpy(), b.numpy(), count.numpy()])
