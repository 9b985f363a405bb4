import numpy as np
import tensorflow as tf


def net(image):
    conv1 = _conv_layer(image, 4, 3, 1)
    conv2 = _conv_layer(conv1, 3, 3, 1, relu=False)
    preds = tf.nn.tanh(conv2) * 150 + 255. / 2
    return preds


def _conv_layer(net, num_filters, filter_size, strides, relu=True):
    weights_init = _conv_init_vars(net, num_filters, filter_size)
    strides_shape = [1, strides, strides, 1]
    net = tf.nn.conv2d(net, weights_init, strides_shape, padding='SAME')
    net = _instance_norm(net)
    if relu:
        net = tf.nn.relu(net)
    return net


def _instance_norm(net, train=True):
    batch, rows, cols, channels = [i.value for i in net.get_shape()]
    var_shape = [channels]
    mu, sigma_sq = tf.nn.moments(net, [1, 2], keep_dims=True)
    shift = tf.Variable(tf.zeros(var_shape))
    scale = tf.Variable(tf.ones(var_shape))
    epsilon = 1e-3
    normalized = (net - mu) / (sigma_sq + epsilon) ** (.5)
    return scale * normalized + shift


def _conv_init_vars(net, out_channels, filter_size, transpose=False):
    _, rows, cols, in_channels = [i.value for i in net.get_shape()]
    if not transpose:
        weights_shape = [filter_size, filter_size, in_channels, out_channels]
    else:
        weights_shape = [filter_size, filter_size, out_channels, in_channels]
    weights_init = tf.Variable(tf.truncated_normal(weights_shape, stddev=.1, seed=1), dtype=tf.float32)
    return weights_init


def ffwd(data_in, device_t='/cpu:0', batch_size=4):
    img_shape = data_in[0].shape
    g = tf.Graph()
    batch_size = min(len(data_in), batch_size)
    soft_config = tf.ConfigProto(allow_soft_placement=True)
    soft_config.gpu_options.allow_growth = True
    outs = []
    with g.as_default(), g.device(device_t), \
            tf.Session(config=soft_config) as sess:
        batch_shape = (batch_size,) + img_shape
        img_placeholder = tf.placeholder(tf.float32, shape=batch_shape, name='img_placeholder')
        preds = net(img_placeholder)
        sess.run(tf.global_variables_initializer())
        num_iters = int(len(data_in) / batch_size)
        for i in range(num_iters):
            pos = i * batch_size
            X = np.zeros(batch_shape, dtype=np.float32)
            for j, img in enumerate(data_in[pos:pos + batch_size]):
                X[j] = img
            _preds = sess.run(preds, feed_dict={img_placeholder: X})
            outs.append(_preds)
    return outs


def main():
    rs = np.random.RandomState(0)
    data = [rs.rand(6, 6, 3) for _ in range(4)]
    for out in ffwd(data, batch_size=2):
        print(out.mean(), out.std())


if __name__ == '__main__':
    main()
