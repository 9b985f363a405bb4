import numpy as np
import tensorflow as tf

x = tf.TensorSpec([None, 3], tf.float32)
y = tf.TensorSpec([None, 1], tf.float32)
reg = tf.keras.regularizers.L2(l2=0.05)
dense = tf.keras.layers.Dense(4, activation=tf.nn.relu, bias_initializer=tf.constant_initializer(0.1), kernel_regularizer=reg, bias_regularizer=reg)
dense_1 = tf.keras.layers.Dense(1, kernel_regularizer=tf.keras.regularizers.L1(0.01))


@tf.function(input_signature=[x, y])
def loss_and_data_loss(x, y):
    h = dense(x)
    out = dense_1(h)
    data_loss = tf.reduce_mean(tf.square(out - y))
    reg_losses = dense.losses + dense_1.losses
    loss = data_loss + tf.add_n(reg_losses)
    return loss, data_loss


optimizer = tf.keras.optimizers.SGD(0.1)


@tf.function(input_signature=[x, y])
def train_step(x, y):
    with tf.GradientTape() as tape:
        loss, data_loss = loss_and_data_loss(x, y)
    variables = dense.trainable_variables + dense_1.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))


xs = np.random.rand(5, 3)
for i in range(3):
    train_step(xs, xs[:, :1])
    print([value.numpy() for value in loss_and_data_loss(xs, xs[:, :1])])
