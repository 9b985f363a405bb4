import numpy as np
import tensorflow as tf

x = tf.TensorSpec([None, 3], tf.float32)
y = tf.TensorSpec([None, 1], tf.float32)
h_1 = tf.keras.layers.Dense(4, activation=tf.nn.relu)
out_1 = tf.keras.layers.Dense(1)
opt = tf.keras.optimizers.SGD(0.1)


@tf.function(input_signature=[x, y])
def train(x, y):
    with tf.GradientTape() as tape:
        h = h_1(x)
        out = out_1(h)
        loss = tf.reduce_mean(tf.square(out - y))
    variables = h_1.trainable_variables + out_1.trainable_variables
    grads = list(zip(tape.gradient(loss, variables), variables))
    opt.apply_gradients(grads)
    return loss, (loss, grads)


def write_merged(writer, values, step):
    loss, grads = values
    with writer.as_default(step):
        tf.summary.scalar("loss", loss)
        for name, ((grad, _), var) in zip(['h/kernel:0', 'h/bias:0', 'out/kernel:0', 'out/bias:0'], zip(grads, h_1.trainable_variables + out_1.trainable_variables)):
            tf.summary.histogram(name, var)
            tf.summary.histogram(name + '/gradient', grad)


writer = tf.summary.create_file_writer("logs")
for i in range(3):
    l, s = train(np.ones([2, 3]), np.zeros([2, 1]))
    l = l.numpy()
    write_merged(writer, s, i)
    print(l)
