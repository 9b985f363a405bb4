import numpy as np
import tensorflow as tf

X = tf.placeholder(tf.float32, shape=(None, 3), name="X")
y = tf.placeholder(tf.int32, shape=(None), name="y")


def neuron_layer(X, n_neurons, name, activation=None):
    with tf.name_scope(name):
        n_inputs = int(X.get_shape()[1])
        stddev = 2 / np.sqrt(n_inputs)
        init = tf.truncated_normal((n_inputs, n_neurons), stddev=stddev)
        W = tf.Variable(init, name="kernel")
        b = tf.Variable(tf.zeros([n_neurons]), name="bias")
        gain = tf.Variable(1.0 + tf.random_uniform([n_neurons], -1.0, 1.0) / n_inputs, name="gain")
        Z = (tf.matmul(X, W) + b) * gain
        if activation is not None:
            return activation(Z)
        else:
            return Z


hidden1 = neuron_layer(X, 5, name="hidden1", activation=tf.nn.tanh)
logits = neuron_layer(hidden1, 2, name="outputs")
xentropy = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits)
loss = tf.reduce_mean(xentropy, name="loss")
training_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
init = tf.global_variables_initializer()

rows = np.array([[1.0, 2.0, 3.0], [0.5, -1.0, 0.0], [-1.0, 0.0, 2.0]])
with tf.Session() as sess:
    init.run()
    for epoch in range(4):
        sess.run(training_op, feed_dict={X: rows, y: [0, 1, 1]})
        print(epoch, loss.eval(feed_dict={X: rows, y: [0, 1, 1]}))
    Z = logits.eval(feed_dict={X: rows})
print(Z)
