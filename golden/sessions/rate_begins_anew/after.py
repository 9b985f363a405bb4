import numpy as np
import tensorflow as tf
step = tf.Variable(0, trainable=False)
w = tf.Variable([1., 2.])
rate = tf.keras.optimizers.schedules.ExponentialDecay(0.4, decay_steps=1, decay_rate=0.5)
optimizer = tf.keras.optimizers.SGD(rate)


@tf.function
def train():
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(tf.square(w))
    variables = [w]
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    step.assign_add(1)


def initialize_step():
    step.assign(0)
    optimizer.iterations.assign(0)


def initialize_variables():
    step.assign(0)
    w.assign([1., 2.])
    optimizer.iterations.assign(0)


for i in range(3):
    train()
print(w.numpy(), rate(step).numpy())
initialize_step()
for i in range(2):
    train()
print(w.numpy(), rate(step).numpy())
initialize_variables()
train()
print(w.numpy(), rate(step).numpy())
w.assign([1., 2.])
train()
print(w.numpy(), rate(step).numpy())
