import functools
import os
import tempfile

import numpy as np
import tensorflow as tf


def scaled_images(images):
    """Images as bytes: the largest value is 255, and zero is 128 in an image with negative values."""
    if images.dtype == tf.uint8:
        return images
    images = tf.cast(images, tf.float32)
    low = tf.reduce_min(images, [1, 2, 3], keepdims=True)
    high = tf.reduce_max(images, [1, 2, 3], keepdims=True)
    signed = tf.math.divide_no_nan(127.0, tf.maximum(-low, tf.abs(high))) * images + 128.0
    positive = tf.math.divide_no_nan(255.0, high) * images
    return tf.cast(tf.where(low < 0, signed, positive), tf.uint8)


class Logger:
    def __init__(self, folder):
        self.train_summary_writer = tf.summary.create_file_writer(os.path.join(folder, "train"))
        self.test_summary_writer = tf.summary.create_file_writer(os.path.join(folder, "test"))

    def summarize(self, step, summarizer="train", scope="", summaries_dict=None):
        """Summarizes scalars and images."""
        summary_writer = self.train_summary_writer if summarizer == "train" else self.test_summary_writer
        with tf.name_scope(scope):

            if summaries_dict is not None:
                with summary_writer.as_default(step):
                    for tag, value in summaries_dict.items():
                        if len(value.shape) <= 1:
                            tf.summary.scalar(tag, value)
                        else:
                            tf.summary.image(tag, scaled_images(value * 1.0))
                summary_writer.flush()


class Agent(object):
    def __init__(self, folder):
        self.x = tf.TensorSpec([None, 3], tf.float32, name='x')
        self.y = tf.TensorSpec([None, 1], tf.float32, name='y')
        self.learning_rate_step = tf.TensorSpec([], tf.int64, name='learning_rate_step')
        self.w = tf.Variable(tf.ones([3, 1]) * 0.1, name='w')
        self.optim = tf.keras.optimizers.SGD(0.0)
        scalar_summary_tags = ['average.reward', 'average.loss', 'training.learning_rate']
        histogram_summary_tags = ['episode.rewards']

        self.summary_ops = {}

        for tag in scalar_summary_tags:
            self.summary_ops[tag] = functools.partial(tf.summary.scalar, 'summary/' + "%s/%s" % ('env', tag))

        for tag in histogram_summary_tags:
            self.summary_ops[tag] = functools.partial(tf.summary.histogram, 'summary/' + tag)

        self.writer = tf.summary.create_file_writer(folder)
        self.train_step = tf.function(self.train_step, input_signature=[self.x, self.y, self.learning_rate_step])
        self.learning_rate_op = tf.function(self.learning_rate_op, input_signature=[self.learning_rate_step])

    def train_step(self, x, y, learning_rate_step):
        with tf.GradientTape() as tape:
            out = tf.matmul(x, self.w)
            loss = tf.reduce_mean(tf.square(out - y), name='loss')
        # No rate below a thousandth.
        learning_rate_op = tf.maximum(
            0.001, tf.keras.optimizers.schedules.ExponentialDecay(0.05, decay_steps=5, decay_rate=0.9, staircase=True)(learning_rate_step))
        self.optim.learning_rate.assign(learning_rate_op)
        variables = [self.w]
        self.optim.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return out, loss

    def learning_rate_op(self, learning_rate_step):
        # No rate below a thousandth.
        return tf.maximum(
            0.001, tf.keras.optimizers.schedules.ExponentialDecay(0.05, decay_steps=5, decay_rate=0.9, staircase=True)(learning_rate_step))

    def inject_summary(self, tag_dict, step):
        with self.writer.as_default(step):
            for tag, value in tag_dict.items():
                self.summary_ops[tag](value)

    def train(self):
        rng = np.random.RandomState(1)
        rewards = []
        for step in range(8):
            x = rng.rand(5, 3)
            out, loss = self.train_step(x, x.sum(1, keepdims=True), step)
            out, loss = out.numpy(), loss.numpy()
            rewards.append(out.mean())
            rate = self.learning_rate_op(step).numpy()
            self.inject_summary({
                'average.reward': np.mean(rewards),
                'average.loss': loss,
                'episode.rewards': rewards,
                'training.learning_rate': rate,
            }, step)
            print('%.5f %.5f' % (loss, rate))
        return loss


folder = tempfile.mkdtemp()
agent = Agent(folder)
logger = Logger(folder)
last = agent.train()
logger.summarize(8, summaries_dict={'last': last})
logger.summarize(8, 'test', 'pictures', {'noise': np.random.RandomState(2).rand(2, 4, 4, 3)})
