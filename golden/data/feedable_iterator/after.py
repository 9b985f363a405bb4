import numpy as np
import tensorflow as tf


def make_data(n, seed):
    rng = np.random.RandomState(seed)
    x = rng.rand(n, 4).astype(np.float32)
    return x, (x.sum(1) > 2).astype(np.int32)


train_dataset = tf.data.Dataset.from_tensor_slices(make_data(40, 0)).repeat().batch(8)
test_dataset = tf.data.Dataset.from_tensor_slices(make_data(12, 1)).batch(6)

train_iterator = iter(train_dataset)

dense = tf.keras.layers.Dense(10, activation=tf.nn.relu)
dense_1 = tf.keras.layers.Dense(2)


@tf.function(input_signature=train_dataset.element_spec)
def accuracy(x, y):
    hidden = dense(x)
    logits = dense_1(hidden)
    correct = tf.equal(tf.cast(tf.argmax(logits, 1), tf.int32), y)
    return tf.reduce_mean(tf.cast(correct, tf.float32))


optimizer = tf.keras.optimizers.SGD(0.1)


@tf.function(input_signature=train_dataset.element_spec)
def train_step(x, y):
    with tf.GradientTape() as tape:
        hidden = dense(x)
        logits = dense_1(hidden)
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits))
    variables = dense.trainable_variables + dense_1.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss


for epoch in range(3):
    for step in range(5):
        train_loss = train_step(*next(train_iterator)).numpy()
    print("epoch", epoch, "loss", train_loss)
    accuracies = []
    for x_1, y in test_dataset:
        accuracies.append(accuracy(x_1, y).numpy())
    print("accuracy", np.mean(accuracies))
