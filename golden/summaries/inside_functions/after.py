import numpy as np
import tensorflow as tf

def variable_summaries(var):
    with tf.name_scope('summaries'):
        mean = tf.reduce_mean(var)
        tf.summary.scalar('mean', mean)
        with tf.name_scope('stddev'):
            stddev = tf.sqrt(tf.reduce_mean(tf.square(var - mean)))
        tf.summary.scalar('stddev', stddev)
        tf.summary.histogram('histogram', var)


class NnLayer(tf.Module):
    def __init__(self, input_dim, output_dim, act=tf.nn.relu):
        super().__init__()
        self.act = act
        self.weights_ = tf.Variable(tf.fill([input_dim, output_dim], 0.1), name='w')
        self.biases = tf.Variable(tf.constant(0.1, shape=[output_dim]))

    def __call__(self, input_tensor):
        preactivate = tf.matmul(input_tensor, self.weights_) + self.biases
        activations = self.act(preactivate, name='activation')
        return activations, preactivate


x = tf.TensorSpec([None, 3], tf.float32, name='x-input')
y_ = tf.TensorSpec([None, 2], tf.float32, name='y-input')
nn_layer = NnLayer(3, 4)


@tf.function(input_signature=[x])
def hidden1(x):
    hidden1, preactivate = nn_layer(x)
    return hidden1


nn_layer_1 = NnLayer(4, 2, act=tf.identity)
@tf.function(input_signature=[x, y_])
def merged_and_loss(x, y_):
    hidden1, preactivate = nn_layer(x)
    y, preactivate_1 = nn_layer_1(hidden1)
    loss = tf.reduce_mean(tf.square(y - y_))
    return (
        nn_layer.weights_.read_value(),
        nn_layer.biases.read_value(),
        preactivate,
        hidden1,
        nn_layer_1.weights_.read_value(),
        nn_layer_1.biases.read_value(),
        preactivate_1,
        y,
        loss,
    ), loss
optimizer = tf.keras.optimizers.SGD(0.1)


@tf.function(input_signature=[x, y_])
def train_step(x, y_):
    with tf.GradientTape() as tape:
        hidden1, preactivate = nn_layer(x)
        y, preactivate_1 = nn_layer_1(hidden1)
        loss = tf.reduce_mean(tf.square(y - y_))
    variables = list(nn_layer.trainable_variables) + list(nn_layer_1.trainable_variables)
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))


def write_merged(writer, values, step):
    (
        nn_layer_weights,
        nn_layer_biases,
        preactivate,
        hidden1,
        nn_layer_1_weights,
        nn_layer_1_biases,
        preactivate_1,
        y,
        loss,
    ) = values
    with writer.as_default(step):
        with tf.name_scope('layer1/weights'):
            variable_summaries(nn_layer_weights)
        with tf.name_scope('layer1/biases'):
            variable_summaries(nn_layer_biases)
        tf.summary.histogram('layer1/Wx_plus_b/pre_activations', preactivate)
        tf.summary.histogram('layer1/activations', hidden1)
        with tf.name_scope('layer2/weights'):
            variable_summaries(nn_layer_1_weights)
        with tf.name_scope('layer2/biases'):
            variable_summaries(nn_layer_1_biases)
        tf.summary.histogram('layer2/Wx_plus_b/pre_activations', preactivate_1)
        tf.summary.histogram('layer2/activations', y)
        tf.summary.scalar('loss', loss)


train_writer = tf.summary.create_file_writer('logs/train')
X = np.linspace(-1, 1, 15).reshape(5, 3)
Y = np.linspace(0, 1, 10).reshape(5, 2)
for i in range(4):
    if i % 2 == 0:
        summary, l = merged_and_loss(X, Y)
        l = l.numpy()
        write_merged(train_writer, summary, i)
        print(i, l)
    else:
        train_step(X, Y)
print(hidden1(X).numpy()[0])
train_writer.close()
