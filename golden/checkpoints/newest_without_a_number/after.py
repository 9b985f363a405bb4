import os
import numpy as np
import tensorflow as tf

x = tf.TensorSpec([None, 2], tf.float32)
y = tf.TensorSpec([None, 1], tf.float32)
w = tf.Variable(tf.ones([2, 1]))


@tf.function(input_signature=[x])
def pred(x):
    return tf.matmul(x, w)


optimizer = tf.keras.optimizers.SGD(0.1)


@tf.function(input_signature=[x, y])
def train_step(x, y):
    with tf.GradientTape() as tape:
        pred = tf.matmul(x, w)
        loss = tf.reduce_mean(tf.square(pred - y))
    variables = [w]
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss


def train():
    saver = tf.train.Checkpoint(w=w, optimizer=optimizer)
    for i in range(5):
        l = train_step([[1., 2.]], [[1.]]).numpy()
        print(i, l)
        if i % 2 == 0:
            saver.write('newest_ckpt/model.ckpt')


def predict():
    saver = tf.train.Checkpoint(w=w, optimizer=optimizer)
    ckpt = 'newest_ckpt/model.ckpt' if tf.io.gfile.exists('newest_ckpt/model.ckpt.index') else None
    if ckpt:
        saver.read(ckpt).assert_existing_objects_matched()
    print(pred([[3., 4.]]).numpy())
    saver.read('./newest_ckpt/model.ckpt').assert_existing_objects_matched()
    print(w.numpy())


if not os.path.exists('newest_ckpt'):
    os.makedirs('newest_ckpt')
train()
predict()
