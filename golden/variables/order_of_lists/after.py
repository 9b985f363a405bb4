import numpy as np
import tensorflow as tf


class Net(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.scale = self.add_weight(shape=[2], name='scale')
        self.h = tf.keras.layers.Dense(2, activation=tf.nn.tanh)
        self.out = tf.keras.layers.Dense(1)

    def call(self, x):
        h = self.h(x)
        h = h * self.scale
        return self.out(h)


class Linear(tf.Module):
    def __init__(self):
        super().__init__()
        self.w = tf.Variable(tf.keras.initializers.GlorotUniform()([3, 2]), name='linear/w')
        self.b = tf.Variable(tf.constant_initializer(0.1)([2]), name='linear/b')

    def __call__(self, x):
        return tf.matmul(x, self.w) + self.b


x = tf.TensorSpec([None, 3], tf.float32)
net = Net()
linear = Linear()
optimizer = tf.keras.optimizers.SGD(0.1)


@tf.function(input_signature=[x])
def train(x):
    with tf.GradientTape() as tape:
        q = net(x)
        p = linear(x)
        loss = tf.reduce_mean(tf.square(q)) + tf.reduce_mean(tf.square(p))
    variables = net.trainable_variables + list(linear.trainable_variables)
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss


train.get_concrete_function()  # builds the layers
data = np.random.RandomState(0).rand(4, 3)
for step in range(2):
    print(step, train(data).numpy())
for name, v, value in zip([
    'main/h/kernel:0', 'main/h/bias:0', 'main/scale:0', 'main/out/kernel:0',
    'main/out/bias:0', 'linear/w:0', 'linear/b:0',
], [(net.trainable_variables + list(linear.trainable_variables))[i] for i in (1, 2, 0, 3, 4, 6, 5)], [value.numpy() for value in [(net.trainable_variables + list(linear.trainable_variables))[i] for i in (1, 2, 0, 3, 4, 6, 5)]]):
    print(name, v.shape, value.sum())
print(([(net.trainable_variables + list(linear.trainable_variables))[i] for i in (1, 2, 0, 3, 4, 6, 5)])[2].numpy())
