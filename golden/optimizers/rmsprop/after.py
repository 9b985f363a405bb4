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


x = tf.TensorSpec([None, 3], tf.float32)
y = tf.TensorSpec([None, 1], tf.float32)
W = tf.Variable(tf.random.normal([3, 1]), name='weights')
b = tf.Variable(tf.zeros([1]), name='bias')


@tf.function(input_signature=[x, y])
def compute_loss(x, y):
    pred = tf.matmul(x, W) + b
    return tf.reduce_mean(tf.square(pred - y))


optimizer = RMSprop(0.01, rho=0.9, momentum=0.5, epsilon=1e-10)


@tf.function(input_signature=[x, y])
def train_step(x, y):
    with tf.GradientTape() as tape:
        loss = compute_loss(x, y)
    variables = [W, b]
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))


xs = np.random.rand(16, 3)
ys = xs.dot(np.array([[1.], [-2.], [0.5]])) + 0.3
for i in range(12):
    train_step(xs, ys)
    if i % 4 == 3:
        print(i, compute_loss(xs, ys).numpy())
print([W.numpy(), b.numpy()])
