import tempfile
import numpy as np
import tensorflow as tf
from tensorflow.core.framework import summary_pb2


def make_scalar_summary(name, value):
    return summary_pb2.Summary(value=[summary_pb2.Summary.Value(tag=name, simple_value=value)])


x = tf.placeholder(tf.float32, [None, 2])
w = tf.Variable(tf.ones([2, 1]))
loss = tf.reduce_mean(tf.square(tf.matmul(x, w) - 3.0))
global_step = tf.contrib.framework.get_or_create_global_step()
train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, global_step=global_step)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    writer = tf.summary.FileWriter(tempfile.mkdtemp(), sess.graph)
    for i in range(4):
        _, value = sess.run([train_op, loss], {x: [[1., 2.], [0.5, -1.]]})
        writer.add_summary(make_scalar_summary("loss", value), i)
        # Means over the steps so far.
        summary = tf.Summary()
        summary.value.add(tag='Perf/Half', simple_value=float(value / 2))
        summary.value.add(tag='Perf/Turn', simple_value=i)
        writer.add_summary(summary, i)
        writer.add_summary(tf.Summary(value=[
            tf.Summary.Value(tag='first', simple_value=1.0),
            tf.Summary.Value(tag='loss twice', simple_value=2 * value),
        ]), i)
        print(i, value)
    writer.flush()
    print(sess.run(global_step))
