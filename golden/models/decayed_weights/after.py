import numpy as np
import tensorflow as tf
from absl import flags
from absl import app

FLAGS = flags.FLAGS
flags.DEFINE_integer('batch_size', 8, 'batch size')
flags.DEFINE_integer('max_steps', 6, 'steps')


def _variable_on_cpu(name, shape, initializer):
    var = tf.Variable(initializer(shape), name=name)
    return var


def _variable_with_weight_decay(name, shape, stddev):
    var = _variable_on_cpu(name, shape, tf.keras.initializers.TruncatedNormal(stddev=stddev))
    return var


def _activation_summary(x):
    tensor_name = x.op.name
    tf.summary.histogram(tensor_name + '/activations', x)
    tf.summary.scalar(tensor_name + '/sparsity', tf.nn.zero_fraction(x))


def main(argv=None):
    rng = np.random.RandomState(0)
    global_step = tf.Variable(0, trainable=False)
    images = tf.TensorSpec([FLAGS.batch_size, 8, 8, 3], tf.float32)
    labels = tf.TensorSpec([FLAGS.batch_size], tf.int32)
    kernel = _variable_with_weight_decay('weights', shape=[3, 3, 3, 4], stddev=5e-2)
    biases = _variable_on_cpu('biases', [4], tf.constant_initializer(0.0))
    @tf.function(input_signature=[images])
    def compute_reshape(images):
        conv = tf.nn.conv2d(images, kernel, [1, 1, 1, 1], padding='SAME')
        pre_activation = tf.nn.bias_add(conv, biases)
        conv1 = tf.nn.relu(pre_activation)
        pool1 = tf.nn.max_pool2d(conv1, ksize=[1, 3, 3, 1], strides=[1, 2, 2, 1], padding='SAME', name='pool1')
        norm1 = tf.nn.lrn(pool1, 4, bias=1.0, alpha=0.001 / 9.0, beta=0.75, name='norm1')
        return tf.reshape(norm1, [FLAGS.batch_size, -1])

    dim = compute_reshape.get_concrete_function().output_shapes[1]
    weights = _variable_with_weight_decay('weights', shape=[dim, 8], stddev=0.04)
    local3_biases = _variable_on_cpu('biases', [8], tf.constant_initializer(0.1))
    softmax_linear_weights = _variable_with_weight_decay('weights', [8, 10], stddev=1 / 8.0)
    softmax_linear_biases = _variable_on_cpu('biases', [10], tf.constant_initializer(0.0))
    lr = tf.keras.optimizers.schedules.ExponentialDecay(0.1, decay_steps=3, decay_rate=0.5, staircase=True)
    opt = tf.keras.optimizers.SGD(lr)

    @tf.function(input_signature=[images, labels])
    def train_step(images, labels):
        with tf.GradientTape() as tape:
            reshape = compute_reshape(images)
            weight_decay_1 = tf.multiply(tf.nn.l2_loss(weights), 0.004, name='weight_loss')
            local3 = tf.nn.relu(tf.matmul(reshape, weights) + local3_biases)
            logits = tf.add(tf.matmul(local3, softmax_linear_weights), softmax_linear_biases)
            labels_1 = labels
            labels_1 = tf.cast(labels_1, tf.int64)
            cross_entropy = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels_1, logits=logits, name='cross_entropy_per_example')
            cross_entropy_mean = tf.reduce_mean(cross_entropy, name='cross_entropy')
            total_loss = tf.add_n([weight_decay_1, cross_entropy_mean], name='total_loss')
        variables = [kernel, biases, weights, local3_biases, softmax_linear_weights, softmax_linear_biases]
        grads = list(zip(tape.gradient(total_loss, variables), variables))
        opt.apply_gradients(grads)
        global_step.assign_add(1)
        return total_loss

    for step in range(FLAGS.max_steps):
        loss_value = train_step(rng.rand(FLAGS.batch_size, 8, 8, 3), rng.randint(0, 10, FLAGS.batch_size)).numpy()
        assert not np.isnan(loss_value), 'Model diverged with loss = NaN'
        print('step %d, loss = %.5f' % (step, loss_value))


if __name__ == '__main__':
    app.run(main=main)
