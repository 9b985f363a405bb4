import os
import tensorflow as tf


def get_session(fraction=0.3):
    threads = os.environ.get('OMP_NUM_THREADS')
    options = tf.GPUOptions(per_process_gpu_memory_fraction=fraction)
    if threads:
        return tf.Session(config=tf.ConfigProto(gpu_options=options, intra_op_parallelism_threads=int(threads)))
    else:
        return tf.Session(config=tf.ConfigProto(gpu_options=options))


class Model(object):
    def __init__(self, rate):
        self.graph = tf.Graph()
        with self.graph.as_default():
            self.x = tf.placeholder(tf.float32, [None, 2])
            self.w = tf.Variable(tf.ones([2, 1]))
            self.loss = tf.reduce_mean(tf.square(tf.matmul(self.x, self.w) - 3.0))
            self.train_op = tf.train.GradientDescentOptimizer(rate).minimize(self.loss)
            init = tf.global_variables_initializer()
            self.sess = self._init_session()
            self.sess.run(init)

    def _init_session(self):
        # adaptively growing memory
        config = tf.ConfigProto(device_count={'gpu': 0})
        config.gpu_options.allow_growth = True
        return tf.Session(config=config)

    def fit(self, x):
        _, loss = self.sess.run((self.train_op, self.loss), feed_dict={self.x: x})
        return loss


model = Model(0.1)
for i in range(3):
    print(i, model.fit([[1., 2.], [0.5, -1.]]))

v = tf.Variable(2.0)
half = v / 2
sess = get_session()
sess.run(tf.global_variables_initializer())
print(sess.run(half))
