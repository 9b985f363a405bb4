import numpy as np
import tensorflow as tf

names, labels = ['0.png', '1.png', '2.png'], [0, 1, 0]
with tf.Session() as sess:
    for i, name in enumerate(names):
        with open(name, 'wb') as f:
            f.write(sess.run(tf.image.encode_png(np.full((6, 5, 3), 40 * i + 9, np.uint8))))


def get_batch(image, label, width, height, batch_size):
    image = tf.cast(image, tf.string)
    label = tf.cast(label, tf.int32)
    # make an input queue
    input_queue = tf.train.slice_input_producer([image, label], shuffle=False)
    label = input_queue[1]
    content = tf.read_file(input_queue[0])
    image = tf.image.decode_png(content, channels=3)
    image = tf.image.resize_images(image, [height, width])
    image = image / 255.
    images, labels = tf.train.batch([image, label], batch_size=batch_size, num_threads=1)
    return images, tf.reshape(labels, [batch_size])


def inference(images, batch_size):
    with tf.variable_scope('fc'):
        flat = tf.reshape(images, [batch_size, -1])
        dim = flat.get_shape()[1].value
        w = tf.get_variable('w', [dim, 2], initializer=tf.constant_initializer(0.01))
        b = tf.get_variable('b', [2], initializer=tf.zeros_initializer())
        return tf.matmul(flat, w) + b


def run_training(steps):
    images, label_batch = get_batch(names, labels, 4, 4, 2)
    logits = inference(images, 2)
    loss = tf.reduce_mean(
        tf.nn.sparse_softmax_cross_entropy_with_logits(logits=logits, labels=label_batch))
    train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        coord = tf.train.Coordinator()
        threads = tf.train.start_queue_runners(sess=sess, coord=coord)
        try:
            for step in range(steps):
                if coord.should_stop():
                    break
                _, value, seen = sess.run([train_op, loss, label_batch])
                print(step, value, seen)
        except tf.errors.OutOfRangeError:
            print('the end')
        finally:
            coord.request_stop()
        coord.join(threads)


run_training(4)
