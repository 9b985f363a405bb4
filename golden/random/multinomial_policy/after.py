import numpy as np
import tensorflow as tf

obs_ph = tf.TensorSpec((None, 3), tf.float32)
act_ph = tf.TensorSpec((None,), tf.int32)
weights_ph = tf.TensorSpec((None,), tf.float32)
dense = tf.keras.layers.Dense(units=2, activation=None)


@tf.function(input_signature=[obs_ph])
def actions(obs_ph):
    logits = dense(obs_ph)
    return tf.squeeze(tf.random.categorical(logits=logits, num_samples=1), axis=1)


optimizer = tf.keras.optimizers.Adam(learning_rate=0.1, beta_2=0.9990000129, epsilon=1e-8)


@tf.function(input_signature=[obs_ph, act_ph, weights_ph])
def train_step(obs_ph, act_ph, weights_ph):
    with tf.GradientTape() as tape:
        logits = dense(obs_ph)
        log_probs = tf.reduce_sum(tf.one_hot(act_ph, 2) * tf.nn.log_softmax(logits), axis=1)
        loss = -tf.reduce_mean(weights_ph * log_probs)
    variables = dense.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss


obs = np.eye(3)[0]
for i in range(4):
    act = actions(obs.reshape(1, -1)).numpy()[0]
    obs = np.roll(obs, 1 + act)
    batch_loss = train_step(np.array([obs]), np.array([act]), np.array([i + 1.])).numpy()
    print('act %d loss %.6f' % (act, batch_loss))
