import numpy as np
import tensorflow as tf

train_data = tf.constant(np.linspace(0, 1, 2 * 8 * 8).reshape(2, 8, 8, 1), tf.float32)
test_data = tf.constant(np.linspace(1, 0, 2 * 8 * 8).reshape(2, 8, 8, 1), tf.float32)


class Model(tf.keras.layers.Layer):
  def __init__(self):
    super().__init__()
    self.conv2d = tf.keras.layers.Conv2D(32, 3, activation=tf.nn.relu,
                         kernel_regularizer=tf.keras.regularizers.L2(0.02))
    self.max_pooling2d = tf.keras.layers.MaxPooling2D((2, 2), 1)
    self.flatten = tf.keras.layers.Flatten()
    self.dropout = tf.keras.layers.Dropout(0.1)
    self.dense = tf.keras.layers.Dense(64, activation=tf.nn.relu)
    self.batch_normalization = tf.keras.layers.BatchNormalization(momentum=1.0)
    self.dense_1 = tf.keras.layers.Dense(10, activation=tf.nn.softmax)

  def call(self, x, training):
    x = self.conv2d(x)
    x = self.max_pooling2d(x)
    x = self.flatten(x)
    x = self.dropout(x, training=training)
    x = self.dense(x)
    x = self.batch_normalization(x, training=training)
    x = self.dense_1(x)
    return x


model = Model()


@tf.function
def train_out():
  return model(train_data, training=True)


@tf.function
def test_out():
  return model(test_data, training=False)


@tf.function
def reg_loss():
  return tf.add_n(model.losses)


print(train_out().numpy())
print(test_out().numpy())
print(reg_loss().numpy())
print(len(model.trainable_variables))
