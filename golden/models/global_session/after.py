import numpy as np
import tensorflow as tf

state = tf.TensorSpec([None, 2], tf.float32, name='s')
action = tf.TensorSpec([None, 1], tf.float32, name='a')


class BuildCritic(tf.keras.layers.Layer):
    def __init__(self, trainable):
        super().__init__()
        self.w_s = self.add_weight(shape=[2, 4], trainable=trainable, name='w_s')
        self.w_a = self.add_weight(shape=[1, 4], trainable=trainable, name='w_a')
        self.dense = tf.keras.layers.Dense(1, trainable=trainable)

    def call(self, s, a):
        net = tf.nn.relu(tf.matmul(s, self.w_s) + tf.matmul(a, self.w_a))
        return self.dense(net)


build_critic = BuildCritic(True)


@tf.function(input_signature=[state, action])
def q(state, action):
    return build_critic(state, action)


q.get_concrete_function()  # builds the layers
build_critic_1 = BuildCritic(False)


@tf.function
def soft_replace():
    e_params = build_critic.variables
    t_params = build_critic_1.variables
    return [t.assign(0.9 * t + 0.1 * e) for t, e in zip(t_params, e_params)]


optimizer = tf.keras.optimizers.Adam(0.01, beta_2=0.9990000129, epsilon=1e-8)


@tf.function(input_signature=[state, action])
def ctrain(state, action):
    with tf.GradientTape() as tape:
        q = build_critic(state, action)
        q_ = build_critic_1(state, action)
        td_error = tf.reduce_mean(tf.square(q - (tf.stop_gradient(q_) + 1.)))
    e_params = build_critic.variables
    optimizer.apply_gradients(zip(tape.gradient(td_error, e_params), e_params))


ctrain.get_concrete_function()  # builds the layers


def learn(bs, ba):
    soft_replace()
    ctrain(bs, ba)


def value(s):
    s = s[np.newaxis, :]
    return q(s, [[0.5]]).numpy()[0, 0]

for i in range(4):
    learn(np.random.rand(3, 2), np.random.rand(3, 1))
    print('%.6f' % value(np.array([0.2, 0.8])))
print(len(build_critic.trainable_variables))
