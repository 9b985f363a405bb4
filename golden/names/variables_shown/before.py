import numpy as np
import tensorflow as tf

def model(x):
    h = tf.layers.dense(x, 16, activation=tf.nn.relu, name='h')
    h = tf.layers.batch_normalization(h, training=True)
    return tf.layers.dense(h, 3, name='out')

x = tf.placeholder(tf.float32, [None, 8], name='x')
y = tf.placeholder(tf.int64, [None], name='y')
logits = model(x)
loss = tf.losses.sparse_softmax_cross_entropy(y, logits)
train_op = tf.train.AdamOptimizer(0.01).minimize(loss)
for var in tf.trainable_variables():
    print(var.name, var.get_shape())
print([v.name for v in tf.trainable_variables()])
for i, v in enumerate(tf.trainable_variables()):
    print(' var {:3}: {:15}   {}'.format(i, str(v.get_shape()), v.name))
print([(v.op.name, v.shape.as_list()) for v in tf.trainable_variables() if 'kernel' in v.name])
for v in tf.trainable_variables():
    print(v.name)

X = np.random.RandomState(0).randn(64, 8).astype(np.float32)
Y = np.random.RandomState(1).randint(0, 3, 64)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(5):
        _, l = sess.run([train_op, loss], feed_dict={x: X, y: Y})
        print(i, l)
    for v in tf.trainable_variables():
        print(v.name, np.sum(sess.run(v)))
