import numpy as np
import tensorflow as tf


class Config(object):
    num_steps = 4
    hidden_size = 8
    batch_size = 3
    vocab_size = 12
    lr = 1.0


class Model(object):
    def __init__(self, is_training, config, shared=None):
        self.batch_size = self.batch_size = config.batch_size
        self.num_steps = num_steps = config.num_steps
        self.size = config.hidden_size
        self._input_data = tf.TensorSpec([self.batch_size, num_steps], tf.int32)
        self._targets = tf.TensorSpec([self.batch_size, num_steps], tf.int32)
        self.embedding = shared.embedding if shared is not None else tf.Variable(tf.keras.initializers.GlorotUniform()([config.vocab_size, self.size]), name='model/embedding')
        self.softmax_w = shared.softmax_w if shared is not None else tf.Variable(tf.keras.initializers.GlorotUniform()([self.size, config.vocab_size]), name='model/softmax_w')
        self.softmax_b = shared.softmax_b if shared is not None else tf.Variable(tf.keras.initializers.GlorotUniform()([config.vocab_size]), name='model/softmax_b')
        if is_training:
            self._lr = tf.Variable(0.0, trainable=False)
            self.tvars = [self.embedding, self.softmax_w, self.softmax_b]
            self.optimizer = tf.keras.optimizers.SGD(0.0)
        self._new_lr = tf.TensorSpec([], tf.float32, name="new_learning_rate")
        self.lr_update = tf.function(self.lr_update, input_signature=[self._new_lr])
        self._train_step = tf.function(self._train_step, input_signature=[self._input_data, self._targets])
        self.compute_cost = tf.function(self.compute_cost, input_signature=[self._input_data, self._targets])

    def compute__cost_and_cost(self, _input_data, _targets):
        inputs = tf.nn.embedding_lookup(self.embedding, _input_data)
        output = tf.reshape(inputs, [-1, self.size])
        logits = tf.matmul(output, self.softmax_w) + self.softmax_b
        loss = tf.nn.sparse_softmax_cross_entropy_with_logits(
            logits=logits, labels=tf.reshape(_targets, [-1]))
        _cost = cost = tf.reduce_sum(loss) / self.batch_size
        return _cost, cost

    def lr_update(self, _new_lr):
        return self._lr.assign(_new_lr)

    def _train_step(self, _input_data, _targets):
        with tf.GradientTape() as tape:
            _cost, cost = self.compute__cost_and_cost(_input_data, _targets)
        grads, _ = tf.clip_by_global_norm(tape.gradient(cost, self.tvars), 5.)
        self.optimizer.learning_rate.assign(self._lr)
        self.optimizer.apply_gradients(zip(grads, self.tvars))
        return _cost

    def compute_cost(self, _input_data, _targets):
        _cost, cost = self.compute__cost_and_cost(_input_data, _targets)
        return _cost

    def assign_lr(self, lr_value):
        self.lr_update(lr_value)

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


def run_epoch(model, data, train):
    costs = 0.0
    for x, y in batches(data, model.batch_size, model.num_steps):
        if train:
            cost = model._train_step(x, y).numpy()
        else:
            cost = model.compute_cost(x, y).numpy()
        costs += cost
    return costs


config = Config()
eval_config = Config()
eval_config.batch_size = 1
eval_config.num_steps = 1
m = Model(is_training=True, config=config)
mvalid = Model(is_training=False, config=config, shared=m)
mtest = Model(is_training=False, config=eval_config, shared=m)
for i in range(3):
    m.assign_lr(0.5 ** i)
    print(run_epoch(m, data, True))
    print(run_epoch(mvalid, data, False))
print(run_epoch(mtest, data[:6], False))
