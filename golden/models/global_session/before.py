import numpy as np
import tensorflow as tf

sess = tf.Session()
state = tf.placeholder(tf.float32, [None, 2], 's')
action = tf.placeholder(tf.float32, [None, 1], 'a')


def build_critic(s, a, trainable, scope):
    with tf.variable_scope(scope):
        w_s = tf.get_variable('w_s', [2, 4], trainable=trainable)
        w_a = tf.get_variable('w_a', [1, 4], trainable=trainable)
        net = tf.nn.relu(tf.matmul(s, w_s) + tf.matmul(a, w_a))
        return tf.layers.dense(net, 1, trainable=trainable)


q = build_critic(state, action, True, 'eval')
q_ = build_critic(state, action, False, 'target')
e_params = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope='eval')
t_params = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope='target')
soft_replace = [tf.assign(t, 0.9 * t + 0.1 * e) for t, e in zip(t_params, e_params)]
td_error = tf.losses.mean_squared_error(labels=tf.stop_gradient(q_) + 1., predictions=q)
ctrain = tf.train.AdamOptimizer(0.01).minimize(td_error, var_list=e_params)


def learn(bs, ba):
    sess.run(soft_replace)
    sess.run(ctrain, {state: bs, action: ba})


def value(s):
    s = s[np.newaxis, :]
    return sess.run(q, {state: s, action: [[0.5]]})[0, 0]


sess.run(tf.global_variables_initializer())
for i in range(4):
    learn(np.random.rand(3, 2), np.random.rand(3, 1))
    print('%.6f' % value(np.array([0.2, 0.8])))
print(len(tf.trainable_variables()))
