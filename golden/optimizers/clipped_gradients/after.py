import numpy as np
import tensorflow as tf

x = tf.TensorSpec([None, 3], tf.float32)
y = tf.TensorSpec([None, 1], tf.float32)
w = tf.Variable(tf.constant_initializer(0.5)([3, 1]), name='w')
b = tf.Variable(tf.zeros_initializer()([1]), name='b')

optimizer = tf.keras.optimizers.Adam(learning_rate=0.1, beta_2=0.9990000129, epsilon=1e-8)


@tf.function(input_signature=[x, y])
def train_step(x, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(tf.matmul(x, w) + b - y))
    variables = [w, b]
    grads_and_vars = list(zip(tape.gradient(loss, variables), variables))
    capped = [(tf.clip_by_value(grad, -0.5, 0.5), var) for grad, var in grads_and_vars if grad is not None]
    optimizer.apply_gradients(capped)
    return loss


data = np.random.rand(8, 3)
target = data.sum(1, keepdims=True) * 4
for step in range(6):
    l = train_step(data, target).numpy()
    print(step, l)
print([w.numpy(), b.numpy()])
