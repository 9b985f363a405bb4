import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 3])
y = tf.placeholder(tf.float32, [None, 1])
h = tf.layers.dense(x, 4, tf.nn.relu, name="h")
out = tf.layers.dense(h, 1, name="out")
loss = tf.reduce_mean(tf.square(out - y))
opt = tf.train.GradientDescentOptimizer(0.1)
grads = opt.compute_gradients(loss)
train = opt.apply_gradients(grads)
tf.summary.scalar("loss", loss)
for grad, var in grads:
    tf.summary.histogram(var.name, var)
    tf.summary.histogram(var.name + '/gradient', grad)
merged = tf.summary.merge_all()
sess = tf.Session()
writer = tf.summary.FileWriter("logs", sess.graph)
sess.run(tf.global_variables_initializer())
for i in range(3):
    _, l, s = sess.run([train, loss, merged], feed_dict={x: np.ones([2, 3]), y: np.zeros([2, 1])})
    writer.add_summary(s, i)
    print(l)
