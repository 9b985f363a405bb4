import numpy as np
import tensorflow as tf

def get_vars(scope):
    return [x for x in tf.global_variables() if scope in x.name]


def count_vars(scope):
    v = get_vars(scope)
    return sum([np.prod(var.shape.as_list()) for var in v])


def model(x):
    h = tf.layers.dense(x, 16, activation=tf.nn.relu, name='h')
    return tf.layers.dense(h, 3, name='out')

x = tf.placeholder(tf.float32, [None, 8], name='x')
y = tf.placeholder(tf.int64, [None], name='y')
logits = model(x)
# How many weights?
n_params = sum(np.prod(v.get_shape().as_list()) for v in tf.trainable_variables())
print('parameters', n_params)
print('hidden: %d, out: %d' % tuple(count_vars(scope) for scope in ['h/', 'out']))
loss = tf.losses.sparse_softmax_cross_entropy(y, logits)
optimizer = tf.train.AdamOptimizer(0.01)
train_op = optimizer.minimize(loss)
correct = tf.equal(tf.argmax(logits, 1), y)
acc = tf.reduce_mean(tf.cast(correct, tf.float32))

X = np.random.RandomState(0).randn(64, 8).astype(np.float32)
Y = np.random.RandomState(1).randint(0, 3, 64)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(5):
        _, l = sess.run([train_op, loss], feed_dict={x: X, y: Y})
        print(i, l)
    print(sess.run(acc, {x: X, y: Y}))
