"""Input pipeline, summaries and a queue of odd constructs that stay."""
import tensorflow as tf
import tensorflow.contrib.slim as slim
from tensorflow.python.framework import ops

dataset = tf.data.Dataset.from_tensor_slices(tf.range(100)).repeat().batch(10)
iterator = dataset.make_one_shot_iterator()
batch = iterator.get_next()
mean = tf.reduce_mean(tf.cast(batch, tf.float32), keep_dims=True)
tf.summary.scalar('mean', tf.squeeze(mean))
merged = tf.summary.merge_all()
counter = tf.get_variable('counter', shape=(), initializer=tf.zeros_initializer(), trainable=False)
count = tf.assign_add(counter, 1.0)

sess = tf.InteractiveSession()
tf.global_variables_initializer().run()
writer = tf.summary.FileWriter('/tmp/tf2codemod-corpus', sess.graph)
try:
    for step in range(5):
        values, summary, _ = sess.run([batch, merged, count])
        writer.add_summary(summary, step)
        print(values.sum(), counter.eval())
except tf.errors.OutOfRangeError:
    pass
finally:
    writer.close()
    sess.close()


def unused(x):
    with slim.arg_scope([slim.conv2d], padding='SAME'):
        net = slim.conv2d(x, 8, [3, 3], scope='conv')
    return slim.flatten(net)
