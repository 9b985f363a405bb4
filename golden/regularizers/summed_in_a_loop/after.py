import numpy as np
import tensorflow as tf
learning_rate, n_hidden = 0.1, 5
x = tf.TensorSpec([None, 4], tf.float32)
y = tf.TensorSpec([None, 2], tf.float32)
def multilayer_perceptron(x, weights, biases):
    layer_1 = tf.add(tf.matmul(x, weights['h1']), biases['b1'])
    layer_1 = tf.nn.relu(layer_1)
    out_layer = tf.matmul(layer_1, weights['out']) + biases['out']
    return out_layer
weights = {'h1': tf.Variable(tf.random.normal([4, n_hidden])), 'out': tf.Variable(tf.random.normal([n_hidden, 2]))}
biases = {'b1': tf.Variable(tf.random.normal([n_hidden])), 'out': tf.Variable(tf.random.normal([2]))}
global_step = tf.Variable(0, trainable=False)
lr = tf.keras.optimizers.schedules.ExponentialDecay(learning_rate, decay_steps=2, decay_rate=0.5, staircase=True)
optimizer = tf.keras.optimizers.SGD(lr)


@tf.function(input_signature=[x, y])
def train_step(x, y):
    with tf.GradientTape() as tape:
        pred = multilayer_perceptron(x, weights, biases)
        reg = 0
        for k in weights:
            reg += tf.nn.l2_loss(weights[k])
        for v in biases.values():
            reg = reg + 0.1 * tf.nn.l2_loss(v)
        cost = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(logits=pred, labels=y)) + 0.01 * reg
    variables = list(weights.values()) + list(biases.values())
    optimizer.apply_gradients(zip(tape.gradient(cost, variables), variables))
    global_step.assign_add(1)
    return cost


rng = np.random.RandomState(0)
for epoch in range(4):
    avg = 0.
    for i in range(2):
        bx, by = rng.rand(3, 4), np.eye(2)[rng.randint(0, 2, 3)]
        c = train_step(bx, by).numpy()
        avg += c / 2
    print("Epoch:", '%04d' % (epoch+1), "cost={:.9f}".format(avg), lr(global_step).numpy(), global_step.numpy())

@tf.function(input_signature=[x, y])
def accuracy(x, y):
    pred = multilayer_perceptron(x, weights, biases)
    correct = tf.equal(tf.argmax(pred, 1), tf.argmax(y, 1))
    return tf.reduce_mean(tf.cast(correct, "float"))

print("Accuracy:", accuracy(bx, by).numpy())
