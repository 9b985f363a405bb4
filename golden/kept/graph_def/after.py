import tensorflow.compat.v1 as tf
tf.disable_v2_behavior()

x = tf.placeholder(tf.float32, [2], name='x')
w = tf.Variable([2.0, 3.0], name='w')
y = tf.multiply(x, w, name='y')

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    graph_def = tf.get_default_graph().as_graph_def()
    frozen = tf.graph_util.convert_variables_to_constants(sess, graph_def, ['y'])
    print([node.name for node in frozen.node if node.op == 'Placeholder'])

graph = tf.Graph()
with graph.as_default():
    tf.import_graph_def(frozen, name='imported')
with tf.Session(graph=graph) as sess:
    out = graph.get_tensor_by_name('imported/y:0')
    print(sess.run(out, feed_dict={'imported/x:0': [1., 2.]}))
