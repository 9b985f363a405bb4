import numpy as np
import tensorflow as tf

train_data = tf.constant(np.linspace(0, 1, 2 * 6 * 6).reshape(2, 6, 6, 1), tf.float32)
test_data = tf.constant(np.linspace(1, 0, 2 * 6 * 6).reshape(2, 6, 6, 1), tf.float32)


class Model(tf.keras.layers.Layer):
  def __init__(self):
    super().__init__()
    self.conv2d = tf.keras.layers.Conv2D(4, 3, activation=tf.nn.relu)
    self.max_pooling2d = tf.keras.layers.MaxPooling2D((2, 2), 1)
    self.flatten = tf.keras.layers.Flatten()

  def build(self, input_shape):
    self.W = self.add_weight(shape=input_shape, dtype=tf.float32, initializer='ones', regularizer=tf.keras.regularizers.L2(0.02), name="W")

  def call(self, x, training):
    if training:
      x = x + self.W
    else:
      x = x + self.W * 0.5
    x = self.conv2d(x)
    x = self.max_pooling2d(x)
    x = self.flatten(x)
    return x


model = Model()


@tf.function
def train_out_and_test_out():
  train_out = model(train_data, training=True)
  test_out = model(test_data, training=False)
  return train_out, test_out


train_value, test_value = train_out_and_test_out()
train_value, test_value = train_value.numpy(), test_value.numpy()
print(train_value)
print(test_value)

@tf.function
def get_regularization_loss():
  return tf.add_n(model.losses)

print(get_regularization_loss().numpy())
