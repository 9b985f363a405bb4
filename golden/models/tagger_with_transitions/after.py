import numpy as np
import tensorflow as tf
import collections


LSTMStateTuple = collections.namedtuple('LSTMStateTuple', ('c', 'h'))


class LSTMCell(tf.keras.layers.Layer):
    """LSTM cell with one kernel for its gates, in the order input, candidate, forget, output."""

    def __init__(self, num_units, initializer=None, forget_bias=1.0, activation=None, **kwargs):
        super().__init__(**kwargs)
        self.num_units = self.output_size = num_units
        self.initializer = initializer
        self.forget_bias = forget_bias
        self.activation = tf.keras.activations.get(activation or tf.tanh)

    @property
    def state_size(self):
        return LSTMStateTuple(self.num_units, self.num_units)

    def zero_state(self, batch_size, dtype):
        return LSTMStateTuple(*(tf.zeros([batch_size, size], dtype) for size in self.state_size))

    def build(self, input_shape):
        initializer = self.initializer or 'glorot_uniform'
        if hasattr(initializer, 'from_config'):  # one Keras initializer repeats its values
            initializer = initializer.from_config(initializer.get_config())
        shape = (input_shape[-1] + self.num_units, 4 * self.num_units)
        self.kernel = self.add_weight(name='kernel', shape=shape, initializer=initializer)
        self.bias = self.add_weight(name='bias', shape=(4 * self.num_units,), initializer='zeros')
        self.built = True

    def call(self, inputs, state):
        c, h = state
        gates = tf.matmul(tf.concat([inputs, h], 1), self.kernel) + self.bias
        i, j, f, o = tf.split(gates, 4, 1)
        c = c * tf.sigmoid(f + self.forget_bias) + tf.sigmoid(i) * self.activation(j)
        h = self.activation(c) * tf.sigmoid(o)
        return h, LSTMStateTuple(c, h)


def dynamic_rnn(cell, inputs, sequence_length=None, initial_state=None, time_major=False):
    """Run a cell over time; past its length a sequence gives zeros and keeps its state."""
    inputs = tf.convert_to_tensor(inputs) if time_major else tf.transpose(inputs, [1, 0, 2])
    state = cell.zero_state(tf.shape(inputs)[1], inputs.dtype) if initial_state is None else initial_state
    if not cell.built:
        cell.build(tuple(inputs.shape[1:]))
    if sequence_length is not None:
        sequence_length = tf.cast(sequence_length, tf.int32)
    steps = tf.shape(inputs)[0]
    values = tf.TensorArray(inputs.dtype, steps, element_shape=inputs.shape[1:]).unstack(inputs)
    outputs = tf.TensorArray(inputs.dtype, steps, element_shape=[inputs.shape[1], cell.output_size])

    def step(t, state, outputs):
        output, new_state = cell(values.read(t), state)
        if sequence_length is not None:
            live = (t < sequence_length)[:, None]
            output = tf.where(live, output, tf.zeros_like(output))
            new_state = tf.nest.map_structure(lambda new, old: tf.where(live, new, old), new_state, state)
        return t + 1, new_state, outputs.write(t, output)

    _, state, outputs = tf.while_loop(lambda t, *_: t < steps, step, (0, state, outputs))
    outputs = tf.ensure_shape(outputs.stack(), [*inputs.shape[:2], cell.output_size])
    return outputs if time_major else tf.transpose(outputs, [1, 0, 2]), state


def bidirectional_dynamic_rnn(cell_fw, cell_bw, inputs, sequence_length=None, initial_state_fw=None,
                              initial_state_bw=None, time_major=False):
    """Run one cell forward and another backward over time."""
    time, batch = (0, 1) if time_major else (1, 0)

    def backward(values):
        if sequence_length is None:
            return tf.reverse(values, [time])
        return tf.reverse_sequence(values, sequence_length, seq_axis=time, batch_axis=batch)

    forth, state_fw = dynamic_rnn(cell_fw, inputs, sequence_length, initial_state_fw, time_major)
    back, state_bw = dynamic_rnn(cell_bw, backward(inputs), sequence_length, initial_state_bw, time_major)
    return (forth, backward(back)), (state_fw, state_bw)


