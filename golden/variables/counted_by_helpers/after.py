import numpy as np
import tensorflow as tf


class Discriminator(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.h = tf.keras.layers.Dense(16, activation=tf.nn.leaky_relu)
        self.o = tf.keras.layers.Dense(1)

    def call(self, x):
        h = self.h(x)
        return self.o(h)


class Generator(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.h = tf.keras.layers.Dense(16, activation=tf.nn.relu)
        self.o = tf.keras.layers.Dense(8)

    def call(self, z):
        h = self.h(z)
        return self.o(h)


def count_vars(variables):
    v = variables
    return sum([np.prod(var.shape.as_list()) for var in v])


def num_params(variables):
    total_parameters = 0
    for variable in variables:
        variable_parameters = 1
        for dim in variable.shape:
            variable_parameters *= dim
        total_parameters += variable_parameters
    return total_parameters


x = tf.TensorSpec([None, 8], tf.float32, name='x')
z = tf.TensorSpec([None, 4], tf.float32, name='z')
generator = Generator()
discriminator = Discriminator()
d_optimizer = tf.keras.optimizers.Adam(0.001, beta_2=0.9990000129, epsilon=1e-8)


@tf.function(input_signature=[x, z])
def d_step(x, z):
    with tf.GradientTape() as tape:
        g = generator(z)
        dr = discriminator(x)
        df = discriminator(g)
        d_loss = tf.reduce_mean(tf.nn.softplus(-dr)) + tf.reduce_mean(tf.nn.softplus(df))
    d_vars = discriminator.trainable_variables
    d_optimizer.apply_gradients(zip(tape.gradient(d_loss, d_vars), d_vars))
    return d_loss


d_step.get_concrete_function()  # builds the layers
g_optimizer = tf.keras.optimizers.Adam(0.001, beta_2=0.9990000129, epsilon=1e-8)


@tf.function(input_signature=[z])
def g_step(z):
    with tf.GradientTape() as tape:
        g = generator(z)
        df = discriminator(g)
        g_loss = tf.reduce_mean(tf.nn.softplus(-df))
    g_vars = generator.trainable_variables
    g_optimizer.apply_gradients(zip(tape.gradient(g_loss, g_vars), g_vars))
    return g_loss


# How large is it?
print('params D %d G %d' % (count_vars(discriminator.trainable_variables), count_vars(generator.trainable_variables)))
print('total', num_params(generator.trainable_variables + discriminator.trainable_variables), sum(np.prod(v.shape.as_list()) for v in discriminator.trainable_variables), len(generator.trainable_variables + discriminator.trainable_variables))
for v in generator.trainable_variables:
    print(v.shape, v.shape.num_elements())

X = np.random.RandomState(0).randn(64, 8).astype(np.float32)
print([w.sum() for w in [value.numpy() for value in generator.trainable_variables]])
for i in range(3):
    Z = np.random.RandomState(i).randn(64, 4)
    l = d_step(X, Z).numpy()
    m = g_step(Z).numpy()
    print(i, l, m)
