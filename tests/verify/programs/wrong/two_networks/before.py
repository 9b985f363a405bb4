import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
with tf.variable_scope('actor'):
    actor_w = tf.get_variable('w', initializer=tf.ones([2, 2]))
with tf.variable_scope('critic'):
    critic_w = tf.get_variable('w', initializer=tf.ones([2, 1]))
action = tf.nn.tanh(tf.matmul(x, actor_w))
value = tf.matmul(action, critic_w)
global_step = tf.Variable(0, trainable=False, name='global_step')
critic_loss = tf.reduce_mean(tf.square(value - 1.0))
actor_loss = -tf.reduce_mean(value)
train_critic = tf.train.GradientDescentOptimizer(0.1).minimize(critic_loss, global_step=global_step, var_list=[critic_w])
train_actor = tf.train.GradientDescentOptimizer(0.01).minimize(actor_loss, var_list=[actor_w])

data = np.random.RandomState(0).rand(5, 2)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(4):
        _, loss = sess.run([train_critic, critic_loss], {x: data})
        sess.run(train_actor, {x: data})
        print(step, loss, sess.run(global_step))
    print(sess.run(action, {x: data[:1]}))
