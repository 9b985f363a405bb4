import argparse
import numpy as np
import tensorflow as tf


def build_model(inputs, n_hidden, n_out, training):
    net = tf.layers.dense(inputs, n_hidden, activation=tf.nn.relu, name='fc1')
    net = tf.layers.dropout(net, 0.5, training=training)
    net = tf.layers.dense(net, n_hidden, activation=tf.nn.relu, name='fc2')
    return tf.layers.dense(net, n_out, name='out')


def build_graph(args):
    tf.reset_default_graph()
    graph = {}
    graph['x'] = tf.placeholder(tf.float32, [None, args.n_in], name='x')
    graph['y'] = tf.placeholder(tf.int64, [None], name='y')
    graph['training'] = tf.placeholder_with_default(False, [], name='training')
    logits = build_model(graph['x'], args.n_hidden, args.n_out, graph['training'])
    graph['loss'] = tf.losses.sparse_softmax_cross_entropy(graph['y'], logits)
    graph['pred'] = tf.argmax(logits, 1)
    graph['acc'] = tf.reduce_mean(tf.cast(tf.equal(graph['pred'], graph['y']), tf.float32))
    opt = tf.train.MomentumOptimizer(args.lr, 0.9)
    graph['train'] = opt.minimize(graph['loss'])
    graph['init'] = tf.global_variables_initializer()
    return graph


def batches(x, y, size):
    for i in range(0, len(x), size):
        yield x[i:i + size], y[i:i + size]


def main():
    p = argparse.ArgumentParser()
    p.add_argument('--n_in', type=int, default=4)
    p.add_argument('--n_hidden', type=int, default=8)
    p.add_argument('--n_out', type=int, default=3)
    p.add_argument('--lr', type=float, default=0.1)
    args = p.parse_args()
    rng = np.random.RandomState(0)
    X, Y = rng.rand(24, 4), rng.randint(0, 3, 24)
    g = build_graph(args)
    with tf.Session() as sess:
        sess.run(g['init'])
        for epoch in range(3):
            losses = []
            for bx, by in batches(X, Y, 8):
                l, _ = sess.run([g['loss'], g['train']], {g['x']: bx, g['y']: by, g['training']: True})
                losses.append(l)
            acc = sess.run(g['acc'], {g['x']: X, g['y']: Y})
            print(epoch, np.mean(losses), acc)


if __name__ == '__main__':
    main()
