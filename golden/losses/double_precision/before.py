import numpy as np
import tensorflow as tf

r = np.random.RandomState(3)
x = tf.placeholder(tf.float64, [None, 3])
y = tf.placeholder(tf.float64, [None, 1])
k = tf.placeholder(tf.int32, [None])
w = tf.get_variable('w', initializer=r.rand(3, 1))
b = tf.Variable(np.zeros(1))
out = tf.matmul(x, w) + b
likely = tf.nn.sigmoid(out)
absolute = tf.losses.absolute_difference(y, out)
half = tf.losses.mean_squared_error(y, out, weights=0.5)
hinge = tf.losses.hinge_loss(y, out)
log = tf.losses.log_loss(y, likely)
huber = tf.losses.huber_loss(y, out)
crossed = tf.losses.sigmoid_cross_entropy(tf.expand_dims(k, 1), out)
both = tf.concat([out, -out], 1)
labels = tf.one_hot(k, 2)
smooth = tf.losses.softmax_cross_entropy(labels, both, label_smoothing=0.1)
loss = tf.losses.mean_squared_error(y, out)
step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
xs, ys, ks = r.rand(6, 3), r.rand(6, 1), r.randint(0, 2, 6)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    fed = {x: xs, y: ys, k: ks}
    a, h, hi, lo, hu, c, s = sess.run([absolute, half, hinge, log, huber, crossed, smooth], fed)
    print([v.dtype.name for v in (a, h, hi, lo, hu, c, s)])
    print(a, h, hi, lo, hu, c, s)
    for i in range(3):
        value, _ = sess.run([loss, step], {x: xs, y: ys})
        print(value.dtype.name, value)
    weights, bias = sess.run([w, b])
    print(weights.dtype.name, weights, bias)
