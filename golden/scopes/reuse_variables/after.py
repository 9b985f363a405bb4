import tensorflow as tf


class Linear(tf.keras.layers.Layer):
    def __init__(self, size):
        super().__init__()
        self.size = size

    def build(self, input_shape):
        self.w = self.add_weight(shape=[input_shape[1], self.size], initializer=tf.random_normal_initializer(stddev=0.5), name='weights')
        self.b = self.add_weight(shape=[self.size], initializer=tf.constant_initializer(0.0), name='biases')

    def call(self, x):
        return tf.matmul(x, self.w) + self.b


left = tf.TensorSpec([None, 2], tf.float32)
right = tf.TensorSpec([None, 2], tf.float32)
linear = Linear(3)


@tf.function(input_signature=[left, right])
def distance(left, right):
    left_out = tf.nn.relu(linear(left))
    right_out = tf.nn.relu(linear(right))
    return tf.reduce_sum(tf.abs(left_out - right_out), 1)


print(distance([[1., 2.], [3., 4.]], [[1., 2.], [0., 1.]]).numpy())
print(len(linear.variables))
