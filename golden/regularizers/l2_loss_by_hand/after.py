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


x = tf.TensorSpec([None, 2], tf.float32)
w1 = tf.Variable(tf.keras.initializers.GlorotUniform()([2, 3]), name='w1')
b1 = tf.Variable(tf.ones_initializer()([3]), name='bias1')
w2 = tf.Variable(tf.keras.initializers.GlorotUniform()([3, 1]), name='w2')


@tf.function
def decay():
    return 0.05 * tf.add_n([tf.nn.l2_loss(v) for v in [w1, b1, w2] if 'bias' not in v.name])


@tf.function(input_signature=[x])
def compute_error(x):
    out = tf.matmul(tf.nn.relu(tf.matmul(x, w1) + b1), w2)
    return tf.reduce_mean(tf.abs(out - 2.))


optimizer = RMSprop(0.01, epsilon=1e-10)


@tf.function(input_signature=[x])
def train_step(x):
    with tf.GradientTape() as tape:
        error = compute_error(x)
        decay = 0.05 * tf.add_n([tf.nn.l2_loss(v) for v in [w1, b1, w2] if 'bias' not in v.name])
        loss = error + decay
    variables = [w1, b1, w2]
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))


for _ in range(4):
    train_step([[1., -1.], [0.5, 2.]])
print(decay().numpy())
print(compute_error([[1., -1.]]).numpy())
