import numpy as np
import tensorflow as tf

obs_ph = tf.placeholder(shape=(None, 3), dtype=tf.float32)
act_ph = tf.placeholder(shape=(None,), dtype=tf.int32)
weights_ph = tf.placeholder(shape=(None,), dtype=tf.float32)
logits = tf.layers.dense(obs_ph, units=2, activation=None)
actions = tf.squeeze(tf.multinomial(logits=logits, num_samples=1), axis=1)
log_probs = tf.reduce_sum(tf.one_hot(act_ph, 2) * tf.nn.log_softmax(logits), axis=1)
loss = -tf.reduce_mean(weights_ph * log_probs)
train_op = tf.train.AdamOptimizer(learning_rate=0.1).minimize(loss)

sess = tf.InteractiveSession()
sess.run(tf.global_variables_initializer())
obs = np.eye(3)[0]
for i in range(4):
    act = sess.run(actions, {obs_ph: obs.reshape(1, -1)})[0]
    obs = np.roll(obs, 1 + act)
    batch_loss, _ = sess.run([loss, train_op],
                             feed_dict={obs_ph: np.array([obs]), act_ph: np.array([act]), weights_ph: np.array([i + 1.])})
    print('act %d loss %.6f' % (act, batch_loss))
