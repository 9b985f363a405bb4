import tensorflow as tf

step = tf.Variable(0, trainable=False, dtype=tf.int64, name='global_step')
rate = tf.keras.optimizers.schedules.ExponentialDecay(0.5, decay_steps=1, decay_rate=0.1)
w = tf.Variable(4.0)
optimizer = tf.keras.optimizers.SGD(0.0)


@tf.function
def train():
    with tf.GradientTape() as tape:
        loss = tf.square(w)
    optimizer.learning_rate.assign(rate(step))
    variables = [w]
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))


for _ in range(3):
    train()
    print(w.numpy(), rate(step).numpy())
