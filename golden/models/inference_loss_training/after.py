import math
import numpy as np
import tensorflow as tf
IMAGE_PIXELS = 16
NUM_CLASSES = 3


class Inference(tf.Module):
    def __init__(self, hidden1_units, hidden2_units):
        super().__init__()
        self.weights_ = tf.Variable(tf.random.truncated_normal([IMAGE_PIXELS, hidden1_units], stddev=1.0 / math.sqrt(float(IMAGE_PIXELS))), name='weights')
        self.biases = tf.Variable(tf.zeros([hidden1_units]), name='biases')
        self.hidden2_weights = tf.Variable(tf.random.truncated_normal([hidden1_units, hidden2_units], stddev=1.0 / math.sqrt(float(hidden1_units))), name='weights')
        self.hidden2_biases = tf.Variable(tf.zeros([hidden2_units]), name='biases')
        self.softmax_linear_weights = tf.Variable(tf.random.truncated_normal([hidden2_units, NUM_CLASSES], stddev=1.0 / math.sqrt(float(hidden2_units))), name='weights')
        self.softmax_linear_biases = tf.Variable(tf.zeros([NUM_CLASSES]), name='biases')

    def __call__(self, images):
        hidden1 = tf.nn.relu(tf.matmul(images, self.weights_) + self.biases)
        hidden2 = tf.nn.relu(tf.matmul(hidden1, self.hidden2_weights) + self.hidden2_biases)
        logits = tf.matmul(hidden2, self.softmax_linear_weights) + self.softmax_linear_biases
        return logits


def loss(logits, labels):
    labels = tf.cast(labels, tf.int64)
    return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits))

def evaluation(logits, labels):
    correct = tf.math.in_top_k(predictions=logits, targets=labels, k=1)
    return tf.reduce_sum(tf.cast(correct, tf.int32))

def placeholder_inputs(batch_size):
    images_placeholder = tf.TensorSpec((batch_size, IMAGE_PIXELS), tf.float32)
    labels_placeholder = tf.TensorSpec((batch_size), tf.int32)
    return images_placeholder, labels_placeholder

def fill_feed_dict(data_set):
    images_feed, labels_feed = data_set
    return {'images_placeholder': images_feed, 'labels_placeholder': labels_feed}

def do_eval(eval_correct, data_set):
    feed_dict = fill_feed_dict(data_set)
    true_count = eval_correct(**feed_dict).numpy()
    print('Num correct: %d' % true_count)

def run_training():
    rng = np.random.RandomState(0)
    data = (rng.rand(5, IMAGE_PIXELS), rng.randint(0, 3, 5))
    images_placeholder, labels_placeholder = placeholder_inputs(5)
    inference = Inference(8, 6)
    optimizer = tf.keras.optimizers.SGD(0.1)
    global_step = tf.Variable(0, name='global_step', trainable=False)

    @tf.function(input_signature=[images_placeholder, labels_placeholder])
    def train_step(images_placeholder, labels_placeholder):
        with tf.GradientTape() as tape:
            logits = inference(images_placeholder)
            loss_ = loss(logits, labels_placeholder)
        variables = list(inference.trainable_variables)
        optimizer.apply_gradients(zip(tape.gradient(loss_, variables), variables))
        global_step.assign_add(1)
        return loss_

    @tf.function(input_signature=[images_placeholder, labels_placeholder])
    def compute_eval_correct(images_placeholder, labels_placeholder):
        logits = inference(images_placeholder)
        return evaluation(logits, labels_placeholder)

    for step in range(3):
        feed_dict = fill_feed_dict(data)
        loss_value = train_step(**feed_dict).numpy()
        print('Step %d: loss = %.4f' % (step, loss_value))
        do_eval(compute_eval_correct, data)

run_training()
