import tensorflow as tf


def linear(x, size, name):
    with tf.compat.v1.variable_scope(name):
        w = tf.compat.v1.get_variable('weights', [x.get_shape()[1], size],
                            initializer=tf.compat.v1.random_normal_initializer(stddev=0.5))
        b = tf.compat.v1.get_variable('biases', [size], initializer=tf.compat.v1.constant_initializer(0.0))
        return tf.matmul(x, w) + b


left = tf.compat.v1.placeholder(tf.float32, [None, 2])
right = tf.compat.v1.placeholder(tf.float32, [None, 2])
with tf.compat.v1.variable_scope('siamese') as scope:
    left_out = tf.nn.relu(linear(left, 3, 'fc1'))
    scope.reuse_variables()
    right_out = tf.nn.relu(linear(right, 3, 'fc1'))
distance = tf.reduce_sum(tf.abs(left_out - right_out), 1)

sess = tf.compat.v1.Session()
sess.run(tf.compat.v1.global_variables_initializer())
print(sess.run(distance, {left: [[1., 2.], [3., 4.]], right: [[1., 2.], [0., 1.]]}))
print(len(tf.compat.v1.global_variables()))
