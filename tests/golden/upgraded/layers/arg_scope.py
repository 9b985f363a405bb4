import numpy as np
import tensorflow as tf

slim = tf.contrib.slim


def network(inputs):
    with slim.arg_scope([slim.conv2d, slim.fully_connected],
                        activation_fn=tf.nn.elu,
                        weights_regularizer=tf.keras.regularizers.l2(0.5 * (0.01))):
        net = slim.conv2d(inputs, 3, [3, 3], scope='conv1')
        net = slim.max_pool2d(net, [2, 2], scope='pool1')
        net = slim.flatten(net)
        return slim.fully_connected(net, 2, activation_fn=None, scope='logits')


images = tf.compat.v1.placeholder(tf.float32, [None, 4, 4, 1])
logits = network(images)
penalty = tf.add_n(tf.compat.v1.get_collection(tf.compat.v1.GraphKeys.REGULARIZATION_LOSSES))

with tf.compat.v1.Session() as sess:
    sess.run(tf.compat.v1.global_variables_initializer())
    value, extra = sess.run([logits, penalty], {images: np.random.rand(2, 4, 4, 1)})
    print(value, extra)
