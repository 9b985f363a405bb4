import numpy as np
import tensorflow as tf

n_input, n_classes = 4, 3
X = tf.TensorSpec([None, n_input], tf.float32)
Y = tf.TensorSpec([None, n_classes], tf.float32)
dense = tf.keras.layers.Dense(8, activation=tf.nn.relu)
dense_1 = tf.keras.layers.Dense(8, activation=tf.nn.tanh, use_bias=False)
dense_2 = tf.keras.layers.Dense(n_classes)


def compute_logits(X):
    hidden = dense(X)
    hidden = dense_1(hidden)
    return dense_2(hidden)


optimizer = tf.keras.optimizers.Adam(learning_rate=0.05, beta_2=0.9990000129, epsilon=1e-8)


@tf.function(input_signature=[X, Y])
def train_step(X, Y):
    with tf.GradientTape() as tape:
        logits = compute_logits(X)
        loss_op = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(logits=logits, labels=Y))
    variables = [
        *dense.trainable_variables,
        *dense_1.trainable_variables,
        *dense_2.trainable_variables,
    ]
    optimizer.apply_gradients(zip(tape.gradient(loss_op, variables), variables))


@tf.function(input_signature=[X, Y])
def loss_op_and_accuracy(X, Y):
    logits = compute_logits(X)
    loss_op = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(logits=logits, labels=Y))
    correct_pred = tf.equal(tf.argmax(logits, 1), tf.argmax(Y, 1))
    accuracy = tf.reduce_mean(tf.cast(correct_pred, tf.float32))
    return loss_op, accuracy


rng = np.random.RandomState(7)
xs = rng.rand(12, n_input)
ys = np.eye(n_classes)[rng.randint(0, 3, 12)]
for step in range(1, 11):
    train_step(xs, ys)
    if step % 5 == 0:
        loss, acc = loss_op_and_accuracy(xs, ys)
        loss, acc = loss.numpy(), acc.numpy()
        print("Step " + str(step) + ", Loss= " + "{:.4f}".format(loss) + ", Accuracy= " + "{:.3f}".format(acc))

@tf.function(input_signature=[X])
def softmax(X):
    logits = compute_logits(X)
    return tf.nn.softmax(logits)

print("Probabilities:", softmax(xs[:2]).numpy())
