import numpy as np
import tensorflow as tf

FILE = 'records.tfrecords'


def write_records(count):
    with tf.python_io.TFRecordWriter(FILE) as writer:
        for i in range(count):
            image = np.arange(i, i + 4, dtype=np.uint8)
            features = tf.train.Features(feature={
                'image': tf.train.Feature(bytes_list=tf.train.BytesList(value=[image.tobytes()])),
                'label': tf.train.Feature(int64_list=tf.train.Int64List(value=[i % 2]))})
            writer.write(tf.train.Example(features=features).SerializeToString())


def read_and_decode(filename_queue):
    reader = tf.TFRecordReader()
    _, serialized = reader.read(filename_queue)
    features = tf.parse_single_example(serialized, features={
        'image': tf.FixedLenFeature([], tf.string),
        'label': tf.FixedLenFeature([], tf.int64)})

    # From bytes to numbers between 0 and 1.
    image = tf.decode_raw(features['image'], tf.uint8)
    image.set_shape([4])
    image = tf.cast(image, tf.float32) / 255.
    return image, tf.cast(features['label'], tf.int32)


def inputs(batch_size, num_epochs, shuffle):
    with tf.name_scope('input'):
        queue = tf.train.string_input_producer([FILE], num_epochs=num_epochs)
        image, label = read_and_decode(queue)
        if shuffle:
            images, labels = tf.train.shuffle_batch(
                [image, label], batch_size=batch_size, capacity=200, min_after_dequeue=100)
        else:
            images, labels = tf.train.batch([image, label], batch_size=batch_size)
        images = images - 0.5
    return images, tf.reshape(labels, [batch_size])


def train(num_epochs):
    with tf.Graph().as_default():
        images, labels = inputs(3, num_epochs, shuffle=False)
        w = tf.Variable(tf.ones([4, 2]))
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(
            logits=tf.matmul(images, w), labels=labels))
        train_op = tf.train.GradientDescentOptimizer(0.5).minimize(loss)
        init = tf.group(tf.global_variables_initializer(), tf.local_variables_initializer())
        sess = tf.Session()
        sess.run(init)
        # Start the threads that fill the queues.
        coord = tf.train.Coordinator()
        threads = tf.train.start_queue_runners(sess=sess, coord=coord)
        step = 0
        try:
            while not coord.should_stop():
                _, value = sess.run([train_op, loss])
                print(step, value)
                step += 1
        except tf.errors.OutOfRangeError:
            print('done after', step)
        finally:
            # Ask the threads to stop.
            coord.request_stop()
        coord.join(threads)
        sess.close()


write_records(7)
train(2)
