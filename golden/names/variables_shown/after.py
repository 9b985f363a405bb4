import numpy as np
import tensorflow as tf


class Model(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.h = tf.keras.layers.Dense(16, activation=tf.nn.relu)
        self.batch_normalization = tf.keras.layers.BatchNormalization(momentum=1.0)
        self.out = tf.keras.layers.Dense(3)

    def call(self, x):
        h = self.h(x)
        h = self.batch_normalization(h, training=True)
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


train_step.get_concrete_function()  # builds the layers
for name, var in zip([
    'h/kernel:0', 'h/bias:0', 'batch_normalization/gamma:0', 'batch_normalization/beta:0',
    'out/kernel:0', 'out/bias:0',
], model.trainable_variables):
    print(name, var.shape)
print([
    'h/kernel:0', 'h/bias:0', 'batch_normalization/gamma:0', 'batch_normalization/beta:0',
    'out/kernel:0', 'out/bias:0',
])
for i, (name, v) in enumerate(zip([
    'h/kernel:0', 'h/bias:0', 'batch_normalization/gamma:0', 'batch_normalization/beta:0',
    'out/kernel:0', 'out/bias:0',
], model.trainable_variables)):
    print(' var {:3}: {:15}   {}'.format(i, str(v.shape), name))
print([(name, v.shape.as_list()) for name, v in zip([
    'h/kernel', 'h/bias', 'batch_normalization/gamma', 'batch_normalization/beta',
    'out/kernel', 'out/bias',
], model.trainable_variables) if 'kernel' in name + ':0'])
for name, v in zip([
    'h/kernel:0', 'h/bias:0', 'batch_normalization/gamma:0', 'batch_normalization/beta:0',
    'out/kernel:0', 'out/bias:0',
], model.trainable_variables):
    print(name)

X = np.random.RandomState(0).randn(64, 8).astype(np.float32)
Y = np.random.RandomState(1).randint(0, 3, 64)
for i in range(5):
    l = train_step(X, Y).numpy()
    print(i, l)
for name, v in zip([
    'h/kernel:0', 'h/bias:0', 'batch_normalization/gamma:0', 'batch_normalization/beta:0',
    'out/kernel:0', 'out/bias:0',
], model.trainable_variables):
    print(name, np.sum(v.numpy()))
