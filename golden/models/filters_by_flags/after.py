import tensorflow as tf
import numpy as np
import os, time, datetime
import sys
from absl import flags

class TextCNN(object):
    def __init__(self, sequence_length, num_classes, vocab_size, embedding_size, filter_sizes, num_filters, l2_reg_lambda=0.0):
        self.filter_sizes = filter_sizes
        self.l2_reg_lambda = l2_reg_lambda
        self.sequence_length = sequence_length
        self.input_x = tf.TensorSpec([None, sequence_length], tf.int32, name="input_x")
        self.input_y = tf.TensorSpec([None, num_classes], tf.float32, name="input_y")
        self.dropout_keep_prob = tf.TensorSpec([], tf.float32, name="dropout_keep_prob")
        self.W = tf.Variable(tf.random.uniform([vocab_size, embedding_size], -1.0, 1.0), name="W")
        self.W_list = []
        self.bs = []
        for i, filter_size in enumerate(filter_sizes):
            with tf.name_scope("conv-maxpool-%s" % filter_size):
                filter_shape = [filter_size, embedding_size, 1, num_filters]
                self.W_list.append(tf.Variable(tf.random.truncated_normal(filter_shape, stddev=0.1), name="W"))
                self.bs.append(tf.Variable(tf.constant(0.1, shape=[num_filters]), name="b"))
        self.num_filters_total = num_filters * len(filter_sizes)
        self.W_1 = tf.Variable(tf.keras.initializers.GlorotUniform()([self.num_filters_total, num_classes]), name="W")
        self.b = tf.Variable(tf.constant(0.1, shape=[num_classes]), name="b")
        self.loss_and_accuracy = tf.function(self.loss_and_accuracy, input_signature=[self.input_x, self.input_y, self.dropout_keep_prob])
        self.global_step_and_loss_and_accuracy = tf.function(self.global_step_and_loss_and_accuracy, input_signature=[self.input_x, self.input_y, self.dropout_keep_prob])

    def loss_and_accuracy(self, input_x, input_y, dropout_keep_prob):
        l2_loss = tf.constant(0.0)
        embedded_chars = tf.nn.embedding_lookup(self.W, input_x)
        embedded_chars_expanded = tf.expand_dims(embedded_chars, -1)
        pooled_outputs = []
        for i, (filter_size, W, b) in enumerate(zip(self.filter_sizes, self.W_list, self.bs)):
            with tf.name_scope("conv-maxpool-%s" % filter_size):
                conv = tf.nn.conv2d(embedded_chars_expanded, W, strides=[1, 1, 1, 1], padding="VALID", name="conv")
                h = tf.nn.relu(tf.nn.bias_add(conv, b), name="relu")
                pooled = tf.nn.max_pool2d(h, ksize=[1, self.sequence_length - filter_size + 1, 1, 1], strides=[1, 1, 1, 1], padding='VALID', name="pool")
                pooled_outputs.append(pooled)
        h_pool = tf.concat(pooled_outputs, 3)
        h_pool_flat = tf.reshape(h_pool, [-1, self.num_filters_total])
        h_drop = tf.nn.dropout(h_pool_flat, rate=1 - dropout_keep_prob)
        l2_loss += tf.nn.l2_loss(self.W_1)
        l2_loss += tf.nn.l2_loss(self.b)
        scores = tf.nn.bias_add(tf.matmul(h_drop, self.W_1), self.b, name="scores")
        predictions = tf.argmax(scores, 1, name="predictions")
        losses = tf.nn.softmax_cross_entropy_with_logits(logits=scores, labels=input_y)
        loss = tf.reduce_mean(losses) + self.l2_reg_lambda * l2_loss
        correct_predictions = tf.equal(predictions, tf.argmax(input_y, 1))
        accuracy = tf.reduce_mean(tf.cast(correct_predictions, "float"), name="accuracy")
        return loss, accuracy

    def global_step_and_loss_and_accuracy(self, input_x, input_y, dropout_keep_prob):
        loss, accuracy = self.loss_and_accuracy(input_x, input_y, dropout_keep_prob)
        return global_step.read_value(), loss, accuracy

flags.DEFINE_integer("embedding_dim", 6, "dim")
flags.DEFINE_string("filter_sizes", "2,3", "sizes")
FLAGS = flags.FLAGS
rng = np.random.RandomState(0)
x_train = rng.randint(0, 20, (12, 7)); y_train = np.eye(2)[rng.randint(0, 2, 12)]
flags.FLAGS(sys.argv)
cnn = TextCNN(sequence_length=x_train.shape[1], num_classes=y_train.shape[1], vocab_size=20, embedding_size=FLAGS.embedding_dim,
              filter_sizes=list(map(int, FLAGS.filter_sizes.split(","))), num_filters=4, l2_reg_lambda=0.1)
global_step = tf.Variable(0, name="global_step", trainable=False)
optimizer = tf.keras.optimizers.Adam(1e-3, beta_2=0.9990000129, epsilon=1e-8)

@tf.function
def train_step_1(input_x, input_y, dropout_keep_prob):
    input_x = tf.cast(input_x, tf.int32)
    input_y = tf.cast(input_y, tf.float32)
    dropout_keep_prob = tf.cast(dropout_keep_prob, tf.float32)
    with tf.GradientTape() as tape:
        loss_1, accuracy_1 = cnn.loss_and_accuracy(input_x, input_y, dropout_keep_prob)
    variables = [cnn.W] + list(cnn.W_list) + list(cnn.bs) + [cnn.W_1, cnn.b]
    grads_and_vars = list(zip(tape.gradient(loss_1, variables), variables))
    optimizer.apply_gradients([(tf.convert_to_tensor(g), v) for g, v in grads_and_vars if g is not None])
    global_step.assign_add(1)
    return global_step.read_value(), loss_1, accuracy_1

def train_step(x_batch, y_batch):
    feed_dict = {'input_x': x_batch, 'input_y': y_batch, 'dropout_keep_prob': 0.5}
    step, loss, accuracy = train_step_1(**feed_dict)
    step, loss, accuracy = step.numpy(), loss.numpy(), accuracy.numpy()
    print("step {}, loss {:g}, acc {:g}".format(step, loss, accuracy))

def dev_step(x_batch, y_batch, writer=None):
    feed_dict = {'input_x': x_batch, 'input_y': y_batch, 'dropout_keep_prob': 1.0}
    step, loss, accuracy = cnn.global_step_and_loss_and_accuracy(**feed_dict)
    step, loss, accuracy = step.numpy(), loss.numpy(), accuracy.numpy()
    print("dev step {}, loss {:g}, acc {:g}".format(step, loss, accuracy))

for i in range(3):
    train_step(x_train[i * 4:(i + 1) * 4], y_train[i * 4:(i + 1) * 4])
    current_step = int(global_step.numpy())
    if current_step % 2 == 0:
        dev_step(x_train, y_train)
