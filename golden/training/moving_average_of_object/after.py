import tensorflow as tf
class Net(object):
    def __init__(self):
        self.x = tf.TensorSpec([None, 2], tf.float32)
        self.w = tf.Variable(tf.ones([2, 1]))
        self.opt = tf.keras.optimizers.SGD(0.1)
        self.ema = tf.train.ExponentialMovingAverage(0.9)
        self.ema.apply([self.w])  # begins with the first values
        self.shadow = self.ema.average(self.w)
        self.train_step = tf.function(self.train_step, input_signature=[self.x])

    def train_step(self, x):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(tf.matmul(x, self.w) - 3.))
        variables = [self.w]
        self.opt.apply_gradients(zip(tape.gradient(loss, variables), variables))
        self.ema.apply([self.w])
net = Net()
for i in range(3):
    net.train_step([[1., 2.]])
    print(net.w.numpy().ravel(), net.shadow.numpy().ravel())
