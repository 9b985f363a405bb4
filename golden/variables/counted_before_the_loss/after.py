import numpy as np
import tensorflow as tf


def count_vars(variables):
    v = variables
    return sum([np.prod(var.shape.as_list()) for var in v])


class Model(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.h = tf.keras.layers.Dense(16, activation=tf.nn.relu)
        self.out = tf.keras.layers.Dense(3)

    def call(self, x):
        h = self.h(x)
        return self.out(h)


x = tf.TensorSpec([None, 8], tf.float32, name='x')
y = tf.TensorSpec([None], tf.int64, name='y')
model = Model()
optimizer = tf.keras.optimizers.Adam(0.01, beta_2=0.9990000129, epsilon=1e-8)


@tf.function(input_signature=[x, y])
def train_step(x, y):
    with tf.GradientTape() as tape:
        logits = model(x)
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits))
    variables = model.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss


@tf.function(input_signature=[x, y])
def acc(x, y):
    logits = model(x)
    correct = tf.equal(tf.argmax(logits, 1), y)
    return tf.reduce_mean(tf.cast(correct, tf.float32))


acc.get_concrete_function()  # builds the layers
# How many weights?
n_params = sum(np.prod(v.shape.as_list()) for v in model.trainable_variables)
print('parameters', n_params)
print('hidden: %d, out: %d' % (count_vars([x for name, x in zip(['h/kernel:0', 'h/bias:0', 'out/kernel:0', 'out/bias:0'], model.variables) if 'h/' in name]), count_vars([x for name, x in zip(['h/kernel:0', 'h/bias:0', 'out/kernel:0', 'out/bias:0'], model.variables) if 'out' in name])))

X = np.random.RandomState(0).randn(64, 8).astype(np.float32)
Y = np.random.RandomState(1).randint(0, 3, 64)
for i in range(5):
    l = train_step(X, Y).numpy()
    print(i, l)
print(acc(X, Y).numpy())
