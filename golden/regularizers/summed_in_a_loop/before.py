import numpy as np
import tensorflow as tf
learning_rate, n_hidden = 0.1, 5
x = tf.placeholder("float", [None, 4])
y = tf.placeholder("float", [None, 2])
def multilayer_perceptron(x, weights, biases):
    layer_1 = tf.add(tf.matmul(x, weights['h1']), biases['b1'])
    layer_1 = tf.nn.relu(layer_1)
    out_layer = tf.matmul(layer_1, weights['out']) + biases['out']
    return out_layer
weights = {'h1': tf.Variable(tf.random_normal([4, n_hidden])), 'out': tf.Variable(tf.random_normal([n_hidden, 2]))}
biases = {'b1': tf.Variable(tf.random_normal([n_hidden])), 'out': tf.Variable(tf.random_normal([2]))}
pred = multilayer_perceptron(x, weights, biases)
reg = 0
for k in weights:
    reg += tf.nn.l2_loss(weights[k])
for v in biases.values():
    reg = reg + 0.1 * tf.nn.l2_loss(v)
cost = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(logits=pred, labels=y)) + 0.01 * reg
global_step = tf.Variable(0, trainable=False)
lr = tf.train.exponential_decay(learning_rate, global_step, 2, 0.5, staircase=True)
optimizer = tf.train.GradientDescentOptimizer(lr).minimize(cost, global_step=global_step)
init = tf.global_variables_initializer()
with tf.Session() as sess:
    sess.run(init)
    rng = np.random.RandomState(0)
    for epoch in range(4):
        avg = 0.
        for i in range(2):
            bx, by = rng.rand(3, 4), np.eye(2)[rng.randint(0, 2, 3)]
            _, c = sess.run([optimizer, cost], feed_dict={x: bx, y: by})
            avg += c / 2
        print("Epoch:", '%04d' % (epoch+1), "cost={:.9f}".format(avg), sess.run(lr), global_step.eval())
    correct = tf.equal(tf.argmax(pred, 1), tf.argmax(y, 1))
    accuracy = tf.reduce_mean(tf.cast(correct, "float"))
    print("Accuracy:", accuracy.eval({x: bx, y: by}))
