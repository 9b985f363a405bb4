import numpy as np
import tensorflow as tf


def get_weight_variable(shape):
    weights = tf.Variable(tf.keras.initializers.TruncatedNormal(stddev=0.1)(shape), name="weights")
    return weights


def train(images, labels):
    x = tf.TensorSpec([None, 4], tf.float32, name='x-input')
    y_ = tf.TensorSpec([None, 3], tf.float32, name='y-input')
    regularizer = tf.keras.regularizers.L2(0.005)
    weights = get_weight_variable([4, 5])
    biases = tf.Variable(tf.constant_initializer(0.0)([5]), name='layer1/biases')
    layer2_weights = get_weight_variable([5, 3])
    layer2_biases = tf.Variable(tf.constant_initializer(0.0)([3]), name='layer2/biases')
    global_step = tf.Variable(0, trainable=False)
    learning_rate = tf.keras.optimizers.schedules.ExponentialDecay(0.8, decay_steps=2, decay_rate=0.99)
    optimizer = tf.keras.optimizers.SGD(learning_rate)

    @tf.function(input_signature=[x, y_])
    def train_step(x, y_):
        with tf.GradientTape() as tape:
            weights_loss = regularizer(weights)
            layer1 = tf.nn.relu(tf.matmul(x, weights) + biases)
            layer2_weights_loss = regularizer(layer2_weights)
            y = tf.matmul(layer1, layer2_weights) + layer2_biases
            cross_entropy = tf.nn.sparse_softmax_cross_entropy_with_logits(logits=y, labels=tf.argmax(y_, 1))
            cross_entropy_mean = tf.reduce_mean(cross_entropy)
            loss = cross_entropy_mean + tf.add_n([weights_loss, layer2_weights_loss])
        variables = [weights, biases, layer2_weights, layer2_biases]
        optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        global_step.assign_add(1)
        return loss, global_step.read_value()

    for i in range(4):
        loss_value, step = train_step(images, labels)
        loss_value, step = loss_value.numpy(), step.numpy()
        print(loss_value)


rng = np.random.RandomState(0)
train(rng.rand(9, 4), np.eye(3)[np.arange(9) % 3])
