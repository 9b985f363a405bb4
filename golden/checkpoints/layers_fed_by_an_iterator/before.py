import os
import tensorflow as tf
import numpy as np


def make_data(n, size):
    images = np.arange(n * 64).reshape(n, 64) % 7
    images = images.astype(np.float32) / 10.0
    if size == 1:
        images = images.reshape([n, -1])
    labels = np.zeros((n, 3))
    labels[np.arange(n), np.arange(n) % 3] = 1
    return images, labels


def read(batch):
    train = make_data(6, 1)
    test = make_data(4, 2)
    train_data = tf.data.Dataset.from_tensor_slices(train).batch(batch)
    test_data = tf.data.Dataset.from_tensor_slices(test)
    test_data = test_data.batch(batch)
    return train_data, test_data


def conv_relu(inputs, filters, k, scope_name):
    with tf.variable_scope(scope_name, reuse=tf.AUTO_REUSE) as scope:
        channels = inputs.shape[-1]
        kernel = tf.get_variable('kernel', [k, k, channels, filters])
        biases = tf.get_variable('biases', [filters], initializer=tf.constant_initializer(0.1))
        conv = tf.nn.conv2d(inputs, kernel, strides=[1, 1, 1, 1], padding='SAME')
    return tf.nn.relu(conv + biases, name=scope.name)


class ConvNet(object):
    def __init__(self):
        self.gstep = tf.Variable(0, dtype=tf.int32, trainable=False, name='global_step')
        self.n_classes = 3
        self.training = False

    def get_data(self):
        with tf.name_scope('data'):
            train_data, test_data = read(2)
            iterator = tf.data.Iterator.from_structure(train_data.output_types, train_data.output_shapes)
            img, self.label = iterator.get_next()
            self.img = tf.reshape(img, shape=[-1, 8, 8, 1])
            self.train_init = iterator.make_initializer(train_data)
            self.test_init = iterator.make_initializer(test_data)

    def inference(self):
        conv1 = conv_relu(self.img, 4, 3, 'conv1')
        pool1 = tf.layers.max_pooling2d(inputs=conv1, pool_size=[2, 2], strides=2, name='pool1')
        conv2 = tf.layers.conv2d(inputs=pool1, filters=2, kernel_size=[3, 3], padding='SAME', name='conv2')
        shape = conv2.get_shape().as_list()
        feature_dim = int(np.prod(shape[1:]))
        pool1 = tf.reshape(conv2, [-1, feature_dim])
        fc = tf.layers.dense(pool1, 5, activation=tf.nn.relu, name='fc')
        self.logits = tf.layers.dense(fc, self.n_classes, name='logits')

    def loss(self):
        entropy = tf.nn.softmax_cross_entropy_with_logits(labels=self.label, logits=self.logits)
        self.loss = tf.reduce_mean(entropy, name='loss')
        self.opt = tf.train.AdamOptimizer(0.01).minimize(self.loss, global_step=self.gstep)

    def eval(self):
        correct = tf.equal(tf.argmax(self.logits, 1), tf.argmax(self.label, 1))
        self.accuracy = tf.reduce_sum(tf.cast(correct, tf.float32))

    def build(self):
        self.get_data()
        self.inference()
        self.loss()
        self.eval()

    def train_one_epoch(self, sess, saver, init, epoch, step):
        sess.run(init)
        self.training = True
        total = 0
        try:
            while True:
                _, l = sess.run([self.opt, self.loss])
                step += 1
                total += l
        except tf.errors.OutOfRangeError:
            pass
        saver.save(sess, 'checkpoints/net/model', step)
        print(epoch, step, total)
        return step

    def eval_once(self, sess, init, epoch):
        sess.run(init)
        self.training = False
        total = 0
        try:
            while True:
                total += sess.run(self.accuracy)
        except tf.errors.OutOfRangeError:
            pass
        print(epoch, total)

    def train(self, n):
        os.makedirs('checkpoints/net', exist_ok=True)
        with tf.Session() as sess:
            sess.run(tf.global_variables_initializer())
            saver = tf.train.Saver()
            ckpt = tf.train.get_checkpoint_state(os.path.dirname('checkpoints/net/checkpoint'))
            if ckpt and ckpt.model_checkpoint_path:
                saver.restore(sess, ckpt.model_checkpoint_path)
            step = self.gstep.eval()
            for epoch in range(n):
                step = self.train_one_epoch(sess, saver, self.train_init, epoch, step)
                self.eval_once(sess, self.test_init, epoch)
            before = sess.run(self.gstep)
            ckpt = tf.train.get_checkpoint_state('checkpoints/net')
            saver.restore(sess, ckpt.model_checkpoint_path)
            self.eval_once(sess, self.test_init, epoch)
            print(before, sess.run(self.gstep))


if __name__ == '__main__':
    model = ConvNet()
    model.build()
    model.train(2)
