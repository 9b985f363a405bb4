import tensorflow as tf

graph = tf.Graph()
with graph.as_default():
    a = tf.compat.v1.placeholder(tf.float32, [2, 2])
    b = tf.constant([[1., 0.], [0., 2.]])
    product = tf.matmul(a, b)

config = tf.compat.v1.ConfigProto(allow_soft_placement=True)
config.gpu_options.allow_growth = True
with tf.compat.v1.Session(graph=graph, config=config) as sess:
    print(sess.run(product, feed_dict={a: [[1., 2.], [3., 4.]]}))
