import numpy as np
import tensorflow as tf

features = np.arange(12, dtype=np.float32).reshape(6, 2)
labels = np.arange(6, dtype=np.float32)
dataset = tf.data.Dataset.from_tensor_slices((features, labels)).repeat().batch(2)
iterator = iter(dataset)
w = tf.Variable(tf.zeros([2, 1]))
optimizer = tf.keras.optimizers.SGD(0.002)


@tf.function(input_signature=iterator.element_spec)
def train_step(x, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(tf.squeeze(tf.matmul(x, w), 1) - y))
    variables = [w]
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss


for step in range(5):
    value = train_step(*next(iterator)).numpy()
    print(step, value)
print(next(iterator)[1].numpy())
