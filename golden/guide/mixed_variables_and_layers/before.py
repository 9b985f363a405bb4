import numpy as np
import tensorflow as tf

train_data = tf.constant(np.linspace(0, 1, 2 * 6 * 6).reshape(2, 6, 6, 1), tf.float32)
test_data = tf.constant(np.linspace(1, 0, 2 * 6 * 6).reshape(2, 6, 6, 1), tf.float32)


def model(x, training, scope='model'):
  with tf.variable_scope(scope, reuse=tf.AUTO_REUSE):
    W = tf.get_variable(
        "W", dtype=tf.float32,
        initializer=tf.ones(shape=x.shape),
        regularizer=tf.contrib.layers.l2_regularizer(0.04),
        trainable=True)
    if training:
      x = x + W
    else:
      x = x + W * 0.5
    x = tf.layers.conv2d(x, 4, 3, activation=tf.nn.relu)
    x = tf.layers.max_pooling2d(x, (2, 2), 1)
    x = tf.layers.flatten(x)
    return x


train_out = model(train_data, training=True)
test_out = model(test_data, training=False)

with tf.Session() as sess:
  sess.run(tf.global_variables_initializer())
  train_value, test_value = sess.run([train_out, test_out])
  print(train_value)
  print(test_value)
  print(sess.run(tf.losses.get_regularization_loss()))
