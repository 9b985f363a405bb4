import numpy as np
import tensorflow as tf

BATCH = 4


def squash(vector):
    norm = tf.reduce_sum(tf.square(vector), -2, keepdims=True)
    return norm / (1 + norm) / tf.sqrt(norm + 1e-9) * vector


class Routing(tf.keras.layers.Layer):
    def __init__(self, num_outputs=10, num_dims=16):
        super().__init__()
        self.num_outputs = num_outputs
        self.num_dims = num_dims

    def build(self, input_shape):
        self.input_shape_ = list(input_shape)
        self.W = self.add_weight(shape=[1, self.input_shape_[1], self.num_dims * self.num_outputs] + self.input_shape_[-2:], initializer=tf.random_normal_initializer(stddev=0.1), name='Weight')

    def call(self, input):
        input = tf.tile(input, [1, 1, self.num_dims * self.num_outputs, 1, 1])
        u_hat = tf.reduce_sum(self.W * input, axis=3, keepdims=True)
        u_hat = tf.reshape(u_hat, shape=[-1, self.input_shape_[1], self.num_outputs, self.num_dims, 1])
        return squash(tf.reduce_sum(u_hat, axis=1, keepdims=True))


class CapsLayerLayer(tf.keras.layers.Layer):
    def __init__(self, layer_type, num_outputs, vec_len, kernel_size=None, stride=None):
        super().__init__()
        self.layer_type = layer_type
        self.num_outputs = num_outputs
        self.vec_len = vec_len
        if self.layer_type == 'CONV':
            self.conv2d = tf.keras.layers.Conv2D(num_outputs * vec_len,
                                                kernel_size, strides=stride, padding="valid", activation=tf.nn.relu)
        if self.layer_type == 'FC':
            self.routing = Routing(self.num_outputs, self.vec_len)

    def call(self, input):
        if self.layer_type == 'CONV':
            capsules = self.conv2d(input)
            capsules = tf.reshape(capsules, (BATCH, -1, self.vec_len, 1))
            return squash(capsules)

        if self.layer_type == 'FC':
            input_1 = tf.reshape(input, shape=(BATCH, -1, 1, input.shape[-2], 1))
            with tf.name_scope('routing'):
                capsules = self.routing(input_1)
                return tf.squeeze(capsules, axis=1)


class CapsLayer(object):
    def __init__(self, num_outputs, vec_len, layer_type='FC'):
        self.num_outputs = num_outputs
        self.vec_len = vec_len
        self.layer_type = layer_type


class CapsNet(object):
    def __init__(self, num_label=3):
        self.num_label = num_label
        self.X = tf.TensorSpec((BATCH, 8, 8, 1), tf.float32)
        self.labels = tf.TensorSpec((BATCH,), tf.int32)
        self.build_arch()
        self.loss()
        self.optimizer = tf.keras.optimizers.Adam(beta_2=0.9990000129, epsilon=1e-8)
        self.train_step = tf.function(self.train_step, input_signature=[self.X, self.labels])

    def train_step(self, X, labels):
        with tf.GradientTape() as tape:
            caps1 = self.primary_caps_layer(X)
            caps2 = self.digit_caps_layer(caps1)
            v_length = tf.sqrt(tf.reduce_sum(tf.square(caps2), axis=2, keepdims=True) + 1e-9)
            max_l = tf.square(tf.maximum(0., 0.9 - v_length))
            max_r = tf.square(tf.maximum(0., v_length - 0.1))
            assert max_l.get_shape() == [BATCH, self.num_label, 1, 1]

            max_l = tf.reshape(max_l, shape=(BATCH, -1))
            max_r = tf.reshape(max_r, shape=(BATCH, -1))
            T_c = tf.one_hot(labels, depth=self.num_label)
            L_c = T_c * max_l + 0.5 * (1 - T_c) * max_r
            total_loss = tf.reduce_mean(tf.reduce_sum(L_c, axis=1))
        variables = [
            *self.primary_caps_layer.trainable_variables,
            *self.digit_caps_layer.trainable_variables,
        ]
        self.optimizer.apply_gradients(zip(tape.gradient(total_loss, variables), variables))
        return total_loss

    def build_arch(self):
        self.primaryCaps = CapsLayer(num_outputs=2, vec_len=4, layer_type='CONV')
        self.primary_caps_layer = CapsLayerLayer(self.primaryCaps.layer_type, self.primaryCaps.num_outputs, self.primaryCaps.vec_len, kernel_size=3, stride=2)

        self.digitCaps = CapsLayer(num_outputs=self.num_label, vec_len=5, layer_type='FC')
        self.digit_caps_layer = CapsLayerLayer(self.digitCaps.layer_type, self.digitCaps.num_outputs, self.digitCaps.vec_len)

    def loss(self):
        pass


model = CapsNet()
rng = np.random.RandomState(0)
for step in range(5):
    loss = model.train_step(rng.rand(BATCH, 8, 8, 1), rng.randint(0, 3, BATCH)).numpy()
    print('%d %.5f' % (step, loss))
