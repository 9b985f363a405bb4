import numpy as np
import tensorflow as tf

shapes = []
x = tf.placeholder(tf.float32, [None, 3])
h = x
for units in (4, 2):
    print('building a layer of', units)
    init = np.random.randn(int(h.get_shape()[1]), units).astype(np.float32)
    w = tf.Variable(init * 0.5)
    h = tf.nn.relu(tf.matmul(h, w))
    shapes.append(h.get_shape().as_list())
print(shapes)
noise = np.random.rand(2, 3)
loss = tf.reduce_mean(tf.square(h - 1.))
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        sess.run(train, {x: noise})
    print(sess.run([h, loss], {x: noise}))
