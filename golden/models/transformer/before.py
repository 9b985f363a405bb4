import numpy as np
import tensorflow as tf

HIDDEN, HEADS, LENGTH, VOCABULARY, BLOCKS = 8, 2, 4, 7, 2


def normalize(inputs, epsilon=1e-3, scope="ln", reuse=None):
    '''Applies layer normalization.'''
    with tf.variable_scope(scope, reuse=reuse):
        params_shape = inputs.get_shape()[-1:]
        mean, variance = tf.nn.moments(inputs, [-1], keep_dims=True)
        beta = tf.Variable(tf.zeros(params_shape))
        gamma = tf.Variable(tf.ones(params_shape))
        normalized = (inputs - mean) / ((variance + epsilon) ** (.5))
        outputs = gamma * normalized + beta
    return outputs


def embedding(inputs, vocab_size, num_units, zero_pad=True, scale=True, scope="embedding", reuse=None):
    '''Embeds a given tensor.'''
    with tf.variable_scope(scope, reuse=reuse):
        lookup_table = tf.get_variable('lookup_table', dtype=tf.float32, shape=[vocab_size, num_units],
                                       initializer=tf.contrib.layers.xavier_initializer())
        if zero_pad:
            lookup_table = tf.concat((tf.zeros(shape=[1, num_units]), lookup_table[1:, :]), 0)
        outputs = tf.nn.embedding_lookup(lookup_table, inputs)
        if scale:
            outputs = outputs * (num_units ** 0.5)
    return outputs


def multihead_attention(queries, keys, num_units=None, num_heads=8, is_training=True, causality=False,
                        scope="multihead_attention", reuse=None):
    '''Applies multihead attention.'''
    with tf.variable_scope(scope, reuse=reuse):
        # Set the fall back option for num_units
        if num_units is None:
            num_units = queries.get_shape().as_list()[-1]

        # Linear projections
        Q = tf.layers.dense(queries, num_units, activation=tf.nn.relu)
        K = tf.layers.dense(keys, num_units, activation=tf.nn.relu)
        V = tf.layers.dense(keys, num_units, activation=tf.nn.tanh)

        # Split and concat
        Q_ = tf.concat(tf.split(Q, num_heads, axis=2), axis=0)
        K_ = tf.concat(tf.split(K, num_heads, axis=2), axis=0)
        V_ = tf.concat(tf.split(V, num_heads, axis=2), axis=0)
        outputs = tf.matmul(Q_, tf.transpose(K_, [0, 2, 1])) / (K_.get_shape().as_list()[-1] ** 0.5)

        # Key Masking
        key_masks = tf.sign(tf.reduce_sum(tf.abs(keys), axis=-1))
        key_masks = tf.tile(key_masks, [num_heads, 1])
        key_masks = tf.tile(tf.expand_dims(key_masks, 1), [1, tf.shape(queries)[1], 1])
        paddings = tf.ones_like(outputs) * (-2 ** 32 + 1)
        outputs = tf.where(tf.equal(key_masks, 0), paddings, outputs)
        if causality:
            diag_vals = tf.ones_like(outputs[0, :, :])
            tril = tf.linalg.LinearOperatorLowerTriangular(diag_vals).to_dense()
            masks = tf.tile(tf.expand_dims(tril, 0), [tf.shape(outputs)[0], 1, 1])
            outputs = tf.where(tf.equal(masks, 0), paddings, outputs)
        outputs = tf.nn.softmax(outputs)
        outputs = tf.layers.dropout(outputs, rate=0.5, training=tf.convert_to_tensor(is_training))
        outputs = tf.concat(tf.split(tf.matmul(outputs, V_), num_heads, axis=0), axis=2)

        # Residual connection
        outputs += queries
        outputs = normalize(outputs)
    return outputs


def feedforward(inputs, num_units=[32, 8], scope="feedforward", reuse=None):
    '''Point-wise feed forward net.'''
    with tf.variable_scope(scope, reuse=reuse):
        params = {"inputs": inputs, "filters": num_units[0], "kernel_size": 1,
                  "activation": tf.nn.relu, "use_bias": True}
        outputs = tf.layers.conv1d(**params)
        params = {"inputs": outputs, "filters": num_units[1], "kernel_size": 1, "activation": None, "use_bias": True}
        outputs = tf.layers.conv1d(**params)
        outputs += inputs
        outputs = normalize(outputs)
    return outputs


class Graph():
    def __init__(self, is_training=True):
        self.graph = tf.Graph()
        with self.graph.as_default():
            self.x = tf.placeholder(tf.int32, shape=(None, LENGTH))
            self.y = tf.placeholder(tf.int32, shape=(None, LENGTH))
            with tf.variable_scope("encoder"):
                self.enc = embedding(self.x, VOCABULARY, HIDDEN, zero_pad=False, scope="enc_embed")
            with tf.variable_scope("decoder"):
                self.dec = embedding(self.y, VOCABULARY, HIDDEN, scope="dec_embed")
                for i in range(BLOCKS):
                    with tf.variable_scope("num_blocks_{}".format(i)):
                        ## Multihead Attention (self-attention)
                        self.dec = multihead_attention(queries=self.dec, keys=self.dec, num_units=HIDDEN,
                                                       num_heads=HEADS, is_training=is_training, causality=True,
                                                       scope="self_attention")
                        ## Multihead Attention (vanilla attention)
                        self.dec = multihead_attention(queries=self.dec, keys=self.enc, num_units=HIDDEN,
                                                       num_heads=HEADS, is_training=is_training,
                                                       scope="vanilla_attention")
                        self.dec = feedforward(self.dec, num_units=[4 * HIDDEN, HIDDEN])
            self.logits = tf.layers.dense(self.dec, VOCABULARY)
            self.preds = tf.to_int32(tf.arg_max(self.logits, dimension=-1))
            self.istarget = tf.to_float(tf.not_equal(self.y, 0))
            if is_training:
                self.loss = tf.nn.softmax_cross_entropy_with_logits(logits=self.logits,
                                                                    labels=tf.one_hot(self.y, depth=VOCABULARY))
                self.mean_loss = tf.reduce_sum(self.loss * self.istarget) / (tf.reduce_sum(self.istarget))
                self.global_step = tf.Variable(0, name='global_step', trainable=False)
                self.optimizer = tf.train.GradientDescentOptimizer(0.05)
                self.train_op = self.optimizer.minimize(self.mean_loss, global_step=self.global_step)


X = np.array([[1, 5, 2, 3], [4, 6, 1, 2], [2, 2, 6, 5]])
Y = X[:, ::-1]
g = Graph()
with g.graph.as_default():
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for step in range(3):
            _, l = sess.run([g.train_op, g.mean_loss], {g.x: X, g.y: Y})
            print(step, l)
        print(sess.run(g.global_step), sess.run(g.preds, {g.x: X, g.y: Y}).shape)
