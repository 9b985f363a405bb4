import numpy as np
import tensorflow as tf

HIDDEN, HEADS, LENGTH, VOCABULARY, BLOCKS = 8, 2, 4, 7, 2


class Normalize(tf.keras.layers.Layer):
    '''Applies layer normalization.'''

    def __init__(self, epsilon=1e-3):
        super().__init__()
        self.epsilon = epsilon

    def build(self, input_shape):
        params_shape = input_shape[-1:]
        self.beta = self.add_weight(shape=params_shape, initializer='zeros')
        self.gamma = self.add_weight(shape=params_shape, initializer='ones')

    def call(self, inputs):
        mean, variance = tf.nn.moments(inputs, [-1], keepdims=True)
        normalized = (inputs - mean) / ((variance + self.epsilon) ** (.5))
        outputs = self.gamma * normalized + self.beta
        return outputs


class Embedding(tf.Module):
    '''Embeds a given tensor.'''

    def __init__(self, vocab_size, num_units, zero_pad=True, scale=True):
        super().__init__()
        self.num_units = num_units
        self.zero_pad = zero_pad
        self.scale = scale
        self.lookup_table = tf.Variable(tf.keras.initializers.GlorotUniform()([vocab_size, num_units], tf.float32), name='lookup_table')

    def __call__(self, inputs):
        lookup_table = self.lookup_table
        if self.zero_pad:
            lookup_table = tf.concat((tf.zeros(shape=[1, self.num_units]), lookup_table[1:, :]), 0)
        outputs = tf.nn.embedding_lookup(lookup_table, inputs)
        if self.scale:
            outputs = outputs * (self.num_units ** 0.5)
        return outputs


class MultiheadAttention(tf.keras.layers.Layer):
    '''Applies multihead attention.'''

    def __init__(self, num_units=None, num_heads=8, is_training=True, causality=False):
        super().__init__()
        self.num_units = num_units
        self.num_heads = num_heads
        self.is_training = is_training
        self.causality = causality
        self.dropout = tf.keras.layers.Dropout(rate=0.5)
        self.ln = Normalize()

    def build(self, input_shape):
        # Set the fall back option for num_units
        if self.num_units is None:
            self.num_units = input_shape[-1]
        self.dense = tf.keras.layers.Dense(self.num_units, activation=tf.nn.relu)
        self.dense_1 = tf.keras.layers.Dense(self.num_units, activation=tf.nn.relu)
        self.dense_2 = tf.keras.layers.Dense(self.num_units, activation=tf.nn.tanh)

    def call(self, queries, keys):
        # Linear projections
        Q = self.dense(queries)
        K = self.dense_1(keys)
        V = self.dense_2(keys)

        # Split and concat
        Q_ = tf.concat(tf.split(Q, self.num_heads, axis=2), axis=0)
        K_ = tf.concat(tf.split(K, self.num_heads, axis=2), axis=0)
        V_ = tf.concat(tf.split(V, self.num_heads, axis=2), axis=0)
        outputs = tf.matmul(Q_, tf.transpose(K_, [0, 2, 1])) / (K_.get_shape().as_list()[-1] ** 0.5)

        # Key Masking
        key_masks = tf.sign(tf.reduce_sum(tf.abs(keys), axis=-1))
        key_masks = tf.tile(key_masks, [self.num_heads, 1])
        key_masks = tf.tile(tf.expand_dims(key_masks, 1), [1, tf.shape(queries)[1], 1])
        paddings = tf.ones_like(outputs) * (-2 ** 32 + 1)
        outputs = tf.where(tf.equal(key_masks, 0), paddings, outputs)
        if self.causality:
            diag_vals = tf.ones_like(outputs[0, :, :])
            tril = tf.linalg.LinearOperatorLowerTriangular(diag_vals).to_dense()
            masks = tf.tile(tf.expand_dims(tril, 0), [tf.shape(outputs)[0], 1, 1])
            outputs = tf.where(tf.equal(masks, 0), paddings, outputs)
        outputs = tf.nn.softmax(outputs)
        outputs = self.dropout(outputs, training=self.is_training)
        outputs = tf.concat(tf.split(tf.matmul(outputs, V_), self.num_heads, axis=0), axis=2)

        # Residual connection
        outputs += queries
        outputs = self.ln(outputs)
        return outputs


