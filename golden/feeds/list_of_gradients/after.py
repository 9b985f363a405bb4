import tensorflow as tf

# Gradients are gathered over several runs and fed back.
w = tf.Variable(tf.ones([2, 1]))
b = tf.Variable(tf.zeros([1]))
x = tf.TensorSpec([None, 2], tf.float32)
t = tf.TensorSpec([None, 1], tf.float32)


@tf.function(input_signature=[x, t])
def loss(x, t):
    return tf.reduce_mean(tf.square(tf.matmul(x, w) + b - t))


tvars = [w, b]


@tf.function(input_signature=[x, t])
def grads(x, t):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(tf.matmul(x, w) + b - t))
    return tape.gradient(loss, tvars)


holders = []
for i, v in enumerate(tvars):
    holder = tf.TensorSpec(None, tf.float32, name='gradient_%d' % i)
    holders.append(holder)
rate = tf.TensorSpec([], tf.float32)
optimizer = tf.keras.optimizers.SGD(0.1)


@tf.function(input_signature=[holders, rate])
def update(holders, rate):
    optimizer.apply_gradients(zip([h * rate for h in holders], tvars))


for step in range(3):
    total = None
    for k in range(2):
        values = [value.numpy() for value in grads([[1. + k, 2.]], [[k]])]
        total = values if total is None else [p + q for p, q in zip(total, values)]
    feed = {'holders': list(total)}
    feed['rate'] = 0.5
    update(**feed)
    print(loss([[1., 2.]], [[1.]]).numpy())
print([value.numpy() for value in tvars])
