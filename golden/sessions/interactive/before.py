import numpy as np
import tensorflow as tf

sess = tf.InteractiveSession()
a = tf.constant([[1., 2.], [3., 4.]])
print(a.eval())
print(tf.matmul(a, a).eval())
v = tf.Variable(tf.zeros([2]))
v.initializer.run()
print(v.eval())
tf.assign(v, [1., 5.]).eval()
print(tf.reduce_max(v).eval(), sess.run(v + 1))
x = tf.placeholder(tf.int32)
one_hot = tf.one_hot(x, 3)
print(one_hot.eval(feed_dict={x: [0, 2]}))
print(np.sum(one_hot.eval({x: 1})))
