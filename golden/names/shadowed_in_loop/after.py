import numpy as np
import tensorflow as tf

xs = np.random.rand(6, 2)
x = tf.TensorSpec([None, 2], tf.float32)


@tf.function(input_signature=[x])
def outputs(x):
    outputs = []
    for i in range(3):
        outputs.append(tf.reduce_sum(x, 1) * (i + 1))
    return outputs


i = 10
w = tf.Variable(0.5)
optimizer = tf.keras.optimizers.Adam(0.1, beta_2=0.9990000129, epsilon=1e-8)


@tf.function(input_signature=[x])
def train_step(x):
    with tf.GradientTape() as tape:
        outputs = []
        for i in range(3):
            outputs.append(tf.reduce_sum(x, 1) * (i + 1))
        combined = tf.add_n(outputs)
        cost = tf.reduce_mean(tf.square(combined * w - 1.))
    variables = [w]
    optimizer.apply_gradients(zip(tape.gradient(cost, variables), variables))
    return cost


for i in range(4):
    c = train_step(xs).numpy()
    print(i, c)
result = [value.numpy() for value in outputs(xs[:2])]
print(result)
