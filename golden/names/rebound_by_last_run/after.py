import numpy as np
import tensorflow as tf

x = tf.TensorSpec(None, tf.float32, name='x')
y = tf.TensorSpec(None, tf.float32, name='y')
w = tf.Variable(0.0, name='weights')
b = tf.Variable(0.0, name='bias')
optimizer = tf.keras.optimizers.SGD(learning_rate=0.01)


@tf.function(input_signature=[x, y])
def train_step(x, y):
    with tf.GradientTape() as tape:
        pred = x * w + b
        loss = tf.square(y - pred, name='loss')
    variables = [w, b]
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss


data = np.random.rand(10, 2)
for i in range(5):
    total = 0
    for a, c in data:
        l = train_step(a, c).numpy()
        total += l
    print('Epoch {0}: {1}'.format(i, total / len(data)))
w, b = w.numpy(), b.numpy()
X, Y = data.T[0], data.T[1]
print(w, b, (X * w + b)[:3])
