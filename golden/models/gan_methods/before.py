import numpy as np
import tensorflow as tf


class GAN(object):
    model_name = "GAN"

    def __init__(self, sess, epoch, batch_size, z_dim):
        self.sess = sess
        self.epoch = epoch
        self.batch_size = batch_size
        self.z_dim = z_dim
        self.learning_rate = 0.0002
        self.beta1 = 0.5
        self.data_X = np.random.RandomState(0).rand(16, 8)
        self.num_batches = len(self.data_X) // self.batch_size

    def discriminator(self, x, is_training=True, reuse=False):
        with tf.variable_scope("discriminator", reuse=reuse):
            net = tf.nn.leaky_relu(tf.layers.dense(x, 6, name='d_fc1'))
            net = tf.nn.leaky_relu(tf.layers.dense(net, 5, name='d_fc2'))
            out_logit = tf.layers.dense(net, 1, name='d_fc3')
            out = tf.nn.sigmoid(out_logit)
            return out, out_logit, net

    def generator(self, z, is_training=True, reuse=False):
        with tf.variable_scope("generator", reuse=reuse):
            net = tf.nn.relu(tf.layers.batch_normalization(tf.layers.dense(z, 7, use_bias=False, name='g_fc1'), training=is_training, name='g_bn1'))
            out = tf.nn.sigmoid(tf.layers.dense(net, 8, name='g_fc2'))
            return out

    def build_model(self):
        bs = self.batch_size
        self.inputs = tf.placeholder(tf.float32, [bs, 8], name='real_images')
        self.z = tf.placeholder(tf.float32, [bs, self.z_dim], name='z')
        D_real, D_real_logits, _ = self.discriminator(self.inputs, is_training=True, reuse=False)
        G = self.generator(self.z, is_training=True, reuse=False)
        D_fake, D_fake_logits, _ = self.discriminator(G, is_training=True, reuse=True)
        d_loss_real = tf.reduce_mean(
            tf.nn.sigmoid_cross_entropy_with_logits(logits=D_real_logits, labels=tf.ones_like(D_real)))
        d_loss_fake = tf.reduce_mean(
            tf.nn.sigmoid_cross_entropy_with_logits(logits=D_fake_logits, labels=tf.zeros_like(D_fake)))
        self.d_loss = d_loss_real + d_loss_fake
        self.g_loss = tf.reduce_mean(
            tf.nn.sigmoid_cross_entropy_with_logits(logits=D_fake_logits, labels=tf.ones_like(D_fake)))
        t_vars = tf.trainable_variables()
        d_vars = [var for var in t_vars if 'd_' in var.name]
        g_vars = [var for var in t_vars if 'g_' in var.name]
        with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
            self.d_optim = tf.train.MomentumOptimizer(self.learning_rate, self.beta1) \
                .minimize(self.d_loss, var_list=d_vars)
            self.g_optim = tf.train.MomentumOptimizer(self.learning_rate * 5, self.beta1) \
                .minimize(self.g_loss, var_list=g_vars)
        self.fake_images = self.generator(self.z, is_training=False, reuse=True)

    def train(self):
        tf.global_variables_initializer().run()
        self.sample_z = np.random.RandomState(1).uniform(-1, 1, size=(self.batch_size, self.z_dim))
        counter = 1
        for epoch in range(self.epoch):
            for idx in range(self.num_batches):
                batch_images = self.data_X[idx * self.batch_size:(idx + 1) * self.batch_size]
                batch_z = np.random.RandomState(counter).uniform(-1, 1, [self.batch_size, self.z_dim]).astype(np.float32)
                _, d_loss = self.sess.run([self.d_optim, self.d_loss],
                                          feed_dict={self.inputs: batch_images, self.z: batch_z})
                _, g_loss = self.sess.run([self.g_optim, self.g_loss], feed_dict={self.z: batch_z, self.inputs: batch_images})
                counter += 1
                print("Epoch: [%2d] [%4d/%4d] d_loss: %.5f, g_loss: %.5f" % (epoch, idx, self.num_batches, d_loss, g_loss))
        samples = self.sess.run(self.fake_images, feed_dict={self.z: self.sample_z})
        print(samples.sum())


def main():
    with tf.Session(config=tf.ConfigProto(allow_soft_placement=True)) as sess:
        gan = GAN(sess, epoch=2, batch_size=4, z_dim=3)
        gan.build_model()
        gan.train()


if __name__ == '__main__':
    main()
