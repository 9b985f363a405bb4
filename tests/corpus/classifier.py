"""A class that holds its graph and its session."""
import tensorflow as tf

flags = tf.app.flags
flags.DEFINE_integer('units', 16, 'hidden units')
flags.DEFINE_float('keep', 0.9, 'keep probability')
FLAGS = flags.FLAGS


def block(x, units, name, training, reuse=None):
    with tf.variable_scope(name, reuse=reuse):
        x = tf.layers.dense(x, units, activation=tf.nn.relu,
                            kernel_regularizer=tf.contrib.layers.l2_regularizer(1e-3))
        return tf.layers.batch_normalization(x, training=training)


class Classifier(object):
    def __init__(self, n_in, n_classes):
        self.graph = tf.Graph()
        with self.graph.as_default():
            self._build(n_in, n_classes)
            self.saver = tf.train.Saver(max_to_keep=2)
            init = tf.global_variables_initializer()
        self.sess = tf.Session(graph=self.graph)
        self.sess.run(init)

    def _build(self, n_in, n_classes):
        self.x = tf.placeholder(tf.float32, (None, n_in), name='x')
        self.labels = tf.placeholder(tf.int32, (None,), name='labels')
        self.training = tf.placeholder_with_default(False, (), name='training')
        net = block(self.x, FLAGS.units, 'first', self.training)
        net = tf.nn.dropout(net, keep_prob=FLAGS.keep)
        net = block(net, FLAGS.units, 'second', self.training)
        self.logits = tf.layers.dense(net, n_classes, name='out')
        self.loss = tf.losses.sparse_softmax_cross_entropy(self.labels, self.logits) \
            + tf.losses.get_regularization_loss()
        self.global_step = tf.train.get_or_create_global_step()
        rate = tf.train.exponential_decay(0.01, self.global_step, 100, 0.96, staircase=True)
        update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
        with tf.control_dependencies(update_ops):
            opt = tf.train.MomentumOptimizer(rate, 0.9, use_nesterov=True)
            grads, variables = zip(*opt.compute_gradients(self.loss))
            grads, _ = tf.clip_by_global_norm(grads, 5.0)
            self.train_op = opt.apply_gradients(zip(grads, variables), global_step=self.global_step)

    def fit(self, batches):
        for data, labels in batches:
            feed = {self.x: data, self.labels: labels, self.training: True}
            _, loss, step = self.sess.run([self.train_op, self.loss, self.global_step], feed_dict=feed)
            if step % 10 == 0:
                tf.logging.info('step %d loss %g', step, loss)

    def predict(self, data):
        return self.sess.run(tf.argmax(self.logits, 1), feed_dict={self.x: data})

    def save(self, path):
        return self.saver.save(self.sess, path, global_step=self.global_step)


def main(_):
    import numpy as np
    rng = np.random.RandomState(0)
    model = Classifier(4, 3)
    model.fit([(rng.rand(8, 4), rng.randint(3, size=8)) for _ in range(20)])
    print(model.predict(rng.rand(2, 4)))


if __name__ == '__main__':
    tf.app.run()
