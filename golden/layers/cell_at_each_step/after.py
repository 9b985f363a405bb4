import numpy as np
import tensorflow as tf


class Step(tf.Module):
    def __init__(self):
        super().__init__()
        self.w = tf.Variable(tf.keras.initializers.GlorotUniform()([2, 3]), name='step/w')
        self.u = tf.Variable(tf.keras.initializers.GlorotUniform()([3, 3]), name='step/u')

    def __call__(self, x, state):
        return tf.tanh(tf.matmul(x, self.w) + tf.matmul(state, self.u))


inputs = tf.TensorSpec([2, 4, 2], tf.float32)
step = Step()
optimizer = tf.keras.optimizers.SGD(0.1)


@tf.function(input_signature=[inputs])
def train(inputs):
    with tf.GradientTape() as tape:
        state = tf.zeros([2, 3])
        for t in range(4):
            state = step(inputs[:, t, :], state)
        loss = tf.reduce_sum(tf.square(state))
    variables = list(step.trainable_variables)
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss


for _ in range(3):
    value = train(np.ones((2, 4, 2))).numpy()
    print(value)
