import numpy as np
import tensorflow as tf

FILE = 'records.tfrecords'


def write_records(count):
    with tf.io.TFRecordWriter(FILE) as writer:
        for i in range(count):
            image = np.arange(i, i + 4, dtype=np.uint8)
            features = tf.train.Features(feature={
                'image': tf.train.Feature(bytes_list=tf.train.BytesList(value=[image.tobytes()])),
                'label': tf.train.Feature(int64_list=tf.train.Int64List(value=[i % 2]))})
            writer.write(tf.train.Example(features=features).SerializeToString())


def read_and_decode(filename_queue):
    dataset = tf.data.TFRecordDataset(filename_queue)

    def parse(serialized):
        features = tf.io.parse_single_example(serialized, features={
            'image': tf.io.FixedLenFeature([], tf.string),
            'label': tf.io.FixedLenFeature([], tf.int64)})

        # From bytes to numbers between 0 and 1.
        image = tf.io.decode_raw(features['image'], tf.uint8)
        image.set_shape([4])
        image = tf.cast(image, tf.float32) / 255.
        return image, tf.cast(features['label'], tf.int32)

    return dataset.map(parse)


def inputs(batch_size, num_epochs, shuffle):
    queue = tf.data.Dataset.from_tensor_slices([FILE]).repeat(num_epochs)
    dataset = read_and_decode(queue)
    if shuffle:
        dataset = dataset.shuffle(100).batch(batch_size, drop_remainder=True)
    else:
        dataset = dataset.batch(batch_size, drop_remainder=True)

    def preprocess(images, labels):
        images = images - 0.5
        return images, tf.reshape(labels, [batch_size])

    return iter(dataset.map(preprocess))


def train(num_epochs):
    iterator = inputs(3, num_epochs, shuffle=False)
    w = tf.Variable(tf.ones([4, 2]))
    optimizer = tf.keras.optimizers.SGD(0.5)

    @tf.function(input_signature=iterator.element_spec)
    def train_step(images, labels):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(
                logits=tf.matmul(images, w), labels=labels))
        variables = [w]
        optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss

    step = 0
    for images, labels in iterator:
        value = train_step(images, labels).numpy()
        print(step, value)
        step += 1
    print('done after', step)


write_records(7)
train(2)
