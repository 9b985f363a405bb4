import numpy as np
import tensorflow as tf

x = tf.TensorSpec([None, 4], tf.float32)
w = tf.Variable(tf.random.normal([4, 4]), name="w")


@tf.function(input_signature=[x])
def best(x):
    scores = tf.nn.softmax(tf.matmul(x, w))
    return tf.math.top_k(scores, 2)


optimizer = tf.keras.optimizers.SGD(0.1)


@tf.function(input_signature=[x])
def train_step(x):
    with tf.GradientTape() as tape:
        scores = tf.nn.softmax(tf.matmul(x, w))
        loss = tf.reduce_mean(tf.square(scores))
    best = tf.math.top_k(scores, 2)
    variables = [w]
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return best, scores


rows = np.arange(8.0).reshape(2, 4) / 8

values, indices = tf.nest.map_structure(lambda value: value.numpy(), best(rows))
print(values, indices)
found, all_scores = train_step(rows)
found, all_scores = tf.nest.map_structure(lambda value: value.numpy(), found), all_scores.numpy()
print(found.values, found.indices, all_scores)

@tf.function(input_signature=[x])
def split(x):
    scores = tf.nn.softmax(tf.matmul(x, w))
    return tf.split(scores, 2, axis=1)

left, right = tf.nest.map_structure(lambda value: value.numpy(), split(rows))
print(left, right)
# of a fixed matrix
eigenvalues, eigenvectors = tf.nest.map_structure(lambda value: value.numpy(), tf.linalg.eigh(tf.linalg.tensor_diag([1.0, 4.0])))
print(eigenvalues, np.abs(eigenvectors))
print(tf.nest.map_structure(lambda value: value.numpy(), tf.nn.moments(tf.constant([1.0, 2.0, 4.0]), axes=[0])))
