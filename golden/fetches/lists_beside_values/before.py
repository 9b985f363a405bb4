import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [2])
w = tf.Variable([1.0, 2.0])
seen = tf.Variable([0.0, 0.0])
product = x * w
hidden = [product + 1.0, product * 2.0]
loss = tf.reduce_sum(product)
shift = [seen.assign_add(x), ]
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    run_options = tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE)
    run_metadata = tf.RunMetadata()
    value, layers, _ = sess.run([loss, hidden, shift], {x: [1.0, 2.0]},
                                options=run_options, run_metadata=run_metadata)
    print(value, layers[0], layers[1].sum(), len(layers))
    print(sess.run(seen))
    value, (first, second) = sess.run((loss, (product, hidden[1])), {x: [1.0, 2.0]})
    print(value, first, second)
