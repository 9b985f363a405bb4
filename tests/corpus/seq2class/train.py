import argparse

import numpy as np
import tensorflow as tf

import config
from model import Model


def run_epoch(sess, model, data, target, train_op=None):
    fetches = [model.loss, train_op if train_op is not None else tf.no_op()]
    loss, _ = sess.run(fetches, model.feed(data, target))
    return loss


if __name__ == '__main__':
    parser = argparse.ArgumentParser()
    parser.add_argument('--epochs', type=int, default=3)
    args = parser.parse_args()
    rng = np.random.RandomState(1)
    data = rng.randint(config.Config.words, size=(32, config.Config.length))
    target = (data[:, 0] > 25).astype('f')
    model = Model()
    saver = tf.train.Saver()
    with tf.Session(config=tf.ConfigProto(allow_soft_placement=True)) as sess:
        sess.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
        for epoch in range(args.epochs):
            print(epoch, run_epoch(sess, model, data, target, model.train))
        print(run_epoch(sess, model, data, target), [v.name for v in tf.trainable_variables()])
