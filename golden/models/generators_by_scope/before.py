import numpy as np
import tensorflow as tf


class Cycle(object):
    def __init__(self, n=4):
        self.n = n
        self.x = tf.placeholder(tf.float32, [None, 3], 'x')
        self.y = tf.placeholder(tf.float32, [None, 3], 'y')
        fy = self.generator(self.x, 'GA')
        fx = self.generator(self.y, 'GB')
        cx = self.generator(fy, 'GC')
        da = self.disc(self.x, 'DA')
        db = self.disc(self.y, 'DB')
        da_ = self.disc(fx, 'DA', reuse=True)
        self.cyc = tf.reduce_mean(tf.abs(cx - self.x))
        self.g_loss = self.cyc - tf.reduce_mean(da_)
        self.d_loss = tf.reduce_mean(da_) - tf.reduce_mean(da) - tf.reduce_mean(db)
        t_vars = tf.trainable_variables()
        d_vars = [v for v in t_vars if 'D' in v.name]
        g_vars = [v for v in t_vars if v.name.startswith('G')]
        with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
            self.g_op = tf.train.GradientDescentOptimizer(0.05).minimize(self.g_loss, var_list=g_vars)
            self.d_op = tf.train.GradientDescentOptimizer(0.05).minimize(self.d_loss, var_list=d_vars)
        self.back = self.generator(self.y, 'GB', training=False, reuse=True)
        self.out = self.generator(self.x, 'GA', training=False, reuse=True)

    def generator(self, x, name, training=True, reuse=False):
        with tf.variable_scope(name, reuse=reuse):
            h = tf.layers.dense(x, self.n, use_bias=False, name='h')
            h = tf.nn.relu(tf.layers.batch_normalization(h, training=training, name='bn'))
            return tf.layers.dense(h, 3, name='o')

    def disc(self, x, name, reuse=False):
        with tf.variable_scope(name, reuse=reuse):
            return tf.layers.dense(tf.nn.relu(tf.layers.dense(x, self.n, name='h')), 1, name='o')


m = Cycle()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        x = np.random.RandomState(i).rand(5, 3)
        _, l = sess.run([m.g_op, m.g_loss], {m.x: x, m.y: x + 1})
        print(l)
        _, l = sess.run([m.d_op, m.d_loss], {m.x: x, m.y: x + 1})
        print(l)
    print(sess.run([m.out, m.back], {m.x: np.ones((2, 3)), m.y: np.ones((1, 3))}))
