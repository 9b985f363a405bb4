import numpy as np
import tensorflow as tf

names, labels = ['0.png', '1.png', '2.png'], [0, 1, 0]
for i, name in enumerate(names):
    with open(name, 'wb') as f:
        f.write(tf.image.encode_png(np.full((6, 5, 3), 40 * i + 9, np.uint8)).numpy())


def get_batch(image, label, width, height, batch_size):
    image = tf.cast(image, tf.string)
    label = tf.cast(label, tf.int32)
    # make an input queue
    dataset = tf.data.Dataset.from_tensor_slices((image, label)).repeat()

    def preprocess(image, label):
        content = tf.io.read_file(image)
        image = tf.image.decode_png(content, channels=3)
        image = tf.raw_ops.ResizeBilinear(images=tf.expand_dims(image, 0), size=[height, width])[0]
        image = image / 255.
        return image, label

    dataset = dataset.map(preprocess).batch(batch_size, drop_remainder=True)

    def preprocess_1(images, labels):
        return images, tf.reshape(labels, [batch_size])

    return iter(dataset.map(preprocess_1))


def run_training(steps):
    iterator = get_batch(names, labels, 4, 4, 2)
    @tf.function(input_signature=[iterator.element_spec[0]])
    def flat(images):
        return tf.reshape(images, [2, -1])

    dim = flat.get_concrete_function().output_shapes[1]
    w = tf.Variable(tf.constant_initializer(0.01)([dim, 2]), name='fc/w')
    b = tf.Variable(tf.zeros_initializer()([2]), name='fc/b')
    optimizer = tf.keras.optimizers.SGD(0.1)

    @tf.function(input_signature=iterator.element_spec)
    def train_step(images, label_batch):
        with tf.GradientTape() as tape:
            flat = tf.reshape(images, [2, -1])
            logits = tf.matmul(flat, w) + b
            loss = tf.reduce_mean(
                tf.nn.sparse_softmax_cross_entropy_with_logits(logits=logits, labels=label_batch))
        variables = [w, b]
        optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss, label_batch

    try:
        for step in range(steps):
            value, seen = train_step(*next(iterator))
            value, seen = value.numpy(), seen.numpy()
            print(step, value, seen)
    except StopIteration:
        print('the end')


run_training(4)
