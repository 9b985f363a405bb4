import os
import numpy as np
import tensorflow as tf

x = tf.TensorSpec([None, 2], tf.float32)
w = tf.Variable(tf.ones([2, 1]), name='w')
optimizer = tf.keras.optimizers.SGD(0.05)


@tf.function(input_signature=[x])
def train_step(x):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(tf.matmul(x, w)))
    variables = [w]
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return (loss, w.read_value()), loss


def write_merged(writer, values, step):
    loss, w = values
    with writer.as_default(step):
        tf.summary.scalar('loss', loss)
        tf.summary.histogram('weights', w)


writer = tf.summary.create_file_writer('logs/train')
for i in range(3):
    summary, l = train_step([[1., 2.], [0.5, -1.]])
    l = l.numpy()
    write_merged(writer, summary, i)
    print(i, l)
writer.close()
print(len(os.listdir('logs/train')))