def crf_sequence_score(inputs, tag_indices, sequence_lengths, transition_params):
    """The scores of sequences of tags."""
    mask = tf.sequence_mask(sequence_lengths, maxlen=tf.shape(tag_indices)[1], dtype=tf.float32)
    tags = tf.one_hot(tag_indices, tf.shape(inputs)[2])
    unary = tf.reduce_sum(tf.reduce_sum(inputs * tags, 2) * mask, 1)
    moves = tf.stack([tag_indices[:, :-1], tag_indices[:, 1:]], 2)
    return unary + tf.reduce_sum(tf.gather_nd(transition_params, moves) * mask[:, 1:], 1)


def crf_log_norm(inputs, sequence_lengths, transition_params):
    """The logarithms of the sums over all sequences of tags."""
    steps = tf.transpose(inputs, [1, 0, 2])
    lengths = tf.cast(sequence_lengths, tf.int32)

    def forward(alphas, item):
        step, unary = item
        new = unary + tf.reduce_logsumexp(tf.expand_dims(alphas, 2) + tf.expand_dims(transition_params, 0), [1])
        return tf.where((step < lengths)[:, tf.newaxis], new, alphas)

    alphas = tf.foldl(forward, (tf.range(1, tf.shape(steps)[0]), steps[1:]), initializer=steps[0])
    log_norm = tf.reduce_logsumexp(alphas, [1])
    return tf.where(lengths <= 0, tf.zeros_like(log_norm), log_norm)


def crf_log_likelihood(inputs, tag_indices, sequence_lengths, transition_params):
    """The logarithms of the likelihoods of sequences of tags, and the transition parameters."""
    scores = crf_sequence_score(inputs, tag_indices, sequence_lengths, transition_params)
    return scores - crf_log_norm(inputs, sequence_lengths, transition_params), transition_params


def crf_decode(potentials, transition_params, sequence_length):
    """The sequences of tags of the highest scores, and these."""
    steps = tf.transpose(potentials, [1, 0, 2])
    lengths = tf.maximum(tf.cast(sequence_length, tf.int32), 1)
    stay = tf.zeros_like(steps[0], dtype=tf.int32) + tf.range(tf.shape(steps)[2])

    def forward(carry, item):
        step, unary = item
        paths = tf.expand_dims(carry[0], 2) + tf.expand_dims(transition_params, 0)
        active = (step < lengths)[:, tf.newaxis]
        pointers = tf.argmax(paths, 1, output_type=tf.int32)
        return tf.where(active, unary + tf.reduce_max(paths, 1), carry[0]), tf.where(active, pointers, stay)

    def follow(tag, pointer):
        return tf.reduce_sum(tf.one_hot(tag, tf.shape(pointer)[1], dtype=tf.int32) * pointer, 1)

    scores, pointers = tf.scan(forward, (tf.range(1, tf.shape(steps)[0]), steps[1:]), (steps[0], stay))
    last_score = tf.concat([[steps[0]], scores], 0)[-1]
    last_tag = tf.argmax(last_score, 1, output_type=tf.int32)
    tags = tf.concat([tf.scan(follow, pointers, last_tag, reverse=True), [last_tag]], 0)
    mask = tf.sequence_mask(lengths, tf.shape(potentials)[1], dtype=tf.int32)
    return tf.transpose(tags) * mask, tf.reduce_max(last_score, 1)


class RMSprop(tf.keras.optimizers.RMSprop):
    """RMSprop whose mean square starts at one."""

    def build(self, var_list):
        built = getattr(self, '_built', False) or getattr(self, 'built', False)
        with tf.init_scope():
            super().build(var_list)
            if not built:
                for velocity in self._velocities:
                    velocity.assign(tf.ones_like(velocity))


