import numpy as np
import tensorflow as tf

train_data = tf.constant(np.linspace(0, 1, 2 * 8 * 8).reshape(2, 8, 8, 1), tf.float32)
test_data = tf.constant(np.linspace(1, 0, 2 * 8 * 8).reshape(2, 8, 8, 1), tf.float32)


def model(x, training, scope='model'):
  with tf.variable_scope(scope, reuse=tf.AUTO_REUSE):
    x = tf.layers.conv2d(x, 32, 3, activation=tf.nn.relu,
                         kernel_regularizer=tf.contrib.layers.l2_regularizer(0.04))
    x = tf.layers.max_pooling2d(x, (2, 2), 1)
    x = tf.layers.flatten(x)
    x = tf.layers.dropout(x, 0.1, training=training)
    x = tf.layers.dense(x, 64, activation=tf.nn.relu)
    x = tf.layers.batch_normalization(x, training=training)
    x = tf.layers.dense(x, 10, activation=tf.nn.softmax)
    return x


train_out = model(train_data, training=True)
test_out = model(test_data, training=False)
reg_loss = tf.losses.get_regularization_loss()

with tf.Session() as sess:
  sess.run(tf.global_variables_initializer())
  print(sess.run(train_out))
  print(sess.run(test_out))
  print(sess.run(reg_loss))
  print(len(tf.trainable_variables()))
