import numpy as np
import tensorflow as tf


class Generator(tf.keras.layers.Layer):
    def __init__(self, n):
        super().__init__()
        self.h = tf.keras.layers.Dense(n, use_bias=False)
        self.bn = tf.keras.layers.BatchNormalization()
        self.o = tf.keras.layers.Dense(3)

    def call(self, x, training=True):
        h = self.h(x)
        h = tf.nn.relu(self.bn(h, training=training))
        return self.o(h)


class Disc(tf.keras.layers.Layer):
    def __init__(self, n):
        super().__init__()
        self.h = tf.keras.layers.Dense(n)
        self.o = tf.keras.layers.Dense(1)

    def call(self, x):
        return self.o(tf.nn.relu(self.h(x)))


class Cycle(object):
    def __init__(self, n=4):
        self.n = n
        self.x = tf.TensorSpec([None, 3], tf.float32, name='x')
        self.y = tf.TensorSpec([None, 3], tf.float32, name='y')
        self.ga = Generator(self.n)
        self.gb = Generator(self.n)
        self.gc = Generator(self.n)
        self.da = Disc(self.n)
        self.db = Disc(self.n)
        self.g_optimizer = tf.keras.optimizers.SGD(0.05)
        self.d_optimizer = tf.keras.optimizers.SGD(0.05)
        self.g_step = tf.function(self.g_step, input_signature=[self.x, self.y])
        self.d_step = tf.function(self.d_step, input_signature=[self.x, self.y])
        self.out_and_back = tf.function(self.out_and_back, input_signature=[self.x, self.y])

    def compute_cx_and_da_(self, x, y):
        fy = self.ga(x)
        fx = self.gb(y)
        cx = self.gc(fy)
        da_ = self.da(fx)
        return cx, da_

    def g_step(self, x, y):
        with tf.GradientTape() as tape:
            cx, da_ = self.compute_cx_and_da_(x, y)
            cyc = tf.reduce_mean(tf.abs(cx - x))
            g_loss = cyc - tf.reduce_mean(da_)
        variables = [
            *self.ga.trainable_variables,
            *self.gb.trainable_variables,
            *self.gc.trainable_variables,
        ]
        self.g_optimizer.apply_gradients(zip(tape.gradient(g_loss, variables), variables))
        return g_loss

    def d_step(self, x, y):
        with tf.GradientTape() as tape:
            cx, da_ = self.compute_cx_and_da_(x, y)
            da = self.da(x)
            db = self.db(y)
            d_loss = tf.reduce_mean(da_) - tf.reduce_mean(da) - tf.reduce_mean(db)
        variables = self.da.trainable_variables + self.db.trainable_variables
        self.d_optimizer.apply_gradients(zip(tape.gradient(d_loss, variables), variables))
        return d_loss

    def out_and_back(self, x, y):
        back = self.gb(y, training=False)
        out = self.ga(x, training=False)
        return out, back


m = Cycle()
for i in range(3):
    x = np.random.RandomState(i).rand(5, 3)
    l = m.g_step(x, x + 1).numpy()
    print(l)
    l = m.d_step(x, x + 1).numpy()
    print(l)
print([value.numpy() for value in m.out_and_back(np.ones((2, 3)), np.ones((1, 3)))])
