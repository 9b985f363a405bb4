import numpy as np
import tensorflow as tf

rng = np.random.RandomState(3)
samples = rng.rand(8, 3)
classes = np.array([0, 1, 1, 0, 1, 0, 0, 1])

x = tf.TensorSpec([None, 3], tf.float32)
y = tf.TensorSpec([None], tf.int64)
dense = tf.keras.layers.Dense(4, activation=tf.nn.tanh)
dense_1 = tf.keras.layers.Dense(2)


@tf.function(input_signature=[x, y])
def accuracy(x, y):
    outputs = dense(x)
    logits = dense_1(outputs)
    correct = tf.equal(tf.argmax(logits, 1), y)
    return tf.reduce_mean(tf.cast(correct, tf.float32))


@tf.function(input_signature=[x])
def reduce_max(x):
    outputs = dense(x)
    logits = dense_1(outputs)
    return tf.reduce_max(logits, 1)


@tf.function(input_signature=[x])
def prediction(x):
    outputs = dense(x)
    logits = dense_1(outputs)
    return tf.argmax(logits, 1)


optimizer = tf.keras.optimizers.SGD(0.5)


@tf.function(input_signature=[x, y])
def train_step(x, y):
    with tf.GradientTape() as tape:
        outputs = dense(x)
        logits = dense_1(outputs)
        cost = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(logits=logits, labels=y))
    variables = dense.trainable_variables + dense_1.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(cost, variables), variables))
    return cost


def predict(rows):
    # the most likely class of each row
    return prediction(rows).numpy()


def evaluate(rows, labels):
    highest = []
    for row in rows:
        highest.append(reduce_max([row]).numpy()[0])
    return accuracy(rows, labels).numpy(), max(highest)


for step in range(5):
    value = train_step(samples, classes).numpy()
    print(step, value)
print(predict(samples))
print(evaluate(samples, classes))
