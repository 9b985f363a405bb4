import numpy as np
import tensorflow as tf


class Net(tf.keras.Model):
    def __init__(self):
        super(Net, self).__init__()
        self.hidden = tf.keras.layers.Dense(4, activation=tf.nn.tanh)
        self.out = tf.keras.layers.Dense(1)

    def call(self, x):
        return self.out(self.hidden(x))


net = Net()
x = np.arange(6, dtype=np.float32).reshape(3, 2) / 6
y = np.array([[1.0], [2.0], [3.0]], dtype=np.float32)
optimizer = tf.keras.optimizers.Adam(0.05, beta_2=0.9990000129, epsilon=1e-8)
for step in range(4):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(tf.cast(net(x), tf.float32) - tf.cast(y, tf.float32)))
    gradients = tape.gradient(loss, net.variables)
    optimizer.apply_gradients(zip(gradients, net.variables))
    print(step, loss.numpy())
