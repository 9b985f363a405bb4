import numpy as np
import tensorflow as tf

words = tf.placeholder(tf.int32, [None])
targets = tf.placeholder(tf.float32, [None, 2])
embeddings = tf.get_variable('embeddings', [5, 2], initializer=tf.random_uniform_initializer(-1.0, 1.0))
embedded = tf.nn.embedding_lookup(embeddings, words)
loss = tf.reduce_mean(tf.square(embedded - targets))
train = tf.train.AdamOptimizer(0.1).minimize(loss)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(4):
        _, value = sess.run([train, loss], {words: [0, 1, 1, 3], targets: np.ones([4, 2])})
        print(value)
    print(sess.run(embeddings))
