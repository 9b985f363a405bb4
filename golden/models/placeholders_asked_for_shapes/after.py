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

    def __init__(self, image, label):
        self.image = image
        self.label = label
        self._build()

    @tf.function
    def error(self, image, label):
        image = tf.cast(image, tf.float32)
        label = tf.cast(label, tf.float32)
        incoming = tf.matmul(image, self.weight) + self.bias
        prediction = tf.nn.softmax(incoming)
        mistakes = tf.not_equal(tf.argmax(label, 1), tf.argmax(prediction, 1))
        return tf.reduce_mean(tf.cast(mistakes, tf.float32))

    @tf.function
    def optimize(self, image, label):
        image = tf.cast(image, tf.float32)
        label = tf.cast(label, tf.float32)
        with tf.GradientTape() as tape:
            incoming = tf.matmul(image, self.weight) + self.bias
            prediction = tf.nn.softmax(incoming)
            cross_entropy = -tf.reduce_sum(label * tf.math.log(prediction))
        variables = [self.weight, self.bias]
        self.optimizer.apply_gradients(zip(tape.gradient(cross_entropy, variables), variables))

    @tf.function
    def prediction(self, image):
        image = tf.cast(image, tf.float32)
        incoming = tf.matmul(image, self.weight) + self.bias
        return tf.nn.softmax(incoming)

    def _build(self):
        data_size = int(self.image.shape[1])
        target_size = int(self.label.shape[1])
        self.weight = tf.Variable(tf.random.truncated_normal([data_size, target_size]))
        self.bias = tf.Variable(tf.constant(0.1, shape=[target_size]))
        self.optimizer = RMSprop(0.03, epsilon=1e-10)


def main():
    rng = np.random.RandomState(0)
    image = tf.TensorSpec([None, 6], tf.float32)
    label = tf.TensorSpec([None, 3], tf.float32)
    model = Model(image, label)
    images = rng.rand(20, 6)
    labels = np.eye(3)[rng.randint(0, 3, 20)]
    for _ in range(4):
        error = model.error(images, labels).numpy()
        print('Test error {:6.2f}%'.format(100 * error))
        for _ in range(6):
            model.optimize(images, labels)
    print(model.prediction(images).numpy()[:2])


if __name__ == '__main__':
    main()
