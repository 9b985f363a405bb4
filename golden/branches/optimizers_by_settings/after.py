import argparse
import sys
import numpy as np
import tensorflow as tf

parser = argparse.ArgumentParser()
parser.add_argument('--lr', type=float, default=0.1)
parser.add_argument('--layers', default='[4, 3]')
parser.add_argument('--learner', default='adam')


class Model(object):
    def __init__(self, num_users, args):
        self.num_users = num_users
        self.layers = eval(args.layers)
        self.lr = args.lr
        self.learner = args.learner
        self.build_graph()

    def _create_placeholders(self):
        self.user = tf.TensorSpec([None, 1], tf.int32)
        self.label = tf.TensorSpec([None, 1], tf.float32)

    def _create_variables(self):
        self.table = tf.Variable(tf.random.truncated_normal([self.num_users, self.layers[0]], stddev=0.5))
        self.h = tf.Variable(tf.random.uniform([self.layers[0], 1]))

    def _create_inference(self):
        pass

    def _create_optimizer(self):
        if self.learner.lower() == 'adagrad':
            self.optimizer = tf.keras.optimizers.Adagrad(self.lr, initial_accumulator_value=1e-8, epsilon=0.0)
        elif self.learner.lower() == 'adam':
            self.optimizer = tf.keras.optimizers.Adam(self.lr, beta_2=0.9990000129, epsilon=1e-8)
        elif self.learner.lower() == 'sgd':
            self.optimizer = tf.keras.optimizers.SGD(self.lr)
        else:
            print('unknown learner', self.learner)
            sys.exit(1)

    def build_graph(self):
        self._create_placeholders()
        self._create_variables()
        self._create_inference()
        self._create_optimizer()
        self.output = tf.function(self.output, input_signature=[self.user])
        self.train_step = tf.function(self.train_step, input_signature=[self.user, self.label])

    def output(self, user):
        rows = tf.reduce_sum(tf.nn.embedding_lookup(self.table, user), 1)
        return tf.matmul(rows, self.h)

    def train_step(self, user, label):
        with tf.GradientTape() as tape:
            output = self.output(user)
            loss = tf.reduce_mean(tf.square(output - label))
        variables = [self.table, self.h]
        gradients = [tf.convert_to_tensor(g) for g in tape.gradient(loss, variables)]
        self.optimizer.apply_gradients(zip(gradients, variables))
        return loss


model = Model(5, parser.parse_args())
users = np.array([[0], [3], [3], [1]])
labels = np.array([[1.], [0.], [0.5], [-1.]])
for i in range(6):
    feed_dict = {'user': users, 'label': labels}
    loss = model.train_step(**feed_dict).numpy()
    print(i, loss)
feed_dict = {'user': users}
print(model.output(**feed_dict).numpy())
