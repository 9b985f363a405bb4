import tensorflow as tf

x = tf.Variable(8.0)
optimizer = tf.keras.optimizers.SGD(0.25)


@tf.function
def minimizer():
    with tf.GradientTape() as tape:
        objective = (x - 2.0) ** 2
    variables = [x]
    optimizer.apply_gradients(zip(tape.gradient(objective, variables), variables))
    return objective


previous = float('inf')
iterations = 0
while True:
    current = minimizer().numpy()
    iterations += 1
    if previous - current < 1e-3:
        break
    previous = current
print(iterations, current, x.numpy())
