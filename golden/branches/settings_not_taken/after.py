import tensorflow as tf
import numpy as np
class M(object):
    def __init__(self, keep=1.0, l2=0.):
        self.keep = keep
        self.l2 = l2
        self.x = tf.TensorSpec([None, 3], tf.float32)
        self.w = tf.Variable(tf.keras.initializers.GlorotUniform()([3, 2]), name='w')
        self.optimizer = tf.keras.optimizers.SGD(0.1)
        self.train = tf.function(self.train, input_signature=[self.x])

    def train(self, x):
        with tf.GradientTape() as tape:
            h = tf.matmul(x, self.w)
            if self.keep < 1:
                h = tf.nn.dropout(h, rate=1 - self.keep)
            loss = tf.reduce_mean(tf.square(h))
            if self.l2:
                loss += self.l2 * tf.nn.l2_loss(self.w)
        variables = [self.w]
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss
m = M()
d = np.random.RandomState(0).rand(4, 3)
for i in range(3):
    print(m.train(d).numpy())
