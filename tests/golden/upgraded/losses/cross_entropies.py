import numpy as np
import tensorflow as tf

logits = tf.compat.v1.placeholder(tf.float32, [None, 3])
onehot = tf.compat.v1.placeholder(tf.float32, [None, 3])
classes = tf.argmax(onehot, 1)
soft = tf.nn.softmax_cross_entropy_with_logits(labels=tf.stop_gradient(onehot), logits=logits)
soft2 = tf.nn.softmax_cross_entropy_with_logits(labels=onehot, logits=logits, axis=-1)
sparse = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=classes, logits=logits)
sigmoid = tf.nn.sigmoid_cross_entropy_with_logits(labels=onehot, logits=logits)
smooth = tf.compat.v1.losses.softmax_cross_entropy(onehot, logits, label_smoothing=0.1)
binary = tf.compat.v1.losses.sigmoid_cross_entropy(onehot, logits)

rng = np.random.RandomState(3)
feed = {logits: rng.randn(4, 3), onehot: np.eye(3)[[0, 2, 1, 1]]}
with tf.compat.v1.Session() as sess:
    for tensor in [soft, soft2, sparse, sigmoid, smooth, binary]:
        print(sess.run(tensor, feed))
