import numpy as np
import tensorflow as tf


class Config(object):
    num_steps = 4
    hidden_size = 8
    batch_size = 3
    vocab_size = 12
    lr = 1.0


class Model(object):
    def __init__(self, is_training, config):
        self.batch_size = batch_size = config.batch_size
        self.num_steps = num_steps = config.num_steps
        size = config.hidden_size
        self._input_data = tf.placeholder(tf.int32, [batch_size, num_steps])
        self._targets = tf.placeholder(tf.int32, [batch_size, num_steps])
        embedding = tf.get_variable("embedding", [config.vocab_size, size])
        inputs = tf.nn.embedding_lookup(embedding, self._input_data)
        output = tf.reshape(inputs, [-1, size])
        softmax_w = tf.get_variable("softmax_w", [size, config.vocab_size])
        softmax_b = tf.get_variable("softmax_b", [config.vocab_size])
        logits = tf.matmul(output, softmax_w) + softmax_b
        loss = tf.nn.sparse_softmax_cross_entropy_with_logits(
            logits=logits, labels=tf.reshape(self._targets, [-1]))
        self._cost = cost = tf.reduce_sum(loss) / batch_size
        if not is_training:
            return
        self._lr = tf.Variable(0.0, trainable=False)
        tvars = tf.trainable_variables()
        grads, _ = tf.clip_by_global_norm(tf.gradients(cost, tvars), 5.)
        optimizer = tf.train.GradientDescentOptimizer(self._lr)
        self._train_op = optimizer.apply_gradients(zip(grads, tvars))
        self._new_lr = tf.placeholder(tf.float32, shape=[], name="new_learning_rate")
        self._lr_update = tf.assign(self._lr, self._new_lr)

    def assign_lr(self, session, lr_value):
        session.run(self._lr_update, feed_dict={self._new_lr: lr_value})

    @property
    def cost(self):
        return self._cost

    @property
    def train_op(self):
        return self._train_op


def batches(data, batch_size, num_steps):
    data = np.reshape(data[:batch_size * (len(data) // batch_size)], [batch_size, -1])
    for i in range((data.shape[1] - 1) // num_steps):
        yield data[:, i * num_steps:(i + 1) * num_steps], data[:, i * num_steps + 1:(i + 1) * num_steps + 1]


data = np.random.RandomState(0).randint(0, 12, 60)


def run_epoch(session, model, data, eval_op):
    costs = 0.0
    for x, y in batches(data, model.batch_size, model.num_steps):
        cost, _ = session.run([model.cost, eval_op], {model._input_data: x, model._targets: y})
        costs += cost
    return costs


config = Config()
eval_config = Config()
eval_config.batch_size = 1
eval_config.num_steps = 1
with tf.Session() as session:
    with tf.variable_scope("model", reuse=None):
        m = Model(is_training=True, config=config)
    with tf.variable_scope("model", reuse=True):
        mvalid = Model(is_training=False, config=config)
        mtest = Model(is_training=False, config=eval_config)
    tf.global_variables_initializer().run()
    for i in range(3):
        m.assign_lr(session, 0.5 ** i)
        print(run_epoch(session, m, data, m.train_op))
        print(run_epoch(session, mvalid, data, tf.no_op()))
    print(run_epoch(session, mtest, data[:6], tf.no_op()))
