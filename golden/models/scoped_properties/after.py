import numpy as np
import tensorflow as tf


class RMSprop(tf.keras.optimizers.RMSprop):
    """RMSprop whose mean square starts at one."""

    def build(self, var_list):
        built = getattr(self, '_built', False) or getattr(self, 'built', False)
        with tf.init_scope():
            super().build(var_list)
            if not built:
                for velocity in self._velocities:
                    velocity.assign(tf.ones_like(velocity))


class Model:

    def __init__(self):
        self.image = tf.TensorSpec([None, 6], tf.float32)
        self.label = tf.TensorSpec([None, 3], tf.float32)
        self.build_prediction()
        self.build_optimize()
        self.error = tf.function(self.error, input_signature=[self.image, self.label])
        self.optimize = tf.function(self.optimize, input_signature=[self.image, self.label])

    def compute_prediction(self, image):
        x = self.fully_connected(image)
        x = self.fully_connected_1(x)
        return self.fully_connected_2(x)

    def error(self, image, label):
        prediction = self.compute_prediction(image)
        mistakes = tf.not_equal(tf.argmax(label, 1), tf.argmax(prediction, 1))
        return tf.reduce_mean(tf.cast(mistakes, tf.float32))

    def optimize(self, image, label):
        with tf.GradientTape() as tape:
            prediction = self.compute_prediction(image)
            logprob = tf.math.log(prediction + 1e-12)
            cross_entropy = -tf.reduce_sum(label * logprob)
        variables = [
            *self.fully_connected.trainable_variables,
            *self.fully_connected_1.trainable_variables,
            *self.fully_connected_2.trainable_variables,
        ]
        self.optimizer.apply_gradients(zip(tape.gradient(cross_entropy, variables), variables))

    def build_prediction(self):
        self.fully_connected = tf.keras.layers.Dense(8, activation=tf.nn.relu)
        self.fully_connected_1 = tf.keras.layers.Dense(8, activation=tf.nn.relu)
        self.fully_connected_2 = tf.keras.layers.Dense(3, activation=tf.nn.softmax)

    def build_optimize(self):
        self.optimizer = RMSprop(0.03, epsilon=1e-10)


def main():
    rng = np.random.RandomState(0)
    model = Model()
    images = rng.rand(20, 6)
    labels = np.eye(3)[rng.randint(0, 3, 20)]
    for _ in range(4):
        error = model.error(images, labels).numpy()
        print('Test error {:6.2f}%'.format(100 * error))
        for _ in range(6):
            model.optimize(images, labels)


if __name__ == '__main__':
    main()
