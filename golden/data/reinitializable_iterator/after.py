import numpy as np
import tensorflow as tf

train = tf.data.Dataset.from_tensor_slices(np.arange(6, dtype=np.float32)).batch(3)
test = tf.data.Dataset.from_tensor_slices(np.arange(4, dtype=np.float32) + 10).batch(2)
w = tf.Variable(0.0, name='w')


@tf.function(input_signature=[train.element_spec])
def loss(x):
    return tf.reduce_mean(tf.square(x - w))


opt = tf.keras.optimizers.SGD(0.1)


@tf.function(input_signature=[train.element_spec])
def train_step(x):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(x - w))
    variables = [w]
    opt.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss


for epoch in range(2):
    for x in train:
        l = train_step(x).numpy()
        print('train', l)
    for x in test:
        print('test', loss(x).numpy())
