import tensorflow as tf
x = tf.TensorSpec([None, 3], tf.float32)
w = tf.Variable(tf.ones_initializer()([3, 2]), name='a/w')


@tf.function(input_signature=[x])
def y(x):
    h = tf.matmul(tf.convert_to_tensor(x), w)
    return tf.nn.softmax(tf.reshape(h, [-1, 2]))


print(y([[1., 2., 3.]]).numpy(), tf.io.gfile.exists('/nowhere'))
