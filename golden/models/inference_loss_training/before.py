import math
import numpy as np
import tensorflow as tf
IMAGE_PIXELS = 16
NUM_CLASSES = 3

def inference(images, hidden1_units, hidden2_units):
    with tf.name_scope('hidden1'):
        weights = tf.Variable(tf.truncated_normal([IMAGE_PIXELS, hidden1_units], stddev=1.0 / math.sqrt(float(IMAGE_PIXELS))), name='weights')
        biases = tf.Variable(tf.zeros([hidden1_units]), name='biases')
        hidden1 = tf.nn.relu(tf.matmul(images, weights) + biases)
    with tf.name_scope('hidden2'):
        weights = tf.Variable(tf.truncated_normal([hidden1_units, hidden2_units], stddev=1.0 / math.sqrt(float(hidden1_units))), name='weights')
        biases = tf.Variable(tf.zeros([hidden2_units]), name='biases')
        hidden2 = tf.nn.relu(tf.matmul(hidden1, weights) + biases)
    with tf.name_scope('softmax_linear'):
        weights = tf.Variable(tf.truncated_normal([hidden2_units, NUM_CLASSES], stddev=1.0 / math.sqrt(float(hidden2_units))), name='weights')
        biases = tf.Variable(tf.zeros([NUM_CLASSES]), name='biases')
        logits = tf.matmul(hidden2, weights) + biases
    return logits

def loss(logits, labels):
    labels = tf.to_int64(labels)
    return tf.losses.sparse_softmax_cross_entropy(labels=labels, logits=logits)

def training(loss, learning_rate):
    tf.summary.scalar('loss', loss)
    optimizer = tf.train.GradientDescentOptimizer(learning_rate)
    global_step = tf.Variable(0, name='global_step', trainable=False)
    train_op = optimizer.minimize(loss, global_step=global_step)
    return train_op

def evaluation(logits, labels):
    correct = tf.nn.in_top_k(logits, labels, 1)
    return tf.reduce_sum(tf.cast(correct, tf.int32))

def placeholder_inputs(batch_size):
    images_placeholder = tf.placeholder(tf.float32, shape=(batch_size, IMAGE_PIXELS))
    labels_placeholder = tf.placeholder(tf.int32, shape=(batch_size))
    return images_placeholder, labels_placeholder

def fill_feed_dict(data_set, images_pl, labels_pl):
    images_feed, labels_feed = data_set
    return {images_pl: images_feed, labels_pl: labels_feed}

def do_eval(sess, eval_correct, images_placeholder, labels_placeholder, data_set):
    feed_dict = fill_feed_dict(data_set, images_placeholder, labels_placeholder)
    true_count = sess.run(eval_correct, feed_dict=feed_dict)
    print('Num correct: %d' % true_count)

def run_training():
    rng = np.random.RandomState(0)
    data = (rng.rand(5, IMAGE_PIXELS), rng.randint(0, 3, 5))
    with tf.Graph().as_default():
        images_placeholder, labels_placeholder = placeholder_inputs(5)
        logits = inference(images_placeholder, 8, 6)
        loss_ = loss(logits, labels_placeholder)
        train_op = training(loss_, 0.1)
        eval_correct = evaluation(logits, labels_placeholder)
        summary = tf.summary.merge_all()
        init = tf.global_variables_initializer()
        sess = tf.Session()
        sess.run(init)
        for step in range(3):
            feed_dict = fill_feed_dict(data, images_placeholder, labels_placeholder)
            _, loss_value = sess.run([train_op, loss_], feed_dict=feed_dict)
            print('Step %d: loss = %.4f' % (step, loss_value))
            do_eval(sess, eval_correct, images_placeholder, labels_placeholder, data)

run_training()
