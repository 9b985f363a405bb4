import numpy as np
import tensorflow as tf

class Net(object):
    def __init__(self):
        self.batch_size = 2
        self.gstep = tf.Variable(0, dtype=tf.int32, trainable=False, name='global_step')

    def get_data(self):
        train = tf.data.Dataset.from_tensor_slices((np.arange(8, dtype=np.float32).reshape(4, 2), np.arange(4))).batch(self.batch_size)
        test = tf.data.Dataset.from_tensor_slices((np.ones((3, 2), np.float32), np.arange(3))).batch(self.batch_size)
        self.train_init = train
        self.test_init = test

    def inference(self):
        self.logits = tf.keras.layers.Dense(4, kernel_initializer=tf.constant_initializer(0.1))

    def loss(self):
        pass

    def optimize(self):
        self.opt = tf.keras.optimizers.SGD(0.1)

    def eval(self):
        pass

    def build(self):
        self.get_data()
        self.inference()
        self.loss()
        self.optimize()
        self.eval()

    @tf.function
    def train_step(self, img, label):
        with tf.GradientTape() as tape:
            img = tf.reshape(img, [-1, 2])
            logits = self.logits(img)
            loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=label, logits=logits))
        variables = self.logits.trainable_variables
        self.opt.apply_gradients(zip(tape.gradient(loss, variables), variables))
        self.gstep.assign_add(1)
        return loss

    @tf.function
    def accuracy(self, img, label):
        img = tf.reshape(img, [-1, 2])
        logits = self.logits(img)
        return tf.reduce_sum(tf.cast(tf.equal(tf.argmax(logits, 1), label), tf.float32))

    def train_one_epoch(self, init, epoch, step):
        total = 0
        for img, label in init:
            l = self.train_step(img, label).numpy()
            step += 1
            total += l
        print('loss %d %.5f' % (epoch, total))
        return step

    def eval_once(self, init):
        n = 0
        for img, label in init:
            n += self.accuracy(img, label).numpy()
        print('acc %.3f' % n)

    def train(self, n_epochs):
        step = self.gstep.numpy()
        for epoch in range(n_epochs):
            step = self.train_one_epoch(self.train_init, epoch, step)
            self.eval_once(self.test_init)
        print(step, self.gstep.numpy())

if __name__ == '__main__':
    model = Net()
    model.build()
    model.train(3)
