import numpy as np
import tensorflow as tf


class RMSprop(tf.keras.optimizers.RMSprop):
    """RMSprop whose mean square starts at one."""

    def build(self, var_list):
        built = getattr(self, '_built', False) or getattr(self, 'built', False)
        with tf.init_scope():
            super().build(var_list)
            if not built:
                for velocity in self._velocities:
                    velocity.assign(tf.ones_like(velocity))


class Gen(object):
    def __init__(self, n):
        self.z = tf.TensorSpec([None, n], tf.float32)
        self.gen = tf.keras.layers.Dense(2)
        self.fake = tf.function(self.fake, input_signature=[self.z])

    def fake(self, z):
        return self.gen(z)


class Disc(object):
    def __init__(self, gen):
        self.gen = gen
        self.real = tf.TensorSpec([None, 2], tf.float32)
        self.w = tf.Variable(tf.keras.initializers.GlorotUniform()([2, 1]), name='dw')
        self.optimizer = RMSprop(0.01, epsilon=1e-10)

    @tf.function
    def train(self, z, real):
        z = tf.cast(z, tf.float32)
        real = tf.cast(real, tf.float32)
        with tf.GradientTape() as tape:
            fake = self.gen.fake(z)
            score = tf.reduce_mean(tf.matmul(real, self.w))
            fake_score = tf.reduce_mean(tf.matmul(fake, self.w))
            loss = fake_score - score
        variables = [self.w]
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss, fake


class Runner(object):
    def __init__(self):
        self.g = Gen(3)
        self.d = Disc(self.g)

    def step(self, z, x):
        feed = {'z': z, 'real': x}
        loss, fake = self.d.train(**feed)
        loss, fake = loss.numpy(), fake.numpy()
        return loss, fake.sum()


r = Runner()
for i in range(3):
    print(r.step(np.ones([2, 3]) * i, np.ones([2, 2])))
