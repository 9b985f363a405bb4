import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 3])
y = tf.placeholder(tf.float32, [None, 1])
w = tf.get_variable('w', [3, 1], initializer=tf.constant_initializer(0.5))
b = tf.get_variable('b', [1], initializer=tf.zeros_initializer())
loss = tf.reduce_mean(tf.square(tf.matmul(x, w) + b - y))

optimizer = tf.train.AdamOptimizer(learning_rate=0.1)
grads_and_vars = optimizer.compute_gradients(loss)
capped = [(tf.clip_by_value(grad, -0.5, 0.5), var) for grad, var in grads_and_vars if grad is not None]
train_op = optimizer.apply_gradients(capped)

data = np.random.rand(8, 3)
target = data.sum(1, keepdims=True) * 4
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(6):
        _, l = sess.run([train_op, loss], feed_dict={x: data, y: target})
        print(step, l)
    print(sess.run([w, b]))
