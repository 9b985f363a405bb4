import numpy as np
import tensorflow as tf


class Model(object):
    def __init__(self, config):
        self.config = config
        self.add_placeholders()
        self.add_prediction_op()
        self.add_training_op()
        self.logits = tf.function(self.logits, input_signature=[self.input_placeholder, self.dropout_placeholder])
        self.train_step = tf.function(self.train_step, input_signature=[self.input_placeholder, self.labels_placeholder, self.dropout_placeholder])

    def logits(self, input_placeholder, dropout_placeholder):
        z1 = tf.matmul(input_placeholder, self.W) + self.b1
        h = tf.nn.relu(z1)
        h = tf.nn.dropout(h, rate=1 - dropout_placeholder)
        return tf.matmul(h, self.U) + self.b2

    def train_step(self, input_placeholder, labels_placeholder, dropout_placeholder):
        with tf.GradientTape() as tape:
            logits = self.logits(input_placeholder, dropout_placeholder)
            loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(logits=logits, labels=labels_placeholder))
            loss += self.config.beta * tf.nn.l2_loss(self.W)
        variables = [self.b1, self.b2, self.W, self.U]
        self.adam_optim.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss

    def add_placeholders(self):
        self.input_placeholder = tf.TensorSpec([None, self.config.n_features], tf.float32)
        self.labels_placeholder = tf.TensorSpec([None, self.config.n_classes], tf.float32)
        self.dropout_placeholder = tf.TensorSpec([], tf.float32)

    def create_feed_dict(self, inputs_batch, labels_batch=None, dropout=1):
        feed_dict = {'input_placeholder': inputs_batch, 'dropout_placeholder': dropout}
        if labels_batch is not None:
            feed_dict['labels_placeholder'] = labels_batch
        return feed_dict

    def add_prediction_op(self):
        xavier = tf.keras.initializers.GlorotUniform()
        self.b1 = tf.Variable(tf.random.uniform([self.config.hidden_size]))
        self.b2 = tf.Variable(tf.random.uniform([self.config.n_classes]))
        self.W = self.W = tf.Variable(tf.keras.initializers.GlorotUniform()([self.config.n_features, self.config.hidden_size]), name='transformation/W')
        self.U = tf.Variable(tf.keras.initializers.GlorotUniform()([self.config.hidden_size, self.config.n_classes]), name='transformation/U')

    def add_training_op(self):
        self.adam_optim = tf.keras.optimizers.Adam(self.config.lr, beta_2=0.9990000129, epsilon=1e-8)

    def train_on_batch(self, inputs_batch, labels_batch):
        feed = self.create_feed_dict(inputs_batch, labels_batch=labels_batch, dropout=self.config.dropout)
        loss = self.train_step(**feed).numpy()
        return loss

    def predict_on_batch(self, inputs_batch):
        feed = self.create_feed_dict(inputs_batch)
        return self.logits(**feed).numpy()

    def fit(self, data):
        for epoch in range(self.config.n_epochs):
            print("Epoch {:} loss {:.5f}".format(epoch + 1, self.train_on_batch(*data)))


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
    model = Model(config)
    rng = np.random.RandomState(0)
    data = rng.rand(6, 5), np.eye(3)[rng.randint(0, 3, 6)]
    model.fit(data)
    print(model.predict_on_batch(data[0]).sum())


if __name__ == "__main__":
    main()
