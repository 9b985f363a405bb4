import tensorflow as tf
from tensorflow.python.framework import ops
from tensorflow.python.ops import array_ops, math_ops, variable_scope as vs
from tensorflow.python.ops.nn_ops import softmax
from tensorflow.python.ops import rnn_cell, init_ops
from tensorflow.python.platform import gfile
ops.reset_default_graph()
x = array_ops.placeholder(tf.float32, [None, 3])
with vs.variable_scope('a'):
    w = vs.get_variable('w', [3, 2], initializer=init_ops.ones_initializer())
h = math_ops.matmul(ops.convert_to_tensor(x), w)
y = softmax(array_ops.reshape(h, [-1, 2]))
sess = tf.Session(graph=ops.get_default_graph())
sess.run(tf.global_variables_initializer())
print(sess.run(y, {x: [[1., 2., 3.]]}), gfile.Exists('/nowhere'))
