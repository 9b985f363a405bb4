import tensorflow as tf

x = tf.TensorSpec([None, 2], tf.float32)
w = tf.Variable([[0.1, 0.3], [-0.2, 0.4]])
v = tf.Variable([[0.5, -0.5], [0.25, 0.75]])
old_optimizer = tf.keras.optimizers.SGD(1.0)


@tf.function(input_signature=[x])
def train_old(x):
    with tf.GradientTape() as tape:
        student = tf.matmul(x, w)
        teacher = tf.nn.softmax(tf.matmul(x, v))
        old = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels=tf.stop_gradient(teacher), logits=student))
    variables = [w, v]
    old_optimizer.apply_gradients(zip(tape.gradient(old, variables), variables))


new_optimizer = tf.keras.optimizers.SGD(1.0)


@tf.function(input_signature=[x])
def train_new(x):
    with tf.GradientTape() as tape:
        student = tf.matmul(x, w)
        teacher = tf.nn.softmax(tf.matmul(x, v))
        new = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels=teacher, logits=student))
    variables = [w, v]
    new_optimizer.apply_gradients(zip(tape.gradient(new, variables), variables))


train_old([[1., 2.], [3., -1.]])
print(w.numpy(), v.numpy())
train_new([[1., 2.], [3., -1.]])
print(w.numpy(), v.numpy())
