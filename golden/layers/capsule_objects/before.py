import numpy as np
import tensorflow as tf

BATCH = 4


def squash(vector):
    norm = tf.reduce_sum(tf.square(vector), -2, keepdims=True)
    return norm / (1 + norm) / tf.sqrt(norm + 1e-9) * vector


def routing(input, num_outputs=10, num_dims=16):
    input_shape = input.get_shape().as_list()
    W = tf.get_variable('Weight', shape=[1, input_shape[1], num_dims * num_outputs] + input_shape[-2:],
                        initializer=tf.random_normal_initializer(stddev=0.1))
    input = tf.tile(input, [1, 1, num_dims * num_outputs, 1, 1])
    u_hat = tf.reduce_sum(W * input, axis=3, keepdims=True)
    u_hat = tf.reshape(u_hat, shape=[-1, input_shape[1], num_outputs, num_dims, 1])
    return squash(tf.reduce_sum(u_hat, axis=1, keepdims=True))


class CapsLayer(object):
    def __init__(self, num_outputs, vec_len, layer_type='FC'):
        self.num_outputs = num_outputs
        self.vec_len = vec_len
        self.layer_type = layer_type

    def __call__(self, input, kernel_size=None, stride=None):
        if self.layer_type == 'CONV':
            self.kernel_size = kernel_size
            self.stride = stride
            capsules = tf.contrib.layers.conv2d(input, self.num_outputs * self.vec_len,
                                                self.kernel_size, self.stride, padding="VALID")
            capsules = tf.reshape(capsules, (BATCH, -1, self.vec_len, 1))
            return squash(capsules)

        if self.layer_type == 'FC':
            self.input = tf.reshape(input, shape=(BATCH, -1, 1, input.shape[-2].value, 1))
            with tf.variable_scope('routing'):
                capsules = routing(self.input, self.num_outputs, self.vec_len)
                return tf.squeeze(capsules, axis=1)


class CapsNet(object):
    def __init__(self, num_label=3):
        self.num_label = num_label
        self.X = tf.placeholder(tf.float32, shape=(BATCH, 8, 8, 1))
        self.labels = tf.placeholder(tf.int32, shape=(BATCH,))
        self.build_arch()
        self.loss()
        self.train_op = tf.train.AdamOptimizer().minimize(self.total_loss)

    def build_arch(self):
        with tf.variable_scope('PrimaryCaps_layer'):
            primaryCaps = CapsLayer(num_outputs=2, vec_len=4, layer_type='CONV')
            caps1 = primaryCaps(self.X, kernel_size=3, stride=2)

        with tf.variable_scope('DigitCaps_layer'):
            digitCaps = CapsLayer(num_outputs=self.num_label, vec_len=5, layer_type='FC')
            self.caps2 = digitCaps(caps1)
        self.v_length = tf.sqrt(tf.reduce_sum(tf.square(self.caps2), axis=2, keepdims=True) + 1e-9)

    def loss(self):
        max_l = tf.square(tf.maximum(0., 0.9 - self.v_length))
        max_r = tf.square(tf.maximum(0., self.v_length - 0.1))
        assert max_l.get_shape() == [BATCH, self.num_label, 1, 1]

        max_l = tf.reshape(max_l, shape=(BATCH, -1))
        max_r = tf.reshape(max_r, shape=(BATCH, -1))
        T_c = tf.one_hot(self.labels, depth=self.num_label)
        L_c = T_c * max_l + 0.5 * (1 - T_c) * max_r
        self.total_loss = tf.reduce_mean(tf.reduce_sum(L_c, axis=1))


model = CapsNet()
rng = np.random.RandomState(0)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(5):
        _, loss = sess.run([model.train_op, model.total_loss],
                           {model.X: rng.rand(BATCH, 8, 8, 1), model.labels: rng.randint(0, 3, BATCH)})
        print('%d %.5f' % (step, loss))
