import numpy as np
import tensorflow as tf
import sys
from absl import flags

FLAGS = flags.FLAGS
flags.DEFINE_integer('batch_size', 6, """Number of images to process in a batch.""")
NUM_CLASSES = 3


def _variable_on_cpu(name, shape, initializer):
    var = tf.Variable(initializer(shape, tf.float32), name=name)
    return var


def _variable_with_weight_decay(name, shape, stddev):
    var = _variable_on_cpu(name, shape, tf.keras.initializers.TruncatedNormal(stddev=stddev))
    return var


def train():
    images = tf.TensorSpec([6, 8, 8, 1], tf.float32)
    labels = tf.TensorSpec([6], tf.int32)
    kernel = _variable_with_weight_decay('weights', shape=[3, 3, 1, 4], stddev=5e-2)
    biases = _variable_on_cpu('biases', [4], tf.constant_initializer(0.0))
    weights = _variable_with_weight_decay('weights', shape=[64, 6], stddev=0.04)
    local3_biases = _variable_on_cpu('biases', [6], tf.constant_initializer(0.1))
    softmax_linear_weights = _variable_with_weight_decay('weights', [6, NUM_CLASSES], stddev=1 / 6.0)
    softmax_linear_biases = _variable_on_cpu('biases', [NUM_CLASSES], tf.constant_initializer(0.0))
    optimizer = tf.keras.optimizers.SGD(0.1)

    @tf.function(input_signature=[images, labels])
    def train_step(images, labels):
        with tf.GradientTape() as tape:
            conv = tf.nn.conv2d(images, kernel, [1, 1, 1, 1], padding='SAME')
            pre_activation = tf.nn.bias_add(conv, biases)
            conv1 = tf.nn.relu(pre_activation)
            pool1 = tf.nn.max_pool2d(conv1, ksize=[1, 2, 2, 1], strides=[1, 2, 2, 1], padding='SAME', name='pool1')
            reshape = tf.reshape(pool1, [FLAGS.batch_size, 64])
            weight_decay_1 = tf.multiply(tf.nn.l2_loss(weights), 0.4, name='weight_loss')
            local3 = tf.nn.relu(tf.matmul(reshape, weights) + local3_biases)
            weight_decay_2 = tf.multiply(tf.nn.l2_loss(softmax_linear_weights), 0.1, name='weight_loss')
            logits = tf.add(tf.matmul(local3, softmax_linear_weights), softmax_linear_biases)
            labels_1 = labels
            labels_1 = tf.cast(labels_1, tf.int64)
            cross_entropy = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels_1, logits=logits)
            cross_entropy_mean = tf.reduce_mean(cross_entropy, name='cross_entropy')
            total_loss = tf.add_n([weight_decay_1, weight_decay_2, cross_entropy_mean], name='total_loss')
        variables = [
            kernel, biases, weights, local3_biases, softmax_linear_weights, softmax_linear_biases,
        ]
        optimizer.apply_gradients(zip(tape.gradient(total_loss, variables), variables))
        return total_loss

    rng = np.random.RandomState(0)
    bx = rng.rand(6, 8, 8, 1)
    by = np.arange(6) % 3
    for step in range(4):
        value = train_step(bx, by).numpy()
        print(step, value)


if __name__ == '__main__':
    flags.FLAGS(sys.argv)
    train()