class Feedforward(tf.keras.layers.Layer):
    '''Point-wise feed forward net.'''

    def __init__(self, num_units=[32, 8]):
        super().__init__()
        self.conv1d = tf.keras.layers.Conv1D(filters=num_units[0],
                                   kernel_size=1,
                                   activation=tf.nn.relu,
                                   use_bias=True)
        self.conv1d_1 = tf.keras.layers.Conv1D(filters=num_units[1],
                                   kernel_size=1,
                                   activation=None,
                                   use_bias=True)
        self.ln = Normalize()

    def call(self, inputs):
        outputs = self.conv1d(inputs)
        outputs = self.conv1d_1(outputs)
        outputs += inputs
        outputs = self.ln(outputs)
        return outputs


class Graph():
    def __init__(self, is_training=True):
        self.is_training = is_training
        self.x = tf.TensorSpec((None, LENGTH), tf.int32)
        self.y = tf.TensorSpec((None, LENGTH), tf.int32)
        self.enc_embed = Embedding(VOCABULARY, HIDDEN, zero_pad=False)
        self.dec_embed = Embedding(VOCABULARY, HIDDEN)
        self.multihead_attentions = [MultiheadAttention(num_units=HIDDEN, num_heads=HEADS, is_training=self.is_training, causality=True) for i in range(BLOCKS)]
        self.multihead_attentions_1 = [MultiheadAttention(num_units=HIDDEN, num_heads=HEADS, is_training=self.is_training) for i in range(BLOCKS)]
        self.feedforwards = [Feedforward(num_units=[4 * HIDDEN, HIDDEN]) for i in range(BLOCKS)]
        self.dense = tf.keras.layers.Dense(VOCABULARY)
        if is_training:
            self.global_step = tf.Variable(0, name='global_step', trainable=False)
            self.optimizer = tf.keras.optimizers.SGD(0.05)
        self.train_step = tf.function(self.train_step, input_signature=[self.x, self.y])
        self.preds = tf.function(self.preds, input_signature=[self.x, self.y])

    def compute_logits(self, x, y):
        enc = self.enc_embed(x)
        dec = self.dec_embed(y)
        for i, multihead_attention, multihead_attention_1, feedforward in zip(range(BLOCKS), self.multihead_attentions, self.multihead_attentions_1, self.feedforwards):
            with tf.name_scope("num_blocks_{}".format(i)):
                ## Multihead Attention (self-attention)
                dec = multihead_attention(queries=dec, keys=dec)
                ## Multihead Attention (vanilla attention)
                dec = multihead_attention_1(queries=dec, keys=enc)
                dec = feedforward(dec)
        return self.dense(dec)

    def train_step(self, x, y):
        with tf.GradientTape() as tape:
            logits = self.compute_logits(x, y)
            istarget = tf.cast(tf.not_equal(y, 0), tf.float32)
            loss = tf.nn.softmax_cross_entropy_with_logits(logits=logits,
                                                                labels=tf.one_hot(y, depth=VOCABULARY))
            mean_loss = tf.reduce_sum(loss * istarget) / (tf.reduce_sum(istarget))
        variables = [
            *self.enc_embed.trainable_variables,
            *self.dec_embed.trainable_variables,
            *[v for layer in self.multihead_attentions for v in layer.trainable_variables],
            *[v for layer in self.multihead_attentions_1 for v in layer.trainable_variables],
            *[v for layer in self.feedforwards for v in layer.trainable_variables],
            *self.dense.trainable_variables,
        ]
        self.optimizer.apply_gradients(zip(tape.gradient(mean_loss, variables), variables))
        self.global_step.assign_add(1)
        return mean_loss

    def preds(self, x, y):
        logits = self.compute_logits(x, y)
        return tf.cast(tf.argmax(logits, axis=-1), tf.int32)


X = np.array([[1, 5, 2, 3], [4, 6, 1, 2], [2, 2, 6, 5]])
Y = X[:, ::-1]
g = Graph()
for step in range(3):
    l = g.train_step(X, Y).numpy()
    print(step, l)
print(g.global_step.numpy(), g.preds(X, Y).numpy().shape)
