import numpy as np
import tensorflow as tf

n_input, n_classes = 4, 3
X = tf.placeholder(tf.float32, [None, n_input])
Y = tf.placeholder(tf.float32, [None, n_classes])
hidden = tf.layers.dense(X, 8, activation=tf.nn.relu)
hidden = tf.layers.dense(hidden, 8, tf.nn.tanh, use_bias=False)
logits = tf.layers.dense(hidden, n_classes)
loss_op = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(logits=logits, labels=Y))
train_op = tf.train.AdamOptimizer(learning_rate=0.05).minimize(loss_op)
correct_pred = tf.equal(tf.argmax(logits, 1), tf.argmax(Y, 1))
accuracy = tf.reduce_mean(tf.cast(correct_pred, tf.float32))

rng = np.random.RandomState(7)
xs = rng.rand(12, n_input)
ys = np.eye(n_classes)[rng.randint(0, 3, 12)]
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(1, 11):
        sess.run(train_op, feed_dict={X: xs, Y: ys})
        if step % 5 == 0:
            loss, acc = sess.run([loss_op, accuracy], feed_dict={X: xs, Y: ys})
            print("Step " + str(step) + ", Loss= " + "{:.4f}".format(loss) + ", Accuracy= " + "{:.3f}".format(acc))
    print("Probabilities:", sess.run(tf.nn.softmax(logits), feed_dict={X: xs[:2]}))
