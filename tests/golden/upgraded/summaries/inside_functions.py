import numpy as np
import tensorflow as tf

def variable_summaries(var):
    with tf.compat.v1.name_scope('summaries'):
        mean = tf.reduce_mean(var)
        tf.summary.scalar('mean', mean)
        with tf.compat.v1.name_scope('stddev'):
            stddev = tf.sqrt(tf.reduce_mean(tf.square(var - mean)))
        tf.summary.scalar('stddev', stddev)
        tf.summary.histogram('histogram', var)

def nn_layer(input_tensor, input_dim, output_dim, layer_name, act=tf.nn.relu):
    with tf.compat.v1.name_scope(layer_name):
        with tf.compat.v1.name_scope('weights'):
            weights = tf.Variable(tf.fill([input_dim, output_dim], 0.1), name='w')
            variable_summaries(weights)
        with tf.compat.v1.name_scope('biases'):
            biases = tf.Variable(tf.constant(0.1, shape=[output_dim]))
            variable_summaries(biases)
        with tf.compat.v1.name_scope('Wx_plus_b'):
            preactivate = tf.matmul(input_tensor, weights) + biases
            tf.summary.histogram('pre_activations', preactivate)
        activations = act(preactivate, name='activation')
        tf.summary.histogram('activations', activations)
        return activations

x = tf.compat.v1.placeholder(tf.float32, [None, 3], name='x-input')
y_ = tf.compat.v1.placeholder(tf.float32, [None, 2], name='y-input')
hidden1 = nn_layer(x, 3, 4, 'layer1')
y = nn_layer(hidden1, 4, 2, 'layer2', act=tf.identity)
with tf.compat.v1.name_scope('loss'):
    loss = tf.reduce_mean(tf.square(y - y_))
tf.summary.scalar('loss', loss)
train_step = tf.compat.v1.train.GradientDescentOptimizer(0.1).minimize(loss)
merged = tf.compat.v1.summary.merge_all()
sess = tf.compat.v1.Session()
train_writer = tf.compat.v1.summary.FileWriter('logs/train', sess.graph)
sess.run(tf.compat.v1.global_variables_initializer())
X = np.linspace(-1, 1, 15).reshape(5, 3)
Y = np.linspace(0, 1, 10).reshape(5, 2)
for i in range(4):
    if i % 2 == 0:
        summary, l = sess.run([merged, loss], feed_dict={x: X, y_: Y})
        train_writer.add_summary(summary, i)
        print(i, l)
    else:
        sess.run(train_step, feed_dict={x: X, y_: Y})
print(sess.run(hidden1, feed_dict={x: X})[0])
train_writer.close()
