import tempfile
import numpy as np
import tensorflow as tf


def write_scalars(writer, scalars, step):
    """Write numbers by their tags to a summary writer."""
    with writer.as_default(step):
        for tag, value in scalars.items():
            tf.summary.scalar(tag, float(value))


def make_scalar_summary(name, value):
    return {name: value}


x = tf.TensorSpec([None, 2], tf.float32)
w = tf.Variable(tf.ones([2, 1]))
global_step = tf.Variable(0, trainable=False, dtype=tf.int64, name='global_step')
optimizer = tf.keras.optimizers.SGD(0.1)


@tf.function(input_signature=[x])
def train_step(x):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(tf.matmul(x, w) - 3.0))
    variables = [w]
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    global_step.assign_add(1)
    return loss


writer = tf.summary.create_file_writer(tempfile.mkdtemp())
for i in range(4):
    value = train_step([[1., 2.], [0.5, -1.]]).numpy()
    write_scalars(writer, make_scalar_summary("loss", value), i)
    # Means over the steps so far.
    summary = {}
    summary['Perf/Half'] = float(value / 2)
    summary['Perf/Turn'] = i
    write_scalars(writer, summary, i)
    write_scalars(writer, {
        'first': 1.0,
        'loss twice': 2 * value,
    }, i)
    print(i, value)
writer.flush()
print(global_step.numpy())
