import numpy as np
import tensorflow as tf

x = tf.TensorSpec([None, 3], tf.float32)
y = tf.TensorSpec([None, 1], tf.float32)
h_1 = tf.keras.layers.Dense(4, activation=tf.nn.relu)
out_1 = tf.keras.layers.Dense(1)
optimizer = tf.keras.optimizers.SGD(0.1)


@tf.function(input_signature=[x, y])
def train(x, y):
    with tf.GradientTape() as tape:
        h = h_1(x)
        out = out_1(h)
        loss = tf.reduce_mean(tf.square(out - y))
    variables = h_1.trainable_variables + out_1.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss, loss


def write_merged(writer, loss, step):
    with writer.as_default(step):
        tf.summary.scalar("loss", loss)
        for name, var in zip(['h/kernel', 'h/bias', 'out/kernel', 'out/bias'], h_1.trainable_variables + out_1.trainable_variables):
            tf.summary.histogram(name, var)


writer = tf.summary.create_file_writer("logs")
for i in range(3):
    l, s = train(np.ones([2, 3]), np.zeros([2, 1]))
    l = l.numpy()
    write_merged(writer, s, i)
    print(l)
