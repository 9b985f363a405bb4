import numpy as np
import tensorflow as tf

np.random.seed(42)
data_x = np.random.randn(20, 3).astype(np.float32)
data_y = (data_x.sum(axis=1, keepdims=True) > 0).astype(np.float32)
train_x, test_x = data_x[:16], data_x[16:]
train_y, test_y = data_y[:16], data_y[16:]

x = tf.placeholder(tf.float32, shape=(None, 3), name='x')
y = tf.placeholder(tf.float32, shape=(None, 1), name='y')
W = tf.Variable(tf.zeros([3, 1]))
b = tf.Variable(tf.zeros([1]))
logit = tf.matmul(x, W) + b
loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(logits=logit, labels=y))
prediction = tf.round(tf.sigmoid(logit))
accuracy = tf.reduce_mean(tf.cast(tf.equal(prediction, y), dtype=tf.float32))
goal = tf.train.GradientDescentOptimizer(0.5).minimize(loss)

loss_history = []
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for epoch in range(3):
        perm = np.random.permutation(len(train_x))
        for i in range(0, len(train_x), 4):
            rows = perm[i:i + 4]
            sess.run(goal, feed_dict={x: train_x[rows], y: train_y[rows]})
        temp_loss = sess.run(loss, feed_dict={x: train_x, y: train_y})
        temp_acc = sess.run(accuracy, feed_dict={x: test_x, y: test_y})
        loss_history.append(temp_loss)
        print('epoch: {:2d} loss: {:.6f} test_acc: {:.4f}'.format(epoch, temp_loss, temp_acc))
print(np.mean(loss_history))
