import numpy as np
import tensorflow as tf


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

    def add_placeholders(self):
        self.word_ids = tf.placeholder(tf.int32, shape=[None, None], name="word_ids")
        self.labels = tf.placeholder(tf.int32, shape=[None, None], name="labels")
        self.sequence_lengths = tf.placeholder(tf.int32, shape=[None], name="sequence_lengths")
        self.dropout_pl = tf.placeholder(dtype=tf.float32, shape=[], name="dropout")
        self.lr_pl = tf.placeholder(dtype=tf.float32, shape=[], name="lr")

    def lookup_layer_op(self):
        with tf.variable_scope("words"):
            _word_embeddings = tf.Variable(self.embeddings, dtype=tf.float32, trainable=self.update_embedding,
                                           name="_word_embeddings")
            word_embeddings = tf.nn.embedding_lookup(params=_word_embeddings, ids=self.word_ids, name="word_embeddings")
        self.word_embeddings = tf.nn.dropout(word_embeddings, self.dropout_pl)

    def biLSTM_layer_op(self):
        with tf.variable_scope("bi-lstm"):
            cell_fw = tf.contrib.rnn.LSTMCell(self.hidden_dim)
            cell_bw = tf.contrib.rnn.LSTMCell(self.hidden_dim)
            (output_fw_seq, output_bw_seq), _ = tf.nn.bidirectional_dynamic_rnn(
                cell_fw=cell_fw, cell_bw=cell_bw, inputs=self.word_embeddings, sequence_length=self.sequence_lengths,
                dtype=tf.float32)
            output = tf.concat([output_fw_seq, output_bw_seq], axis=-1)
            output = tf.nn.dropout(output, self.dropout_pl)

        with tf.variable_scope("proj"):
            W = tf.get_variable(name="W", shape=[2 * self.hidden_dim, self.num_tags],
                                initializer=tf.contrib.layers.xavier_initializer(), dtype=tf.float32)
            b = tf.get_variable(name="b", shape=[self.num_tags], initializer=tf.zeros_initializer(), dtype=tf.float32)
            s = tf.shape(output)
            output = tf.reshape(output, [-1, 2 * self.hidden_dim])
            pred = tf.matmul(output, W) + b
            self.logits = tf.reshape(pred, [-1, s[1], self.num_tags])

    def loss_op(self):
        log_likelihood, self.transition_params = tf.contrib.crf.crf_log_likelihood(
            inputs=self.logits, tag_indices=self.labels, sequence_lengths=self.sequence_lengths)
        self.loss = -tf.reduce_mean(log_likelihood)
        self.tags, self.scores = tf.contrib.crf.crf_decode(self.logits, self.transition_params, self.sequence_lengths)

    def trainstep_op(self):
        with tf.variable_scope("train_step"):
            self.global_step = tf.Variable(0, name="global_step", trainable=False)
            if self.optimizer == 'Adam':
                optim = tf.train.AdamOptimizer(learning_rate=self.lr_pl)
            elif self.optimizer == 'RMSProp':
                optim = tf.train.RMSPropOptimizer(learning_rate=self.lr_pl)
            else:
                optim = tf.train.GradientDescentOptimizer(learning_rate=self.lr_pl)
            grads_and_vars = optim.compute_gradients(self.loss)
            grads_and_vars_clip = [[tf.clip_by_value(g, -self.clip_grad, self.clip_grad), v] for g, v in grads_and_vars]
            self.train_op = optim.apply_gradients(grads_and_vars_clip, global_step=self.global_step)

    def init_op(self):
        self.init_op = tf.global_variables_initializer()

    def train(self, train):
        with tf.Session() as sess:
            sess.run(self.init_op)
            for epoch in range(3):
                self.run_one_epoch(sess, train, epoch)
            print(self.predict_one_batch(sess, train[0]))
            feed_dict = self.get_feed_dict(train[1][0], train[1][1], dropout=1.0)
            print(sess.run([self.tags, self.scores], feed_dict=feed_dict))

    def get_feed_dict(self, seqs, seq_lens, labels=None, lr=None, dropout=None):
        feed_dict = {self.word_ids: seqs, self.sequence_lengths: seq_lens}
        if labels is not None:
            feed_dict[self.labels] = labels
        if lr is not None:
            feed_dict[self.lr_pl] = lr
        if dropout is not None:
            feed_dict[self.dropout_pl] = dropout
        return feed_dict

    def run_one_epoch(self, sess, train, epoch):
        for step, (seqs, lens, labels) in enumerate(train):
            feed_dict = self.get_feed_dict(seqs, lens, labels, self.lr, 1.0)
            _, loss_train, step_num_ = sess.run([self.train_op, self.loss, self.global_step], feed_dict=feed_dict)
            print('epoch %d step %d loss %.5f' % (epoch, step_num_, loss_train))

    def predict_one_batch(self, sess, batch):
        seqs, seq_len_list, _ = batch
        feed_dict = self.get_feed_dict(seqs, seq_len_list, dropout=1.0)
        logits, transition_params = sess.run([self.logits, self.transition_params], feed_dict=feed_dict)
        label_list = []
        for logit, seq_len in zip(logits, seq_len_list):
            viterbi_seq, _ = tf.contrib.crf.viterbi_decode(logit[:seq_len], transition_params)
            label_list.append(viterbi_seq)
        return label_list


rng = np.random.RandomState(0)
data = [(rng.randint(0, 20, (4, 5)), rng.randint(2, 6, 4), rng.randint(0, 3, (4, 5))) for _ in range(2)]
args = {'batch_size': 4, 'hidden_dim': 6, 'CRF': True, 'optimizer': 'Adam', 'lr': 0.01}
model = BiLSTM_CRF(args, np.float32(rng.uniform(-0.25, 0.25, (20, 5))), {'O': 0, 'B': 1, 'I': 2}, None)
model.build_graph()
model.train(data)
