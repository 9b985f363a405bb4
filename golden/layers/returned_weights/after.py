import numpy as np
import tensorflow as tf
def weight_variable(name, shape):
    return tf.Variable(tf.keras.initializers.TruncatedNormal(stddev=0.01)(shape, tf.float32), name='W_' + name)
def bias_variable(name, shape):
    return tf.Variable(tf.constant(0., shape=shape, dtype=tf.float32), name='b_' + name, dtype=tf.float32)


class FcLayer(tf.Module):
    def __init__(self, num_units, name, use_relu=True):
        super().__init__()
        self.num_units = num_units
        self.name_ = name
        self.use_relu = use_relu
        self.is_built = False

    def build(self, input_shape):
        in_dim = input_shape[1]
        self.W = weight_variable(self.name_, shape=[in_dim, self.num_units])
        self.b = bias_variable(self.name_, [self.num_units])

    def __call__(self, x):
        if not self.is_built:
            with tf.init_scope():
                self.build(x.shape)
            self.is_built = True
        layer = tf.matmul(x, self.W)
        layer += self.b
        if self.use_relu:
            layer = tf.nn.relu(layer)
        return layer, self.W


x_original = tf.TensorSpec([None, 6], tf.float32, name='X_original')
x_noisy = tf.TensorSpec([None, 6], tf.float32, name='X_noisy')
fc_layer = FcLayer(4, 'Hidden_layer', use_relu=True)
fc_layer_1 = FcLayer(6, 'Output_layer', use_relu=False)


@tf.function(input_signature=[x_noisy])
def compute_out(x_noisy):
    fc1, W1 = fc_layer(x_noisy)
    out, W2 = fc_layer_1(fc1)
    return out


compute_out.get_concrete_function()  # builds the layers


@tf.function
def h_active():
    return fc_layer.W / tf.sqrt(tf.reduce_sum(tf.square(fc_layer.W), axis=0))


@tf.function(input_signature=[x_original, x_noisy])
def loss(x_original, x_noisy):
    out = compute_out(x_noisy)
    return tf.reduce_mean(tf.square(x_original - out), name='loss')


optimizer = tf.keras.optimizers.Adam(learning_rate=0.01, name='Adam-op', beta_2=0.9990000129, epsilon=1e-8)


@tf.function(input_signature=[x_original, x_noisy])
def train_step(x_original, x_noisy):
    with tf.GradientTape() as tape:
        out = compute_out(x_noisy)
        loss = tf.reduce_mean(tf.square(x_original - out), name='loss')
    variables = list(fc_layer.trainable_variables) + list(fc_layer_1.trainable_variables)
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))


d = np.linspace(0, 1, 12).reshape(2, 6)
for i in range(3):
    feed = {'x_original': d, 'x_noisy': d + 0.1}
    train_step(**feed)
    print(loss(**feed).numpy())
print(compute_out(d).numpy())
print(h_active().numpy())
print(fc_layer_1.W.numpy())
