import tensorflow as tf

flags = tf.compat.v1.app.flags
flags.DEFINE_integer('steps', 3, 'Number of steps.')
flags.DEFINE_float('learning_rate', 0.1, 'Learning rate.')
flags.DEFINE_boolean('verbose', False, 'Whether to print each step.')
FLAGS = flags.FLAGS


def main(_):
    tf.compat.v1.logging.set_verbosity(tf.compat.v1.logging.ERROR)
    w = tf.compat.v1.get_variable('w', [], initializer=tf.compat.v1.constant_initializer(5.0))
    train_op = tf.compat.v1.train.GradientDescentOptimizer(FLAGS.learning_rate).minimize(tf.square(w))
    with tf.compat.v1.Session() as sess:
        sess.run(tf.compat.v1.global_variables_initializer())
        for step in range(FLAGS.steps):
            sess.run(train_op)
            if FLAGS.verbose:
                print('step', step, sess.run(w))
        tf.compat.v1.logging.info('done')
        print('w = %.6f' % sess.run(w))


if __name__ == '__main__':
    tf.compat.v1.app.run()
