import numpy as np
import tensorflow as tf


class TextCNN(object):
    def __init__(self, sequence_length, num_classes, vocab_size, embedding_size, filter_sizes, num_filters):
        self.filter_sizes = filter_sizes
        self.sequence_length = sequence_length
        self.input_x = tf.TensorSpec([None, sequence_length], tf.int32, name="input_x")
        self.input_y = tf.TensorSpec([None, num_classes], tf.float32, name="input_y")
        self.dropout_keep_prob = tf.TensorSpec([], tf.float32, name="dropout_keep_prob")

        # Embedding layer
        self.W = tf.Variable(tf.random.uniform([vocab_size, embedding_size], -1.0, 1.0), name='embedding/W')

        self.W_list = []
        self.bs = []
        for i, filter_size in enumerate(filter_sizes):
            with tf.name_scope("conv-maxpool-%s" % filter_size):
                filter_shape = [filter_size, embedding_size, 1, num_filters]
                self.W_list.append(tf.Variable(tf.random.truncated_normal(filter_shape, stddev=0.1), name="W"))
                self.bs.append(tf.Variable(tf.constant(0.1, shape=[num_filters]), name="b"))

        self.num_filters_total = num_filters * len(filter_sizes)

        self.W_1 = tf.Variable(tf.keras.initializers.GlorotUniform()([self.num_filters_total, num_classes]), name="W")
        self.b = tf.Variable(tf.constant(0.1, shape=[num_classes]), name='output/b')

        self.loss = tf.function(self.loss, input_signature=[self.input_x, self.input_y, self.dropout_keep_prob])
        self.loss_and_accuracy = tf.function(self.loss_and_accuracy, input_signature=[self.input_x, self.input_y, self.dropout_keep_prob])

    def compute_loss_and_scores(self, input_x, input_y, dropout_keep_prob):
        embedded_chars = tf.nn.embedding_lookup(self.W, input_x)
        embedded_chars_expanded = tf.expand_dims(embedded_chars, -1)

        # One convolution and pooling for each filter size
        pooled_outputs = []
        for i, (filter_size, W, b) in enumerate(zip(self.filter_sizes, self.W_list, self.bs)):
            with tf.name_scope("conv-maxpool-%s" % filter_size):
                # Convolution Layer
                conv = tf.nn.conv2d(embedded_chars_expanded, W, strides=[1, 1, 1, 1], padding="VALID")
                h = tf.nn.relu(tf.nn.bias_add(conv, b), name="relu")
                pooled = tf.nn.max_pool2d(
                    h, ksize=[1, self.sequence_length - filter_size + 1, 1, 1], strides=[1, 1, 1, 1], padding='VALID')
                pooled_outputs.append(pooled)
        h_pool = tf.reshape(tf.concat(pooled_outputs, 3), [-1, self.num_filters_total])
        h_drop = tf.nn.dropout(h_pool, rate=1 - dropout_keep_prob)
        scores = tf.nn.bias_add(tf.matmul(h_drop, self.W_1), self.b, name="scores")

        losses = tf.nn.softmax_cross_entropy_with_logits(logits=scores, labels=input_y)
        loss = tf.reduce_mean(losses)
        return loss, scores

    def loss(self, input_x, input_y, dropout_keep_prob):
        loss, scores = self.compute_loss_and_scores(input_x, input_y, dropout_keep_prob)
        return loss

    def loss_and_accuracy(self, input_x, input_y, dropout_keep_prob):
        loss, scores = self.compute_loss_and_scores(input_x, input_y, dropout_keep_prob)
        predictions = tf.argmax(scores, 1, name="predictions")
        correct = tf.equal(predictions, tf.argmax(input_y, 1))
        accuracy = tf.reduce_mean(tf.cast(correct, "float"), name="accuracy")
        return loss, accuracy


def train(x_train, y_train, sizes):
    cnn = TextCNN(x_train.shape[1], y_train.shape[1], 20, 8, list(map(int, sizes.split(","))), 4)
    global_step = tf.Variable(0, name="global_step", trainable=False)
    optimizer = tf.keras.optimizers.SGD(0.1)

    @tf.function
    def train_step_1(input_x, input_y, dropout_keep_prob):
        input_x = tf.cast(input_x, tf.int32)
        input_y = tf.cast(input_y, tf.float32)
        dropout_keep_prob = tf.cast(dropout_keep_prob, tf.float32)
        with tf.GradientTape() as tape:
            loss_1 = cnn.loss(input_x, input_y, dropout_keep_prob)
        variables = [cnn.W] + cnn.W_list + cnn.bs + [cnn.W_1, cnn.b]
        grads_and_vars = list(zip(tape.gradient(loss_1, variables), variables))
        optimizer.apply_gradients(grads_and_vars)
        global_step.assign_add(1)
        return loss_1, grads_and_vars

    def write_train_summary(writer, values, step):
        cnn_loss, grads_and_vars = values
        with writer.as_default(step):
            tf.summary.scalar("loss", cnn_loss)
            for (g, _), v in zip(grads_and_vars, [cnn.W] + cnn.W_list + cnn.bs + [cnn.W_1, cnn.b]):
                if g is not None:
                    grad_hist_summary = tf.summary.histogram("{}/grad/hist".format(v.name.replace(':', '_')), g)
                    sparsity_summary = tf.summary.scalar("{}/grad/sparsity".format(v.name.replace(':', '_')), tf.nn.zero_fraction(g))

    writer = tf.summary.create_file_writer("runs/train")
    saver = tf.train.CheckpointManager(tf.train.Checkpoint(W=cnn.W, W_list=cnn.W_list, bs=cnn.bs, W_1=cnn.W_1, b=cnn.b, global_step=global_step, optimizer=optimizer), 'runs', max_to_keep=5, checkpoint_name='model')

    def train_step(x_batch, y_batch):
        feed_dict = {'input_x': x_batch, 'input_y': y_batch, 'dropout_keep_prob': 0.5}
        summaries = train_step_1(**feed_dict)
        step, loss, accuracy = global_step_and_loss_1_and_accuracy_1(**feed_dict)
        step, loss, accuracy = step.numpy(), loss.numpy(), accuracy.numpy()
        print("step {}, loss {:g}, acc {:g}".format(step, loss, accuracy))
        write_train_summary(writer, summaries, step)

    @tf.function
    def global_step_and_loss_1_and_accuracy_1(input_x, input_y, dropout_keep_prob):
        input_x = tf.cast(input_x, tf.int32)
        input_y = tf.cast(input_y, tf.float32)
        dropout_keep_prob = tf.cast(dropout_keep_prob, tf.float32)
        loss_1, accuracy_1 = cnn.loss_and_accuracy(input_x, input_y, dropout_keep_prob)
        return global_step.read_value(), loss_1, accuracy_1

    for k in range(4):
        train_step(x_train[k * 8:k * 8 + 8], y_train[k * 8:k * 8 + 8])
    current_step = int(global_step.numpy())
    saver.save(checkpoint_number=current_step)
    print(current_step)


def main():
    rng = np.random.RandomState(10)
    x = rng.randint(0, 20, (32, 9))
    y = np.eye(2)[rng.randint(0, 2, 32)]
    train(x, y, "2,3")


if __name__ == '__main__':
    main()
