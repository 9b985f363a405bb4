import numpy as np
import tensorflow as tf

x = tf.TensorSpec([None, 4], tf.float32)
y = tf.TensorSpec([None, 1], tf.float32)
hidden = tf.keras.layers.Dense(5, activation=tf.nn.tanh)
out_1 = tf.keras.layers.Dense(1)
optimizer = tf.keras.optimizers.SGD(0.05, momentum=0.9)


@tf.function(input_signature=[x, y])
def train(x, y):
    with tf.GradientTape() as tape:
        h = hidden(x)
        out = out_1(h)
        decay = tf.add_n([tf.nn.l2_loss(v) for v in [hidden.kernel, out_1.kernel]])
        loss = tf.reduce_mean(tf.square(out - y)) + 0.01 * decay
    variables = hidden.trainable_variables + out_1.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss


rng = np.random.RandomState(0)
data = rng.rand(16, 4)
for step in range(5):
    value = train(data, data[:, :1]).numpy()
    print(step, value)
