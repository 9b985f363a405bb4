import numpy as np
import tensorflow as tf

np.random.seed(42)
data_x = np.random.randn(20, 3).astype(np.float32)
data_y = (data_x.sum(axis=1, keepdims=True) > 0).astype(np.float32)
train_x, test_x = data_x[:16], data_x[16:]
train_y, test_y = data_y[:16], data_y[16:]

x = tf.TensorSpec((None, 3), tf.float32, name='x')
y = tf.TensorSpec((None, 1), tf.float32, name='y')
W = tf.Variable(tf.zeros([3, 1]))
b = tf.Variable(tf.zeros([1]))


@tf.function(input_signature=[x, y])
def loss(x, y):
    logit = tf.matmul(x, W) + b
    return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(logits=logit, labels=y))


@tf.function(input_signature=[x, y])
def accuracy(x, y):
    logit = tf.matmul(x, W) + b
    prediction = tf.round(tf.sigmoid(logit))
    return tf.reduce_mean(tf.cast(tf.equal(prediction, y), dtype=tf.float32))


optimizer = tf.keras.optimizers.SGD(0.5)


@tf.function(input_signature=[x, y])
def goal(x, y):
    with tf.GradientTape() as tape:
        logit = tf.matmul(x, W) + b
        loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(logits=logit, labels=y))
    variables = [W, b]
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))


loss_history = []
for epoch in range(3):
    perm = np.random.permutation(len(train_x))
    for i in range(0, len(train_x), 4):
        rows = perm[i:i + 4]
        goal(train_x[rows], train_y[rows])
    temp_loss = loss(train_x, train_y).numpy()
    temp_acc = accuracy(test_x, test_y).numpy()
    loss_history.append(temp_loss)
    print('epoch: {:2d} loss: {:.6f} test_acc: {:.4f}'.format(epoch, temp_loss, temp_acc))
print(np.mean(loss_history))
