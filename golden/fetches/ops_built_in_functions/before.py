import numpy as np
import tensorflow as tf

rng = np.random.RandomState(3)
samples = rng.rand(8, 3)
classes = np.array([0, 1, 1, 0, 1, 0, 0, 1])

x = tf.placeholder(tf.float32, [None, 3])
y = tf.placeholder(tf.int64, [None])
outputs = tf.layers.dense(x, 4, activation=tf.nn.tanh)
logits = tf.layers.dense(outputs, 2)
cost = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(logits=logits, labels=y))
train_op = tf.train.GradientDescentOptimizer(0.5).minimize(cost)

sess = tf.Session()
sess.run(tf.global_variables_initializer())


def predict(rows):
    # the most likely class of each row
    prediction = tf.argmax(logits, 1)
    return sess.run(prediction, feed_dict={x: rows})


def evaluate(rows, labels):
    correct = tf.equal(tf.argmax(logits, 1), y)
    accuracy = tf.reduce_mean(tf.cast(correct, tf.float32))
    highest = []
    for row in rows:
        highest.append(sess.run(tf.reduce_max(logits, 1), feed_dict={x: [row]})[0])
    return accuracy.eval({x: rows, y: labels}, session=sess), max(highest)


for step in range(5):
    _, value = sess.run([train_op, cost], feed_dict={x: samples, y: classes})
    print(step, value)
print(predict(samples))
print(evaluate(samples, classes))
sess.close()
