import tensorflow as tf


class Model(object):
    def __init__(self, training):
        self.x = tf.placeholder(tf.float32, [None, 3])
        h = tf.layers.dense(self.x, 2, name='h')
        self.loss = tf.reduce_mean(tf.square(h))

        def helper():
            return 1.
        self.rate = tf.Variable(0.1, trainable=False)
        variables = tf.trainable_variables()
        grads, _ = tf.clip_by_global_norm(tf.gradients(self.loss, variables), helper())
        self.train_op = tf.train.GradientDescentOptimizer(self.rate).apply_gradients(zip(grads, variables))


a = Model(True)
sess = tf.Session()
sess.run(tf.global_variables_initializer())
for i in range(3):
    sess.run(a.train_op, {a.x: [[1., 2., 3.]]})
    print(sess.run(a.loss, {a.x: [[1., 2., 3.]]}))
