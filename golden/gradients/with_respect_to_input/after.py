import tensorflow as tf

x = tf.TensorSpec([None], tf.float32)


@tf.function(input_signature=[x])
def dy(x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x ** 3 + tf.sin(x)
    return tape.gradient(y, x)


@tf.function(input_signature=[x])
def dy_and_d2y(x):
    with tf.GradientTape() as outer_tape:
        outer_tape.watch(x)
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = x ** 3 + tf.sin(x)
        dy = tape.gradient(y, x)
    d2y = outer_tape.gradient(dy, x)
    return dy, d2y


points = [0., 0.5, 1., 2.]
print(dy(points).numpy())
first, second = dy_and_d2y(points)
first, second = first.numpy(), second.numpy()
print(first, second)
