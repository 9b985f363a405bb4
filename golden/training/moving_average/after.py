import numpy as np
import tensorflow as tf
x = tf.TensorSpec([None, 2], tf.float32)
w = tf.Variable(tf.ones([2, 1]))
b = tf.Variable(tf.zeros([1]))
step = tf.Variable(0, trainable=False)
optimizer = tf.keras.optimizers.SGD(0.1)


@tf.function(input_signature=[x])
def train(x):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(tf.matmul(x, w) + b - 3.))
    variables = [w, b]
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    step.assign_add(1)


ema = tf.train.ExponentialMovingAverage(0.9, num_updates=step)
ema.apply([w, b])  # begins with the first values


@tf.function
def update():
    ema.apply([w, b])


avg_w, avg_b = ema.average(w), ema.average(b)


@tf.function(input_signature=[x])
def smooth(x):
    return tf.matmul(x, avg_w) + avg_b


print([avg_w.numpy(), avg_b.numpy()])
for i in range(4):
    train([[1., 2.], [0., 1.]])
    update()
    print(avg_w.numpy().ravel(), smooth([[1., 1.]]).numpy())
