import tensorflow as tf

x = tf.compat.v1.placeholder(tf.float32, [None, 2])
w = tf.Variable([[0.1, 0.3], [-0.2, 0.4]])
v = tf.Variable([[0.5, -0.5], [0.25, 0.75]])
student = tf.matmul(x, w)
teacher = tf.nn.softmax(tf.matmul(x, v))
old = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels=tf.stop_gradient(teacher), logits=student))
new = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels=teacher, logits=student))
train_old = tf.compat.v1.train.GradientDescentOptimizer(1.0).minimize(old)
train_new = tf.compat.v1.train.GradientDescentOptimizer(1.0).minimize(new)

with tf.compat.v1.Session() as sess:
    sess.run(tf.compat.v1.global_variables_initializer())
    sess.run(train_old, {x: [[1., 2.], [3., -1.]]})
    print(sess.run(w), sess.run(v))
    sess.run(train_new, {x: [[1., 2.], [3., -1.]]})
    print(sess.run(w), sess.run(v))
