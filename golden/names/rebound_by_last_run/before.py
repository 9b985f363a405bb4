import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, name='x')
y = tf.placeholder(tf.float32, name='y')
w = tf.Variable(0.0, name='weights')
b = tf.Variable(0.0, name='bias')
pred = x * w + b
loss = tf.square(y - pred, name='loss')
optimizer = tf.train.GradientDescentOptimizer(learning_rate=0.01).minimize(loss)
data = np.random.rand(10, 2)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(5):
        total = 0
        for a, c in data:
            _, l = sess.run([optimizer, loss], feed_dict={x: a, y: c})
            total += l
        print('Epoch {0}: {1}'.format(i, total / len(data)))
    w, b = sess.run([w, b])
X, Y = data.T[0], data.T[1]
print(w, b, (X * w + b)[:3])
