import numpy as np
import tensorflow as tf


class Layer(tf.keras.layers.Layer):
    def __init__(self, width, name):
        super().__init__()
        self.width = width
        self.name_ = name

    def build(self, input_shape):
        self.w = self.add_weight(shape=[input_shape[1], self.width], name=self.name_ + '_w')
        self.b = self.add_weight(shape=[self.width], initializer=tf.keras.initializers.Constant(0.01), name=self.name_ + '_b')

    def call(self, x):
        return tf.nn.bias_add(tf.matmul(x, self.w), self.b)


class Tower(tf.keras.layers.Layer):
    def __init__(self, width):
        super().__init__()
        self.width = width
        self.layer = Layer(self.width, 'hidden')
        self.layer_1 = Layer(2, 'code')

    def call(self, x):
        hidden = tf.nn.relu(self.layer(x))
        return self.layer_1(hidden)


class Siamese(object):
    """Two towers with the same weights, which helper methods make."""

    def __init__(self, width):
        self.width = width
        self.left = tf.TensorSpec([None, 4], tf.float32)
        self.right = tf.TensorSpec([None, 4], tf.float32)
        self.same = tf.TensorSpec([None], tf.float32)
        self.tower = Tower(self.width)
        self.contrast()
        self.loss = tf.function(self.loss, input_signature=[self.left, self.right, self.same])
        self.left_code = tf.function(self.left_code, input_signature=[self.left])

    def loss(self, left, right, same):
        left_code = self.tower(left)
        right_code = self.tower(right)
        distance = tf.reduce_sum(tf.square(left_code - right_code), 1)
        apart = tf.square(tf.maximum(5.0 - tf.sqrt(distance + 1e-6), 0.0))
        return tf.reduce_mean(same * distance + (1.0 - same) * apart)

    def left_code(self, left):
        return self.tower(left)

    def contrast(self):
        same = self.same


model = Siamese(3)
optimizer = tf.keras.optimizers.SGD(0.01)


@tf.function
def train(left, right, same):
    left = tf.cast(left, tf.float32)
    right = tf.cast(right, tf.float32)
    same = tf.cast(same, tf.float32)
    with tf.GradientTape() as tape:
        loss_1 = model.loss(left, right, same)
    variables = model.tower.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(loss_1, variables), variables))
    return loss_1


rng = np.random.RandomState(0)
left, right, same = rng.rand(5, 4), rng.rand(5, 4), (rng.rand(5) > 0.5).astype('float32')
for _ in range(3):
    loss = train(left, right, same).numpy()
    print(loss)
print(model.left_code(left[:1]).numpy())
