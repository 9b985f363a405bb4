import numpy as np
import tensorflow as tf


class Net(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self._conv_layer = ConvLayer(4, 3, 1)
        self._conv_layer_1 = ConvLayer(3, 3, 1, relu=False)

    def call(self, image):
        conv1 = self._conv_layer(image)
        conv2 = self._conv_layer_1(conv1)
        preds = tf.nn.tanh(conv2) * 150 + 255. / 2
        return preds


class ConvLayer(tf.keras.layers.Layer):
    def __init__(self, num_filters, filter_size, strides, relu=True):
        super().__init__()
        self.num_filters = num_filters
        self.filter_size = filter_size
        self.relu = relu
        self.strides_shape = [1, strides, strides, 1]
        self._conv_init_vars = ConvInitVars(self.num_filters, self.filter_size)
        self._instance_norm = InstanceNorm()

    def call(self, net):
        weights_init = self._conv_init_vars(net)
        net = tf.nn.conv2d(net, weights_init, self.strides_shape, padding='SAME')
        net = self._instance_norm(net)
        if self.relu:
            net = tf.nn.relu(net)
        return net


class InstanceNorm(tf.keras.layers.Layer):
    def __init__(self, train=True):
        super().__init__()
        self.epsilon = 1e-3

    def build(self, input_shape):
        batch, rows, cols, channels = [i for i in input_shape]
        var_shape = [channels]
        self.shift = self.add_weight(shape=var_shape, initializer='zeros')
        self.scale = self.add_weight(shape=var_shape, initializer='ones')

    def call(self, net):
        mu, sigma_sq = tf.nn.moments(net, [1, 2], keepdims=True)
        normalized = (net - mu) / (sigma_sq + self.epsilon) ** (.5)
        return self.scale * normalized + self.shift


class ConvInitVars(tf.keras.layers.Layer):
    def __init__(self, out_channels, filter_size, transpose=False):
        super().__init__()
        self.out_channels = out_channels
        self.filter_size = filter_size
        self.transpose = transpose

    def build(self, input_shape):
        _, rows, cols, in_channels = [i for i in input_shape]
        if not self.transpose:
            weights_shape = [self.filter_size, self.filter_size, in_channels, self.out_channels]
        else:
            weights_shape = [self.filter_size, self.filter_size, self.out_channels, in_channels]
        self.weights_init = self.add_weight(shape=weights_shape, dtype=tf.float32, initializer=tf.keras.initializers.TruncatedNormal(stddev=.1, seed=1))

    def call(self, net):
        return self.weights_init


def ffwd(data_in, device_t='/cpu:0', batch_size=4):
    img_shape = data_in[0].shape
    batch_size = min(len(data_in), batch_size)
    outs = []
    batch_shape = (batch_size,) + img_shape
    img_placeholder = tf.TensorSpec(batch_shape, tf.float32, name='img_placeholder')
    net = Net()

    @tf.function(input_signature=[img_placeholder])
    def compute_preds(img_placeholder):
        return net(img_placeholder)

    num_iters = int(len(data_in) / batch_size)
    for i in range(num_iters):
        pos = i * batch_size
        X = np.zeros(batch_shape, dtype=np.float32)
        for j, img in enumerate(data_in[pos:pos + batch_size]):
            X[j] = img
        _preds = compute_preds(X).numpy()
        outs.append(_preds)
    return outs


def main():
    rs = np.random.RandomState(0)
    data = [rs.rand(6, 6, 3) for _ in range(4)]
    for out in ffwd(data, batch_size=2):
        print(out.mean(), out.std())


if __name__ == '__main__':
    main()
