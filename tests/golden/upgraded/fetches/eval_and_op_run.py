import tensorflow as tf

x = tf.compat.v1.placeholder(tf.float32, [2])
v = tf.Variable([1., 1.], name='v')
y = x * v
bump = v.assign_add([0.5, 1.5])

sess = tf.compat.v1.InteractiveSession()
tf.compat.v1.global_variables_initializer().run()
print(y.eval(feed_dict={x: [2., 3.]}))
bump.op.run()
print(y.eval({x: [2., 3.]}))
print(v.eval())
print(tf.reduce_sum(v).eval(session=sess))
sess.close()
