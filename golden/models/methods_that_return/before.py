import numpy as np
import tensorflow as tf


class Model(object):
    def __init__(self, config):
        self.config = config
        self.add_placeholders()
        self.logits = self.add_prediction_op()
        self.loss = self.add_loss_op(self.logits)
        self.train_op = self.add_training_op(self.loss)

    def add_placeholders(self):
        self.input_placeholder = tf.placeholder(tf.float32, shape=[None, self.config.n_features])
        self.labels_placeholder = tf.placeholder(tf.float32, shape=[None, self.config.n_classes])
        self.dropout_placeholder = tf.placeholder(tf.float32)

    def create_feed_dict(self, inputs_batch, labels_batch=None, dropout=1):
        feed_dict = {self.input_placeholder: inputs_batch, self.dropout_placeholder: dropout}
        if labels_batch is not None:
            feed_dict[self.labels_placeholder] = labels_batch
        return feed_dict

    def add_prediction_op(self):
        x = self.input_placeholder
        xavier = tf.contrib.layers.xavier_initializer()
        with tf.variable_scope("transformation"):
            b1 = tf.Variable(tf.random_uniform([self.config.hidden_size]))
            b2 = tf.Variable(tf.random_uniform([self.config.n_classes]))
            self.W = W = tf.get_variable("W", shape=[self.config.n_features, self.config.hidden_size], initializer=xavier)
            U = tf.get_variable("U", shape=[self.config.hidden_size, self.config.n_classes], initializer=xavier)
            z1 = tf.matmul(x, W) + b1
            h = tf.nn.relu(z1)
            h = tf.nn.dropout(h, self.dropout_placeholder)
            pred = tf.matmul(h, U) + b2
        return pred

    def add_loss_op(self, pred):
        loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(logits=pred, labels=self.labels_placeholder))
        loss += self.config.beta * tf.nn.l2_loss(self.W)
        return loss

    def add_training_op(self, loss):
        adam_optim = tf.train.AdamOptimizer(self.config.lr)
        return adam_optim.minimize(loss)

    def train_on_batch(self, sess, inputs_batch, labels_batch):
        feed = self.create_feed_dict(inputs_batch, labels_batch=labels_batch, dropout=self.config.dropout)
        _, loss = sess.run([self.train_op, self.loss], feed_dict=feed)
        return loss

    def predict_on_batch(self, sess, inputs_batch):
        feed = self.create_feed_dict(inputs_batch)
        return sess.run(self.logits, feed_dict=feed)

    def fit(self, sess, data):
        for epoch in range(self.config.n_epochs):
            print("Epoch {:} loss {:.5f}".format(epoch + 1, self.train_on_batch(sess, *data)))


class Config(object):
    n_features = 5
    n_classes = 3
    dropout = 0.5
    hidden_size = 7
    n_epochs = 3
    lr = 0.01
    beta = 1e-3


def main():
    config = Config()
    with tf.Graph().as_default() as graph:
        model = Model(config)
        init_op = tf.global_variables_initializer()
    graph.finalize()
    rng = np.random.RandomState(0)
    data = rng.rand(6, 5), np.eye(3)[rng.randint(0, 3, 6)]
    with tf.Session(graph=graph) as sess:
        sess.run(init_op)
        model.fit(sess, data)
        print(model.predict_on_batch(sess, data[0]).sum())


if __name__ == "__main__":
    main()
