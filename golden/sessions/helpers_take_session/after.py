import numpy as np
import tensorflow as tf


def build():
    x = tf.TensorSpec([None, 1], tf.float32)
    w = tf.Variable(tf.zeros([1, 1]))
    optimizer = tf.keras.optimizers.SGD(0.1)

    @tf.function(input_signature=[x])
    def train_step(x):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(tf.matmul(x, w) - 3. * x))
        variables = [w]
        optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss

    return w, train_step


def train(step, data):
    for i in range(3):
        value = step(data).numpy()
        print('step %d loss %.6f' % (i, value))


def main():
    w, step = build()
    data = np.array([[1.], [2.]])
    train(step, data)
    print(w.numpy())


if __name__ == '__main__':
    main()
