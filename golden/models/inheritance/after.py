import numpy as np
import tensorflow as tf


class BaseModel(object):
    def __init__(self, config):
        self.config = config
        self.build_model()
        self.optimizer = tf.keras.optimizers.Adam(config['lr'], beta_2=0.9990000129, epsilon=1e-8)
        self.train_step = tf.function(self.train_step, input_signature=[self.x, self.y])

    def build_model(self):
        raise NotImplementedError


class Regression(BaseModel):
    def build_model(self):
        self.x = tf.TensorSpec([None, self.config['size']], tf.float32)
        self.y = tf.TensorSpec([None, 1], tf.float32)
        self.out = tf.keras.layers.Dense(1)

    def train_step(self, x, y):
        with tf.GradientTape() as tape:
            out = self.out(x)
            loss = tf.reduce_mean(tf.square(out - y))
        variables = self.out.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss


class Trainer(object):
    def __init__(self, model, data):
        self.model, self.data = model, data

    def train_step(self):
        feed_dict = {'x': self.data[0], 'y': self.data[1]}
        loss = self.model.train_step(**feed_dict).numpy()
        return loss


def main():
    xs = np.random.rand(8, 3)
    model = Regression({'lr': 0.1, 'size': 3})
    trainer = Trainer(model, (xs, xs.mean(1, keepdims=True)))
    for _ in range(4):
        print(trainer.train_step())


if __name__ == '__main__':
    main()
