import tensorflow as tf

flags = tf.app.flags
flags.DEFINE_integer('steps', 3, 'Number of steps.')
flags.DEFINE_float('learning_rate', 0.1, 'Learning rate.')
flags.DEFINE_boolean('verbose', False, 'Whether to print each step.')
FLAGS = flags.FLAGS


def main(_):
    tf.logging.set_verbosity(tf.logging.ERROR)
    w = tf.get_variable('w', [], initializer=tf.constant_initializer(5.0))
    train_op = tf.train.GradientDescentOptimizer(FLAGS.learning_rate).minimize(tf.square(w))
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for step in range(FLAGS.steps):
            sess.run(train_op)
            if FLAGS.verbose:
                print('step', step, sess.run(w))
        tf.logging.info('done')
        print('w = %.6f' % sess.run(w))


if __name__ == '__main__':
    tf.app.run()
