import numpy as np
import tensorflow as tf


class GAN(object):
    model_name = "GAN"

    def __init__(self, epoch, batch_size, z_dim):
        self.epoch = epoch
        self.batch_size = batch_size
        self.z_dim = z_dim
        self.learning_rate = 0.0002
        self.beta1 = 0.5
        self.data_X = np.random.RandomState(0).rand(16, 8)
        self.num_batches = len(self.data_X) // self.batch_size

    def discriminator(self, x, is_training=True):
        net = tf.nn.leaky_relu(self.d_fc1(x))
        net = tf.nn.leaky_relu(self.d_fc2(net))
        out_logit = self.d_fc3(net)
        out = tf.nn.sigmoid(out_logit)
        return out, out_logit, net

    def generator(self, z, is_training=True):
        net = tf.nn.relu(self.g_bn1(self.g_fc1(z), training=is_training))
        out = tf.nn.sigmoid(self.g_fc2(net))
        return out

    def build_model(self):
        bs = self.batch_size
        self.inputs = tf.TensorSpec([bs, 8], tf.float32, name='real_images')
        self.z = tf.TensorSpec([bs, self.z_dim], tf.float32, name='z')
        self.d_fc1 = tf.keras.layers.Dense(6)
        self.d_fc2 = tf.keras.layers.Dense(5)
        self.d_fc3 = tf.keras.layers.Dense(1)
        self.g_fc1 = tf.keras.layers.Dense(7, use_bias=False)
        self.g_bn1 = tf.keras.layers.BatchNormalization()
        self.g_fc2 = tf.keras.layers.Dense(8)
        self.optimizer = tf.keras.optimizers.SGD(self.learning_rate, momentum=self.beta1)
        self.optimizer_1 = tf.keras.optimizers.SGD(self.learning_rate * 5, momentum=self.beta1)
        self.d_optim = tf.function(self.d_optim, input_signature=[self.inputs, self.z])
        self.g_optim = tf.function(self.g_optim, input_signature=[self.z])
        self.fake_images = tf.function(self.fake_images, input_signature=[self.z])

    def d_optim(self, inputs, z):
        with tf.GradientTape() as tape:
            D_real, D_real_logits, _ = self.discriminator(inputs, is_training=True)
            G = self.generator(z, is_training=True)
            D_fake, D_fake_logits, _ = self.discriminator(G, is_training=True)
            d_loss_real = tf.reduce_mean(
                tf.nn.sigmoid_cross_entropy_with_logits(logits=D_real_logits, labels=tf.ones_like(D_real)))
            d_loss_fake = tf.reduce_mean(
                tf.nn.sigmoid_cross_entropy_with_logits(logits=D_fake_logits, labels=tf.zeros_like(D_fake)))
            d_loss = d_loss_real + d_loss_fake
        variables = [
            *self.d_fc1.trainable_variables,
            *self.d_fc2.trainable_variables,
            *self.d_fc3.trainable_variables,
        ]
        self.optimizer.apply_gradients(zip(tape.gradient(d_loss, variables), variables))
        return d_loss

    def g_optim(self, z):
        with tf.GradientTape() as tape:
            G = self.generator(z, is_training=True)
            D_fake, D_fake_logits, _ = self.discriminator(G, is_training=True)
            g_loss = tf.reduce_mean(
                tf.nn.sigmoid_cross_entropy_with_logits(logits=D_fake_logits, labels=tf.ones_like(D_fake)))
        variables = [
            *self.g_fc1.trainable_variables,
            *self.g_bn1.trainable_variables,
            *self.g_fc2.trainable_variables,
        ]
        self.optimizer_1.apply_gradients(zip(tape.gradient(g_loss, variables), variables))
        return g_loss

    def fake_images(self, z):
        return self.generator(z, is_training=False)

    def train(self):
        self.sample_z = np.random.RandomState(1).uniform(-1, 1, size=(self.batch_size, self.z_dim))
        counter = 1
        for epoch in range(self.epoch):
            for idx in range(self.num_batches):
                batch_images = self.data_X[idx * self.batch_size:(idx + 1) * self.batch_size]
                batch_z = np.random.RandomState(counter).uniform(-1, 1, [self.batch_size, self.z_dim]).astype(np.float32)
                d_loss = self.d_optim(batch_images, batch_z).numpy()
                g_loss = self.g_optim(batch_z).numpy()
                counter += 1
                print("Epoch: [%2d] [%4d/%4d] d_loss: %.5f, g_loss: %.5f" % (epoch, idx, self.num_batches, d_loss, g_loss))
        samples = self.fake_images(self.sample_z).numpy()
        print(samples.sum())


def main():
    gan = GAN(epoch=2, batch_size=4, z_dim=3)
    gan.build_model()
    gan.train()


if __name__ == '__main__':
    main()
