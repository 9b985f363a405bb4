import numpy as np
import tensorflow as tf


def build_net(x, y, keep_prob, n_hidden):
    def weight(shape):
        return tf.Variable(tf.truncated_normal(shape, stddev=0.1))

    def bias(shape):
        return tf.Variable(tf.constant(0.1, shape=shape))

    def fc(h, n_in, n_out):
        return tf.matmul(h, weight([n_in, n_out])) + bias([n_out])

    h1 = tf.nn.relu(fc(x, 4, n_hidden))
    h1 = tf.nn.dropout(h1, keep_prob)
    logits = fc(h1, n_hidden, 3)
    loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(logits=logits, labels=y))
    correct = tf.equal(tf.argmax(logits, 1), tf.argmax(y, 1))
    acc = tf.reduce_mean(tf.cast(correct, tf.float32))
    return logits, loss, acc


def run_training(X, Y):
    with tf.Graph().as_default():
        x = tf.placeholder(tf.float32, [None, 4])
        y = tf.placeholder(tf.float32, [None, 3])
        keep_prob = tf.placeholder(tf.float32)
        logits, loss, acc = build_net(x, y, keep_prob, 8)
        train_step = tf.train.AdamOptimizer(0.01).minimize(loss)
        with tf.Session() as sess:
            sess.run(tf.global_variables_initializer())

            def feed(train):
                return {x: X, y: Y, keep_prob: 0.5 if train else 1.0}

            for i in range(5):
                sess.run(train_step, feed_dict=feed(True))
                l, a = sess.run([loss, acc], feed_dict=feed(False))
                print('step %d loss %g acc %g' % (i, l, a))


if __name__ == '__main__':
    rng = np.random.RandomState(3)
    X = rng.rand(16, 4)
    Y = np.eye(3)[rng.randint(0, 3, 16)]
    run_training(X, Y)
