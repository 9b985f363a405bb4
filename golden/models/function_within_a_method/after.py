import tensorflow as tf


class Model(object):
    def __init__(self, training):
        self.x = tf.TensorSpec([None, 3], tf.float32)
        self.h = tf.keras.layers.Dense(2)

        def helper():
            return 1.
        self.helper = helper
        self.rate = tf.Variable(0.1, trainable=False)
        self.optimizer = tf.keras.optimizers.SGD(0.0)
        self.loss = tf.function(self.loss, input_signature=[self.x])
        self.train_step = tf.function(self.train_step, input_signature=[self.x])

    def loss(self, x):
        h = self.h(x)
        return tf.reduce_mean(tf.square(h))

    def train_step(self, x):
        with tf.GradientTape() as tape:
            loss = self.loss(x)
        variables = self.h.trainable_variables
        grads, _ = tf.clip_by_global_norm(tape.gradient(loss, variables), self.helper())
        self.optimizer.learning_rate.assign(self.rate)
        self.optimizer.apply_gradients(zip(grads, variables))


a = Model(True)
for i in range(3):
    a.train_step([[1., 2., 3.]])
    print(a.loss([[1., 2., 3.]]).numpy())
