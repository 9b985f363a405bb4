import numpy as np
import tensorflow as tf

words = tf.compat.v1.placeholder(tf.int32, [None])
targets = tf.compat.v1.placeholder(tf.float32, [None, 2])
embeddings = tf.compat.v1.get_variable('embeddings', [5, 2], initializer=tf.compat.v1.random_uniform_initializer(-1.0, 1.0))
embedded = tf.nn.embedding_lookup(embeddings, words)
loss = tf.reduce_mean(tf.square(embedded - targets))
train = tf.compat.v1.train.AdamOptimizer(0.1).minimize(loss)

with tf.compat.v1.Session() as sess:
    sess.run(tf.compat.v1.global_variables_initializer())
    for _ in range(4):
        _, value = sess.run([train, loss], {words: [0, 1, 1, 3], targets: np.ones([4, 2])})
        print(value)
    print(sess.run(embeddings))
