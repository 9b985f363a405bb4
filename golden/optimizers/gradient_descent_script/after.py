import numpy as np
import tensorflow as tf

learning_rate = 0.01
training_epochs = 20
display_step = 5
train_X = np.array([3.3, 4.4, 5.5, 6.71, 6.93, 4.168])
train_Y = np.array([1.7, 2.76, 2.09, 3.19, 1.694, 1.573])
n_samples = train_X.shape[0]

X = tf.TensorSpec(None, tf.float32)
Y = tf.TensorSpec(None, tf.float32)
W = tf.Variable(np.random.randn(), name="weight")
b = tf.Variable(np.random.randn(), name="bias")


@tf.function(input_signature=[X, Y])
def compute_cost(X, Y):
    # Construct a linear model
    pred = tf.add(tf.multiply(X, W), b)
    # Mean squared error
    return tf.reduce_sum(tf.pow(pred - Y, 2)) / (2 * n_samples)


optimizer = tf.keras.optimizers.SGD(learning_rate)


@tf.function(input_signature=[X, Y])
def train_step(X, Y):
    with tf.GradientTape() as tape:
        cost = compute_cost(X, Y)
    variables = [W, b]
    optimizer.apply_gradients(zip(tape.gradient(cost, variables), variables))


for epoch in range(training_epochs):
    for (x, y) in zip(train_X, train_Y):
        train_step(x, y)
    if (epoch + 1) % display_step == 0:
        c = compute_cost(train_X, train_Y).numpy()
        print("Epoch:", '%04d' % (epoch + 1), "cost=", "{:.6f}".format(c),
              "W=", W.numpy(), "b=", b.numpy())
training_cost = compute_cost(train_X, train_Y).numpy()
print("Training cost=", training_cost)
