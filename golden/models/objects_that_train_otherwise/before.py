import tensorflow as tf


class Model(object):
    def __init__(self, kind='adam'):
        self.x = tf.placeholder(tf.float32, [None, 3])
        with tf.variable_scope(kind):
            w = tf.get_variable('w', [3, 1])
        self.loss = tf.reduce_mean(tf.square(tf.matmul(self.x, w)))
        if kind == 'adam':
            self.loss = self.loss + tf.nn.l2_loss(w)
            self.train_op = tf.train.AdamOptimizer(.1).minimize(self.loss)
        else:
            self.train_op = tf.train.GradientDescentOptimizer(.1).minimize(self.loss)


a, b = Model('adam'), Model('sgd')
sess = tf.Session()
sess.run(tf.global_variables_initializer())
for i in range(3):
    print(sess.run(a.loss, {a.x: [[1., 2., 3.]]}), sess.run(b.loss, {b.x: [[1., 2., 3.]]}))
    sess.run(a.train_op, {a.x: [[1., 2., 3.]]})
    sess.run(b.train_op, {b.x: [[1., 2., 3.]]})