def viterbi_decode(score, transition_params):
    """The sequence of tags of the highest score, and this."""
    trellis = np.zeros_like(score)
    backpointers = np.zeros_like(score, dtype=np.int32)
    trellis[0] = score[0]
    for t in range(1, score.shape[0]):
        v = np.expand_dims(trellis[t - 1], 1) + transition_params
        trellis[t] = score[t] + np.max(v, 0)
        backpointers[t] = np.argmax(v, 0)
    viterbi = [np.argmax(trellis[-1])]
    for pointer in reversed(backpointers[1:]):
        viterbi.append(pointer[viterbi[-1]])
    viterbi.reverse()
    return viterbi, np.max(trellis[-1])


class BiLSTM_CRF(object):
    def __init__(self, args, embeddings, tag2label, vocab):
        self.batch_size = args['batch_size']
        self.hidden_dim = args['hidden_dim']
        self.embeddings = embeddings
        self.CRF = args['CRF']
        self.update_embedding = True
        self.optimizer = args['optimizer']
        self.lr = args['lr']
        self.clip_grad = 5.0
        self.num_tags = len(tag2label)
        self.vocab = vocab

    def build_graph(self):
        self.add_placeholders()
        self.lookup_layer_op()
        self.biLSTM_layer_op()
        self.loss_op()
        self.trainstep_op()
        self.init_op()
        self.train_step = tf.function(self.train_step, input_signature=[self.word_ids, self.labels, self.sequence_lengths, self.dropout_pl, self.lr_pl])
        self.logits_and_self_transition_params = tf.function(self.logits_and_self_transition_params, input_signature=[self.word_ids, self.sequence_lengths, self.dropout_pl])
        self.tags_and_scores = tf.function(self.tags_and_scores, input_signature=[self.word_ids, self.sequence_lengths, self.dropout_pl])

    def compute_logits(self, word_ids, sequence_lengths, dropout_pl):
        lookup_layer_op_word_embeddings = tf.nn.embedding_lookup(params=self._word_embeddings, ids=word_ids, name="word_embeddings")
        word_embeddings = tf.nn.dropout(lookup_layer_op_word_embeddings, rate=1 - dropout_pl)
        (output_fw_seq, output_bw_seq), _ = bidirectional_dynamic_rnn(
            cell_fw=self.cell_fw, cell_bw=self.cell_bw, inputs=word_embeddings, sequence_length=sequence_lengths)
        output = tf.concat([output_fw_seq, output_bw_seq], axis=-1)
        output = tf.nn.dropout(output, rate=1 - dropout_pl)
        s = tf.shape(output)
        output = tf.reshape(output, [-1, 2 * self.hidden_dim])
        pred = tf.matmul(output, self.W) + self.b
        return tf.reshape(pred, [-1, s[1], self.num_tags])

    def train_step(self, word_ids, labels, sequence_lengths, dropout_pl, lr_pl):
        with tf.GradientTape() as tape:
            logits = self.compute_logits(word_ids, sequence_lengths, dropout_pl)
            log_likelihood, _ = crf_log_likelihood(
                inputs=logits, tag_indices=labels, sequence_lengths=sequence_lengths, transition_params=self.transition_params)
            loss = -tf.reduce_mean(log_likelihood)
        variables = [self._word_embeddings] + self.cell_fw.trainable_variables + self.cell_bw.trainable_variables + [self.W, self.b, self.transition_params]
        grads_and_vars = list(zip(tape.gradient(loss, variables), variables))
        grads_and_vars_clip = [[tf.clip_by_value(g, -self.clip_grad, self.clip_grad), v] for g, v in grads_and_vars]
        self.optim.learning_rate.assign(lr_pl)
        self.optim.apply_gradients([(tf.convert_to_tensor(g), v) for g, v in grads_and_vars_clip if g is not None])
        self.global_step.assign_add(1)
        return loss, self.global_step.read_value()

    def logits_and_self_transition_params(self, word_ids, sequence_lengths, dropout_pl):
        logits = self.compute_logits(word_ids, sequence_lengths, dropout_pl)
        return logits, self.transition_params.read_value()

    def tags_and_scores(self, word_ids, sequence_lengths, dropout_pl):
        logits = self.compute_logits(word_ids, sequence_lengths, dropout_pl)
        tags, scores = crf_decode(logits, self.transition_params, sequence_lengths)
        return tags, scores

    def add_placeholders(self):
        self.word_ids = tf.TensorSpec([None, None], tf.int32, name="word_ids")
        self.labels = tf.TensorSpec([None, None], tf.int32, name="labels")
        self.sequence_lengths = tf.TensorSpec([None], tf.int32, name="sequence_lengths")
        self.dropout_pl = tf.TensorSpec([], tf.float32, name="dropout")
        self.lr_pl = tf.TensorSpec([], tf.float32, name="lr")

    def lookup_layer_op(self):
        self._word_embeddings = tf.Variable(self.embeddings, dtype=tf.float32, trainable=self.update_embedding,
                                       name="_word_embeddings")

    def biLSTM_layer_op(self):
        self.cell_fw = LSTMCell(self.hidden_dim)
        self.cell_bw = LSTMCell(self.hidden_dim)

        self.W = tf.Variable(tf.keras.initializers.GlorotUniform()([2 * self.hidden_dim, self.num_tags], tf.float32), name='proj/W')
        self.b = tf.Variable(tf.zeros_initializer()([self.num_tags], tf.float32), name='proj/b')

    def loss_op(self):
        self.transition_params = tf.Variable(tf.keras.initializers.GlorotUniform()([self.num_tags, self.num_tags]), name='transitions')

    def trainstep_op(self):
        self.global_step = tf.Variable(0, name="global_step", trainable=False)
        if self.optimizer == 'Adam':
            self.optim = tf.keras.optimizers.Adam(learning_rate=0.0, beta_2=0.9990000129, epsilon=1e-8)
        elif self.optimizer == 'RMSProp':
            self.optim = RMSprop(learning_rate=0.0, epsilon=1e-10)
        else:
            self.optim = tf.keras.optimizers.SGD(learning_rate=0.0)

    def init_op(self):
        pass

    def train(self, train):
        for epoch in range(3):
            self.run_one_epoch(train, epoch)
        print(self.predict_one_batch(train[0]))
        feed_dict = self.get_feed_dict(train[1][0], train[1][1], dropout=1.0)
        print([value.numpy() for value in self.tags_and_scores(**feed_dict)])

    def get_feed_dict(self, seqs, seq_lens, labels=None, lr=None, dropout=None):
        feed_dict = {'word_ids': seqs, 'sequence_lengths': seq_lens}
        if labels is not None:
            feed_dict['labels'] = labels
        if lr is not None:
            feed_dict['lr_pl'] = lr
        if dropout is not None:
            feed_dict['dropout_pl'] = dropout
        return feed_dict

    def run_one_epoch(self, train, epoch):
        for step, (seqs, lens, labels) in enumerate(train):
            feed_dict = self.get_feed_dict(seqs, lens, labels, self.lr, 1.0)
            loss_train, step_num_ = self.train_step(**feed_dict)
            loss_train, step_num_ = loss_train.numpy(), step_num_.numpy()
            print('epoch %d step %d loss %.5f' % (epoch, step_num_, loss_train))

    def predict_one_batch(self, batch):
        seqs, seq_len_list, _ = batch
        feed_dict = self.get_feed_dict(seqs, seq_len_list, dropout=1.0)
        logits, transition_params = self.logits_and_self_transition_params(**feed_dict)
        logits, transition_params = logits.numpy(), transition_params.numpy()
        label_list = []
        for logit, seq_len in zip(logits, seq_len_list):
            viterbi_seq, _ = viterbi_decode(logit[:seq_len], transition_params)
            label_list.append(viterbi_seq)
        return label_list


rng = np.random.RandomState(0)
data = [(rng.randint(0, 20, (4, 5)), rng.randint(2, 6, 4), rng.randint(0, 3, (4, 5))) for _ in range(2)]
args = {'batch_size': 4, 'hidden_dim': 6, 'CRF': True, 'optimizer': 'Adam', 'lr': 0.01}
model = BiLSTM_CRF(args, np.float32(rng.uniform(-0.25, 0.25, (20, 5))), {'O': 0, 'B': 1, 'I': 2}, None)
model.build_graph()
model.train(data)
