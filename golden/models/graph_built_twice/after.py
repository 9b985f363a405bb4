import numpy as np
import tensorflow as tf


def build_graph(size, lr=0.1):
    x = tf.TensorSpec([None, size], tf.float32)
    y = tf.TensorSpec([None, 1], tf.float32)
    w = tf.Variable(tf.zeros_initializer()([size, 1]), name='w')

    @tf.function(input_signature=[x])
    def pred(x):
        return tf.matmul(x, w)

    optimizer = tf.keras.optimizers.Adam(lr, beta_2=0.9990000129, epsilon=1e-8)

    @tf.function(input_signature=[x, y])
    def step(x, y):
        with tf.GradientTape() as tape:
            pred = tf.matmul(x, w)
            loss = tf.reduce_mean(tf.square(pred - y))
        variables = [w]
        optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss

    return dict(w=w, pred=pred, step=step)


def train(g, xs, ys, steps=3):
    for i in range(steps):
        feed_dict = {'x': xs, 'y': ys}
        loss = g['step'](**feed_dict).numpy()
        print(i, loss)
    print(g['pred'](xs[:1]).numpy())
    print(g['w'].numpy())


xs = np.random.rand(6, 2)
g = build_graph(2)
train(g, xs, xs.sum(1, keepdims=True))
g = build_graph(2, lr=0.01)
train(g, xs, xs.sum(1, keepdims=True), 2)
