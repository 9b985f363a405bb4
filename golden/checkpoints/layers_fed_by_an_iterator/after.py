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


class ConvRelu(tf.keras.layers.Layer):
    def __init__(self, filters, k):
        super().__init__()
        self.filters = filters
        self.k = k

    def build(self, input_shape):
        channels = input_shape[-1]
        self.kernel = self.add_weight(shape=[self.k, self.k, channels, self.filters], name='kernel')
        self.biases = self.add_weight(shape=[self.filters], initializer=tf.constant_initializer(0.1), name='biases')

    def call(self, inputs):
        conv = tf.nn.conv2d(inputs, self.kernel, strides=[1, 1, 1, 1], padding='SAME')
        return tf.nn.relu(conv + self.biases)


class ConvNet(object):
    def __init__(self):
        self.gstep = tf.Variable(0, dtype=tf.int32, trainable=False, name='global_step')
        self.n_classes = 3
        self.training = False

    def get_data(self):
        self.train_data, test_data = read(2)
        self.train_init = self.train_data
        self.test_init = test_data

    def inference(self):
        self.conv1 = ConvRelu(4, 3)
        self.pool1 = tf.keras.layers.MaxPooling2D(pool_size=[2, 2], strides=2)
        self.conv2 = tf.keras.layers.Conv2D(filters=2, kernel_size=[3, 3], padding='SAME')
        self.fc = tf.keras.layers.Dense(5, activation=tf.nn.relu)
        self.logits = tf.keras.layers.Dense(self.n_classes)

    def loss(self):
        self.opt = tf.keras.optimizers.Adam(0.01, beta_2=0.9990000129, epsilon=1e-8)

    def eval(self):
        pass

    def build(self):
        self.get_data()
        self.inference()
        self.loss()
        self.eval()
        self.train_step.get_concrete_function(*self.train_data.element_spec)

    @tf.function
    def train_step(self, img, label):
        with tf.GradientTape() as tape:
            img = tf.reshape(img, shape=[-1, 8, 8, 1])
            conv1 = self.conv1(img)
            pool1 = self.pool1(conv1)
            conv2 = self.conv2(pool1)
            shape = conv2.get_shape().as_list()
            feature_dim = int(np.prod(shape[1:]))
            pool1 = tf.reshape(conv2, [-1, feature_dim])
            fc = self.fc(pool1)
            logits = self.logits(fc)
            entropy = tf.nn.softmax_cross_entropy_with_logits(labels=label, logits=logits)
            loss = tf.reduce_mean(entropy, name='loss')
        variables = [
            *self.conv1.trainable_variables,
            *self.conv2.trainable_variables,
            *self.fc.trainable_variables,
            *self.logits.trainable_variables,
        ]
        self.opt.apply_gradients(zip(tape.gradient(loss, variables), variables))
        self.gstep.assign_add(1)
        return loss

    @tf.function
    def accuracy(self, img, label):
        img = tf.reshape(img, shape=[-1, 8, 8, 1])
        conv1 = self.conv1(img)
        pool1 = self.pool1(conv1)
        conv2 = self.conv2(pool1)
        shape = conv2.get_shape().as_list()
        feature_dim = int(np.prod(shape[1:]))
        pool1 = tf.reshape(conv2, [-1, feature_dim])
        fc = self.fc(pool1)
        logits = self.logits(fc)
        correct = tf.equal(tf.argmax(logits, 1), tf.argmax(label, 1))
        return tf.reduce_sum(tf.cast(correct, tf.float32))

    def train_one_epoch(self, saver, init, epoch, step):
        self.iterator = iter(init)
        self.training = True
        total = 0
        for img, label in self.iterator:
            l = self.train_step(img, label).numpy()
            step += 1
            total += l
        saver.save(checkpoint_number=step)
        print(epoch, step, total)
        return step

    def eval_once(self, init, epoch):
        self.iterator = iter(init)
        self.training = False
        total = 0
        for img, label in self.iterator:
            total += self.accuracy(img, label).numpy()
        print(epoch, total)

    def train(self, n):
        os.makedirs('checkpoints/net', exist_ok=True)
        saver = tf.train.CheckpointManager(tf.train.Checkpoint(gstep=self.gstep, conv1=self.conv1, conv2=self.conv2, fc=self.fc, logits=self.logits, opt=self.opt), 'checkpoints/net', max_to_keep=5, checkpoint_name='model')
        ckpt = tf.train.get_checkpoint_state(os.path.dirname('checkpoints/net/checkpoint'))
        if ckpt and ckpt.model_checkpoint_path:
            saver.checkpoint.restore(ckpt.model_checkpoint_path).assert_existing_objects_matched()
        step = self.gstep.numpy()
        for epoch in range(n):
            step = self.train_one_epoch(saver, self.train_init, epoch, step)
            self.eval_once(self.test_init, epoch)
        before = self.gstep.numpy()
        ckpt = tf.train.get_checkpoint_state('checkpoints/net')
        saver.checkpoint.restore(ckpt.model_checkpoint_path).assert_existing_objects_matched()
        self.eval_once(self.test_init, epoch)
        print(before, self.gstep.numpy())


if __name__ == '__main__':
    model = ConvNet()
    model.build()
    model.train(2)
