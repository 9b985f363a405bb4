import numpy as np
import tensorflow as tf
x = tf.TensorSpec([None, 2], tf.float32)
w = tf.Variable(tf.ones([2, 1]))
step = tf.Variable(0, trainable=False)
optimizer = tf.keras.optimizers.Adam(0.1, beta_2=0.9990000129, epsilon=1e-8)
variable_averages = tf.train.ExponentialMovingAverage(0.9, step)
variable_averages.apply([w])  # begins with the first values

@tf.function(input_signature=[x])
def variables_averages_step(x):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(tf.matmul(x, w) - 3.))
    variables = [w]
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    step.assign_add(1)
    variable_averages.apply([w])
for i in range(4):
    variables_averages_step([[1., 2.], [0., 1.]])
print(variable_averages.average(w).numpy(), w.numpy())
