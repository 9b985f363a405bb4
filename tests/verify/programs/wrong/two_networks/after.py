import numpy as np
import tensorflow as tf

x = tf.TensorSpec([None, 2], tf.float32)
actor_w = tf.Variable(tf.ones([2, 2]), name='actor/w')
critic_w = tf.Variable(tf.ones([2, 1]), name='critic/w')


@tf.function(input_signature=[x])
def action(x):
    return tf.nn.tanh(tf.matmul(x, actor_w))


global_step = tf.Variable(0, trainable=False, name='global_step')
critic_optimizer = tf.keras.optimizers.SGD(0.1)


@tf.function(input_signature=[x])
def train_critic(x):
    with tf.GradientTape() as tape:
        action = tf.nn.tanh(tf.matmul(x, actor_w))
        value = tf.matmul(action, critic_w)
        critic_loss = tf.reduce_mean(tf.square(value - 1.0))
    variables = [critic_w]
    critic_optimizer.apply_gradients(zip(tape.gradient(critic_loss, variables), variables))
    global_step.assign_add(1)
    return critic_loss


actor_optimizer = tf.keras.optimizers.SGD(0.01)


@tf.function(input_signature=[x])
def train_actor(x):
    with tf.GradientTape() as tape:
        action = tf.nn.tanh(tf.matmul(x, actor_w))
        value = tf.matmul(action, critic_w)
        actor_loss = -tf.reduce_mean(value)
    variables = [actor_w]
    actor_optimizer.apply_gradients(zip(tape.gradient(actor_loss, variables), variables))


data = np.random.RandomState(0).rand(5, 2)
for step in range(4):
    loss = train_critic(data).numpy()
    train_actor(data)
    print(step, loss, global_step.numpy())
print(action(data[:1]).numpy())
