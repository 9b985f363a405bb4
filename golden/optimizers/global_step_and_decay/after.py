import tensorflow as tf

global_step = tf.Variable(0, trainable=False)
learning_rate = tf.keras.optimizers.schedules.ExponentialDecay(0.1, decay_steps=3, decay_rate=0.5, staircase=True)
w = tf.Variable([1.0, -2.0])
optimizer = tf.keras.optimizers.SGD(learning_rate)


@tf.function
def train_step():
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(tf.square(w))
    variables = [w]
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    global_step.assign_add(1)


for _ in range(8):
    lr = learning_rate(global_step).numpy()
    train_step()
    step, value = global_step.numpy(), w.numpy()
    print(step, lr, value)
