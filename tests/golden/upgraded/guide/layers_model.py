import numpy as np
import tensorflow as tf

train_data = tf.constant(np.linspace(0, 1, 2 * 8 * 8).reshape(2, 8, 8, 1), tf.float32)
test_data = tf.constant(np.linspace(1, 0, 2 * 8 * 8).reshape(2, 8, 8, 1), tf.float32)


def model(x, training, scope='model'):
  with tf.compat.v1.variable_scope(scope, reuse=tf.compat.v1.AUTO_REUSE):
    x = tf.layers.conv2d(x, 32, 3, activation=tf.nn.relu,
                         kernel_regularizer=tf.keras.regularizers.l2(0.5 * (0.04)))
    x = tf.layers.max_pooling2d(x, (2, 2), 1)
    x = tf.layers.flatten(x)
    x = tf.layers.dropout(x, 0.1, training=training)
    x = tf.layers.dense(x, 64, activation=tf.nn.relu)
    x = tf.compat.v1.layers.batch_normalization(x, training=training)
    x = tf.layers.dense(x, 10, activation=tf.nn.softmax)
    return x


train_out = model(train_data, training=True)
test_out = model(test_data, training=False)
reg_loss = tf.compat.v1.losses.get_regularization_loss()

with tf.compat.v1.Session() as sess:
  sess.run(tf.compat.v1.global_variables_initializer())
  print(sess.run(train_out))
  print(sess.run(test_out))
  print(sess.run(reg_loss))
  print(len(tf.compat.v1.trainable_variables()))
