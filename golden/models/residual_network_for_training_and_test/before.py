"""A residual network of helper methods, which a setting makes smaller, for training and for tests."""
import numpy as np
import tensorflow as tf


class ResNet(object):
    def __init__(self, sess, ch=4, n_classes=3):
        self.sess = sess
        self.ch = ch
        self.n_classes = n_classes

    def conv(self, x, channels, kernel=3, stride=1, scope='conv_0'):
        with tf.variable_scope(scope):
            return tf.layers.conv2d(x, channels, kernel, strides=stride, padding='SAME')

    def residual_block(self, x_init, channels, downsample=False, scope='resblock'):
        with tf.variable_scope(scope):
            x = tf.nn.relu(x_init)
            if downsample:
                x = self.conv(x, channels, stride=2, scope='conv_0')
                x_init = self.conv(x_init, channels, kernel=1, stride=2, scope='conv_init')
            else:
                x = self.conv(x, channels, scope='conv_0')
            x = tf.nn.relu(x)
            x = self.conv(x, channels, scope='conv_1')
            return x + x_init

    def network(self, x, is_training=True, reuse=False):
        with tf.variable_scope('network', reuse=reuse):
            x = self.conv(x, self.ch, scope='conv')
            for i in range(2):
                x = self.residual_block(x, self.ch, downsample=False, scope='resblock0_' + str(i))
            x = self.residual_block(x, self.ch * 2, downsample=True, scope='resblock1_0')
            for i in range(1, 2):
                x = self.residual_block(x, self.ch * 2, downsample=False, scope='resblock1_' + str(i))
            if is_training:
                x = tf.nn.dropout(x, 0.9)
            x = tf.reduce_mean(tf.nn.relu(x), axis=[1, 2])
            return tf.layers.dense(x, self.n_classes, name='logit')

    def build_model(self):
        self.train_inputs = tf.placeholder(tf.float32, [None, 6, 6, 2])
        self.train_labels = tf.placeholder(tf.float32, [None, self.n_classes])
        self.test_inputs = tf.placeholder(tf.float32, [None, 6, 6, 2])
        logits = self.network(self.train_inputs)
        self.test_logits = self.network(self.test_inputs, is_training=False, reuse=True)
        self.loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(logits=logits, labels=self.train_labels))
        self.optim = tf.train.MomentumOptimizer(0.05, momentum=0.9).minimize(self.loss)

    def train(self):
        rng = np.random.RandomState(0)
        self.sess.run(tf.global_variables_initializer())
        for step in range(3):
            x = rng.rand(4, 6, 6, 2)
            y = np.eye(self.n_classes)[rng.randint(0, self.n_classes, 4)]
            _, loss = self.sess.run([self.optim, self.loss], feed_dict={self.train_inputs: x, self.train_labels: y})
            test = self.sess.run(self.test_logits, feed_dict={self.test_inputs: x})
            print(step, loss, test[0])


with tf.Session() as sess:
    cnn = ResNet(sess)
    cnn.build_model()
    cnn.train()
