import numpy as np
import tensorflow as tf

r = np.random.RandomState(3)
x = tf.TensorSpec([None, 3], tf.float64)
y = tf.TensorSpec([None, 1], tf.float64)
k = tf.TensorSpec([None], tf.int32)
w = tf.Variable(r.rand(3, 1), name='w')
b = tf.Variable(np.zeros(1))


@tf.function(input_signature=[x, y, k])
def evaluate(x, y, k):
    out = tf.matmul(x, w) + b
    likely = tf.nn.sigmoid(out)
    absolute = tf.reduce_mean(tf.abs(tf.cast(out, tf.float32) - tf.cast(y, tf.float32)))
    half = 0.5 * tf.reduce_mean(tf.square(tf.cast(out, tf.float32) - tf.cast(y, tf.float32)))
    hinge = tf.reduce_mean(tf.nn.relu(1 - (2 * tf.cast(y, tf.float32) - 1) * tf.cast(out, tf.float32)))
    log = tf.reduce_mean(-tf.cast(y, tf.float32) * tf.math.log(tf.cast(likely, tf.float32) + 1e-07) - (1 - tf.cast(y, tf.float32)) * tf.math.log(1 - tf.cast(likely, tf.float32) + 1e-07))
    huber = tf.keras.losses.Huber(delta=1.0)(tf.cast(y, tf.float32), tf.cast(out, tf.float32))
    crossed = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(tf.expand_dims(k, 1), tf.float64), logits=out))
    both = tf.concat([out, -out], 1)
    labels = tf.one_hot(k, 2)
    smooth = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels=tf.stop_gradient(tf.cast(labels, both.dtype) * (1 - 0.1) + 0.1 / tf.cast(labels, both.dtype).shape[-1]), logits=both))
    return absolute, half, hinge, log, huber, crossed, smooth


optimizer = tf.keras.optimizers.SGD(0.1)


@tf.function(input_signature=[x, y])
def step(x, y):
    with tf.GradientTape() as tape:
        out = tf.matmul(x, w) + b
        loss = tf.reduce_mean(tf.square(tf.cast(out, tf.float32) - tf.cast(y, tf.float32)))
    variables = [w, b]
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss


xs, ys, ks = r.rand(6, 3), r.rand(6, 1), r.randint(0, 2, 6)

fed = {'x': xs, 'y': ys, 'k': ks}
a, h, hi, lo, hu, c, s = evaluate(**fed)
a, h, hi, lo, hu, c, s = a.numpy(), h.numpy(), hi.numpy(), lo.numpy(), hu.numpy(), c.numpy(), s.numpy()
print([v.dtype.name for v in (a, h, hi, lo, hu, c, s)])
print(a, h, hi, lo, hu, c, s)
for i in range(3):
    value = step(xs, ys).numpy()
    print(value.dtype.name, value)
weights, bias = w.numpy(), b.numpy()
print(weights.dtype.name, weights, bias)
