import numpy as np
import tensorflow as tf

rng = np.random.RandomState(0)
data = rng.rand(30, 4).astype(np.float32)
target = data.dot(np.array([[1.], [2.], [-1.], [.5]], np.float32))

X = tf.TensorSpec([None, 4], tf.float32)
Y = tf.TensorSpec([None, 1], tf.float32)

W1 = tf.Variable(tf.random.normal([4, 8], stddev=0.1), name='W1')
b1 = tf.Variable(tf.zeros([8]), name='b1')
W2 = tf.Variable(tf.keras.initializers.TruncatedNormal(stddev=0.1)([8, 1]), name='W2')
b2 = tf.Variable(tf.constant_initializer(0.1)([1]), name='b2')


@tf.function(input_signature=[X, Y])
def compute_loss(X, Y):
    hidden = tf.nn.relu(tf.matmul(X, W1) + b1)
    prediction = tf.matmul(hidden, W2) + b2
    return tf.reduce_mean(tf.square(prediction - Y))


optimizer = tf.keras.optimizers.Adam(0.01, beta_2=0.9990000129, epsilon=1e-8)


@tf.function(input_signature=[X, Y])
def train_step(X, Y):
    with tf.GradientTape() as tape:
        loss = compute_loss(X, Y)
    variables = [W1, b1, W2, b2]
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))


def initialize_variables():
    W1.assign(tf.random.normal([4, 8], stddev=0.1))
    b1.assign(tf.zeros([8]))
    W2.assign(tf.keras.initializers.TruncatedNormal(stddev=0.1)([8, 1]))
    b2.assign(tf.constant_initializer(0.1)([1]))
    for variable in optimizer.variables:
        if variable is not optimizer.learning_rate:
            variable.assign(tf.zeros_like(variable))


scores = []
for fold in range(3):
    train_index = np.arange(30) % 3 != fold
    test_index = np.arange(30) % 3 == fold
    initialize_variables()
    for epoch in range(20):
        train_step(data[train_index], target[train_index])
    score = compute_loss(data[test_index], target[test_index]).numpy()
    print('fold', fold, 'loss', score)
    scores.append(score)
print('mean', np.mean(scores))
