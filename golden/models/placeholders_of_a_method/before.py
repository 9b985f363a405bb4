import numpy as np
import tensorflow as tf

VGG_MEAN = [103.939, 116.779, 123.68]


class Vgg(object):
    def __init__(self, weights):
        self.data_dict = weights

    def build(self, rgb):
        print("build model started")
        rgb_scaled = rgb * 255.0
        red, green, blue = tf.split(axis=3, num_or_size_splits=3, value=rgb_scaled)
        assert red.get_shape().as_list()[1:] == [8, 8, 1]
        bgr = tf.concat(axis=3, values=[
            blue - VGG_MEAN[0],
            green - VGG_MEAN[1],
            red - VGG_MEAN[2],
        ])
        assert bgr.get_shape().as_list()[1:] == [8, 8, 3]
        self.conv1_1 = self.conv_layer(bgr, "conv1_1")
        self.pool1 = self.max_pool(self.conv1_1, 'pool1')
        self.fc6 = self.fc_layer(self.pool1, "fc6")
        assert self.fc6.get_shape().as_list()[1:] == [5]
        self.relu6 = tf.nn.relu(self.fc6)
        self.prob = tf.nn.softmax(self.relu6, name="prob")
        self.data_dict = None
        print("build model finished")

    def max_pool(self, bottom, name):
        return tf.nn.max_pool(bottom, ksize=[1, 2, 2, 1], strides=[1, 2, 2, 1], padding='SAME', name=name)

    def conv_layer(self, bottom, name):
        with tf.variable_scope(name):
            filt = self.get_conv_filter(name)
            conv = tf.nn.conv2d(bottom, filt, [1, 1, 1, 1], padding='SAME')
            conv_biases = self.get_bias(name)
            bias = tf.nn.bias_add(conv, conv_biases)
            relu = tf.nn.relu(bias)
            return relu

    def fc_layer(self, bottom, name):
        with tf.variable_scope(name):
            shape = bottom.get_shape().as_list()
            dim = 1
            for d in shape[1:]:
                dim *= d
            x = tf.reshape(bottom, [-1, dim])
            weights = self.get_fc_weight(name)
            biases = self.get_bias(name)
            fc = tf.nn.bias_add(tf.matmul(x, weights), biases)
            return fc

    def get_conv_filter(self, name):
        return tf.constant(self.data_dict[name][0], name="filter")

    def get_bias(self, name):
        return tf.constant(self.data_dict[name][1], name="biases")

    def get_fc_weight(self, name):
        return tf.constant(self.data_dict[name][0], name="weights")


rs = np.random.RandomState(0)
weights = {"conv1_1": [rs.randn(3, 3, 3, 4).astype("float32") * 0.01, rs.randn(4).astype("float32")],
           "fc6": [rs.randn(64, 5).astype("float32") * 0.01, rs.randn(5).astype("float32")]}
batch = rs.rand(2, 8, 8, 3)

with tf.device('/cpu:0'):
    with tf.Session() as sess:
        images = tf.placeholder("float", [2, 8, 8, 3])
        feed_dict = {images: batch}

        net = Vgg(weights)
        with tf.name_scope("content_vgg"):
            net.build(images)

        prob = sess.run(net.prob, feed_dict=feed_dict)
        print(prob)
