import numpy as np
import tensorflow as tf

tf.enable_eager_execution()


class Net(tf.keras.Model):
    def __init__(self):
        super(Net, self).__init__()
        self.hidden = tf.layers.Dense(4, activation=tf.nn.tanh)
        self.out = tf.layers.Dense(1)

    def call(self, x):
        return self.out(self.hidden(x))


net = Net()
x = np.arange(6, dtype=np.float32).reshape(3, 2) / 6
y = np.array([[1.0], [2.0], [3.0]], dtype=np.float32)
optimizer = tf.train.AdamOptimizer(0.05)
for step in range(4):
    with tf.GradientTape() as tape:
        loss = tf.losses.mean_squared_error(y, net(x))
    gradients = tape.gradient(loss, net.variables)
    optimizer.apply_gradients(zip(gradients, net.variables))
    print(step, loss.numpy())
