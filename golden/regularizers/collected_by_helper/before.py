import numpy as np
import tensorflow as tf


def get_weight_variable(shape, regularizer):
    weights = tf.get_variable("weights", shape, initializer=tf.truncated_normal_initializer(stddev=0.1))
    if regularizer != None:
        tf.add_to_collection('losses', regularizer(weights))
    return weights


def inference(input_tensor, regularizer):
    with tf.variable_scope('layer1'):
        weights = get_weight_variable([4, 5], regularizer)
        biases = tf.get_variable("biases", [5], initializer=tf.constant_initializer(0.0))
        layer1 = tf.nn.relu(tf.matmul(input_tensor, weights) + biases)
    with tf.variable_scope('layer2'):
        weights = get_weight_variable([5, 3], regularizer)
        biases = tf.get_variable("biases", [3], initializer=tf.constant_initializer(0.0))
        layer2 = tf.matmul(layer1, weights) + biases
    return layer2


def train(images, labels):
    x = tf.placeholder(tf.float32, [None, 4], name='x-input')
    y_ = tf.placeholder(tf.float32, [None, 3], name='y-input')
    regularizer = tf.contrib.layers.l2_regularizer(0.01)
    y = inference(x, regularizer)
    global_step = tf.Variable(0, trainable=False)
    cross_entropy = tf.nn.sparse_softmax_cross_entropy_with_logits(logits=y, labels=tf.argmax(y_, 1))
    cross_entropy_mean = tf.reduce_mean(cross_entropy)
    loss = cross_entropy_mean + tf.add_n(tf.get_collection('losses'))
    learning_rate = tf.train.exponential_decay(0.8, global_step, 2, 0.99)
    train_step = tf.train.GradientDescentOptimizer(learning_rate).minimize(loss, global_step=global_step)
    with tf.Session() as sess:
        tf.global_variables_initializer().run()
        for i in range(4):
            _, loss_value, step = sess.run([train_step, loss, global_step], feed_dict={x: images, y_: labels})
            print(loss_value)


rng = np.random.RandomState(0)
train(rng.rand(9, 4), np.eye(3)[np.arange(9) % 3])
