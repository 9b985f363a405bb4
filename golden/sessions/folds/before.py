import numpy as np
import tensorflow as tf

rng = np.random.RandomState(0)
data = rng.rand(30, 4).astype(np.float32)
target = data.dot(np.array([[1.], [2.], [-1.], [.5]], np.float32))

X = tf.placeholder(tf.float32, [None, 4])
Y = tf.placeholder(tf.float32, [None, 1])

W1 = tf.Variable(tf.random_normal([4, 8], stddev=0.1), name='W1')
b1 = tf.Variable(tf.zeros([8]), name='b1')
hidden = tf.nn.relu(tf.matmul(X, W1) + b1)
W2 = tf.get_variable('W2', [8, 1], initializer=tf.truncated_normal_initializer(stddev=0.1))
b2 = tf.get_variable('b2', [1], initializer=tf.constant_initializer(0.1))
prediction = tf.matmul(hidden, W2) + b2
loss = tf.reduce_mean(tf.square(prediction - Y))
optimizer = tf.train.AdamOptimizer(0.01).minimize(loss)
init = tf.global_variables_initializer()

scores = []
with tf.Session() as sess:
    for fold in range(3):
        train_index = np.arange(30) % 3 != fold
        test_index = np.arange(30) % 3 == fold
        sess.run(init)
        for epoch in range(20):
            sess.run(optimizer, feed_dict={X: data[train_index], Y: target[train_index]})
        score = sess.run(loss, feed_dict={X: data[test_index], Y: target[test_index]})
        print('fold', fold, 'loss', score)
        scores.append(score)
print('mean', np.mean(scores))
