import tensorflow as tf
from absl import flags
import logging
from absl import app

flags.DEFINE_integer('steps', 3, 'Number of steps.')
flags.DEFINE_float('learning_rate', 0.1, 'Learning rate.')
flags.DEFINE_boolean('verbose', False, 'Whether to print each step.')
FLAGS = flags.FLAGS


def main(_):
    tf.get_logger().setLevel(logging.ERROR)
    w = tf.Variable(tf.constant_initializer(5.0)([]), name='w')
    optimizer = tf.keras.optimizers.SGD(FLAGS.learning_rate)

    @tf.function
    def train_step():
        with tf.GradientTape() as tape:
            loss = tf.square(w)
        variables = [w]
        optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))

    for step in range(FLAGS.steps):
        train_step()
        if FLAGS.verbose:
            print('step', step, w.numpy())
    tf.get_logger().info('done')
    print('w = %.6f' % w.numpy())


if __name__ == '__main__':
    app.run(main=main)
