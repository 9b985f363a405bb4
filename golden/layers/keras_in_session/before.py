import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 3])
h = tf.keras.layers.Dense(4, activation='tanh')(x)
logits = tf.keras.layers.Dense(2)(h)
labels = tf.placeholder(tf.float32, [None, 2])
loss = tf.reduce_mean(tf.keras.losses.categorical_crossentropy(labels, tf.nn.softmax(logits)))
train = tf.train.GradientDescentOptimizer(0.5).minimize(loss)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    feed = {x: np.random.rand(4, 3), labels: np.eye(2)[[0, 1, 1, 0]]}
    for _ in range(3):
        print(sess.run([loss, train], feed_dict=feed)[0])
    print(sess.run(tf.argmax(logits, axis=1), feed_dict=feed))
