import numpy as np
import tensorflow as tf

class Net(object):
    def __init__(self):
        self.batch_size = 2
        self.gstep = tf.Variable(0, dtype=tf.int32, trainable=False, name='global_step')

    def get_data(self):
        with tf.name_scope('data'):
            train = tf.data.Dataset.from_tensor_slices((np.arange(8, dtype=np.float32).reshape(4, 2), np.arange(4))).batch(self.batch_size)
            test = tf.data.Dataset.from_tensor_slices((np.ones((3, 2), np.float32), np.arange(3))).batch(self.batch_size)
            iterator = tf.data.Iterator.from_structure(train.output_types, train.output_shapes)
            img, self.label = iterator.get_next()
            self.img = tf.reshape(img, [-1, 2])
            self.train_init = iterator.make_initializer(train)
            self.test_init = iterator.make_initializer(test)

    def inference(self):
        self.logits = tf.layers.dense(self.img, 4, kernel_initializer=tf.constant_initializer(0.1), name='logits')

    def loss(self):
        self.loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=self.label, logits=self.logits))

    def optimize(self):
        self.opt = tf.train.GradientDescentOptimizer(0.1).minimize(self.loss, global_step=self.gstep)

    def eval(self):
        self.accuracy = tf.reduce_sum(tf.cast(tf.equal(tf.argmax(self.logits, 1), self.label), tf.float32))

    def build(self):
        self.get_data()
        self.inference()
        self.loss()
        self.optimize()
        self.eval()

    def train_one_epoch(self, sess, init, epoch, step):
        sess.run(init)
        total = 0
        try:
            while True:
                _, l = sess.run([self.opt, self.loss])
                step += 1
                total += l
        except tf.errors.OutOfRangeError:
            pass
        print('loss %d %.5f' % (epoch, total))
        return step

    def eval_once(self, sess, init):
        sess.run(init)
        n = 0
        try:
            while True:
                n += sess.run(self.accuracy)
        except tf.errors.OutOfRangeError:
            pass
        print('acc %.3f' % n)

    def train(self, n_epochs):
        with tf.Session() as sess:
            sess.run(tf.global_variables_initializer())
            step = self.gstep.eval()
            for epoch in range(n_epochs):
                step = self.train_one_epoch(sess, self.train_init, epoch, step)
                self.eval_once(sess, self.test_init)
            print(step, self.gstep.eval())

if __name__ == '__main__':
    model = Net()
    model.build()
    model.train(3)
