import numpy as np
import tensorflow as tf


def make_data(n, seed):
    rng = np.random.RandomState(seed)
    x = rng.rand(n, 4).astype(np.float32)
    return x, (x.sum(1) > 2).astype(np.int32)


train_dataset = tf.data.Dataset.from_tensor_slices(make_data(40, 0)).repeat().batch(8)
test_dataset = tf.data.Dataset.from_tensor_slices(make_data(12, 1)).batch(6)

# A feedable iterator: the handle says from which of the two the elements come.
handle = tf.placeholder(tf.string, shape=[])
iterator = tf.data.Iterator.from_string_handle(handle, train_dataset.output_types, train_dataset.output_shapes)
x, y = iterator.get_next()
train_iterator = train_dataset.make_one_shot_iterator()
test_iterator = test_dataset.make_initializable_iterator()

hidden = tf.layers.dense(x, 10, activation=tf.nn.relu)
logits = tf.layers.dense(hidden, 2)
loss = tf.losses.sparse_softmax_cross_entropy(labels=y, logits=logits)
correct = tf.equal(tf.cast(tf.argmax(logits, 1), tf.int32), y)
accuracy = tf.reduce_mean(tf.cast(correct, tf.float32))
train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    train_handle, test_handle = sess.run([train_iterator.string_handle(), test_iterator.string_handle()])
    for epoch in range(3):
        for step in range(5):
            _, train_loss = sess.run([train_op, loss], feed_dict={handle: train_handle})
        print("epoch", epoch, "loss", train_loss)
        sess.run(test_iterator.initializer)
        accuracies = []
        while True:
            try:
                accuracies.append(sess.run(accuracy, feed_dict={handle: test_handle}))
            except tf.errors.OutOfRangeError:
                break
        print("accuracy", np.mean(accuracies))
