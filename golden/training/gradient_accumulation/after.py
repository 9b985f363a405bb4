import numpy as np
import tensorflow as tf

x = tf.TensorSpec([None, 2], tf.float32)
w = tf.Variable(tf.constant_initializer([1.0, -1.0])([2, 1]), name='w')
opt = tf.keras.optimizers.Adam(0.1, beta_2=0.9990000129, epsilon=1e-8)
tvs = [w]
accum = [tf.Variable(tf.zeros_like(tv), trainable=False) for tv in tvs]


@tf.function
def zero_ops():
    return [tv.assign(tf.zeros_like(tv)) for tv in accum]


@tf.function(input_signature=[x])
def accum_ops(x):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(tf.matmul(x, w)))
    gvs = list(zip(tape.gradient(loss, tvs), tvs))
    return [accum[i].assign_add(gv[0]) for i, gv in enumerate(gvs)]


@tf.function
def train_step():
    opt.apply_gradients([(accum[i], gv) for i, gv in enumerate(tvs)])


for step in range(3):
    zero_ops()
    for part in range(2):
        accum_ops(np.random.rand(3, 2))
    train_step()
    print(step, w.numpy().ravel())
