import os
import numpy as np
import tensorflow as tf

x = tf.TensorSpec([None, 2], tf.float32)
w = tf.Variable(tf.keras.initializers.GlorotUniform()([2, 1]), name='w')


@tf.function(input_signature=[x])
def loss(x):
    return tf.reduce_mean(tf.square(tf.matmul(x, w) - 1.))


optimizer = tf.keras.optimizers.Adam(0.1, beta_2=0.9990000129, epsilon=1e-8)


@tf.function(input_signature=[x])
def train_step(x):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(tf.matmul(x, w) - 1.))
    variables = [w]
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))


saver = tf.train.CheckpointManager(tf.train.Checkpoint(w=w, optimizer=optimizer), 'ckpt', max_to_keep=5, checkpoint_name='model')
data = np.array([[1., 2.], [3., 4.]])

os.makedirs('ckpt')
for _ in range(3):
    train_step(data)
path = saver.save(checkpoint_number=3)
print(path)
print(w.numpy())

saver.checkpoint.restore(tf.train.latest_checkpoint('ckpt')).assert_existing_objects_matched()
print(w.numpy())
train_step(data)
print(loss(data).numpy())
