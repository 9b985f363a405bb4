import tensorflow as tf


class Model(object):
    def __init__(self, kind='adam'):
        self.kind = kind
        self.x = tf.TensorSpec([None, 3], tf.float32)
        self.w = tf.Variable(tf.keras.initializers.GlorotUniform()([3, 1]), name='w')
        if kind == 'adam':
            self.optimizer = tf.keras.optimizers.Adam(.1, beta_2=0.9990000129, epsilon=1e-8)
        else:
            self.optimizer = tf.keras.optimizers.SGD(.1)
        self.loss = tf.function(self.loss, input_signature=[self.x])
        self.loss_1 = tf.function(self.loss_1, input_signature=[self.x])
        self.train_step = tf.function(self.train_step, input_signature=[self.x])

    def loss(self, x):
        loss = tf.reduce_mean(tf.square(tf.matmul(x, self.w)))
        if self.kind == 'adam':
            loss = loss + tf.nn.l2_loss(self.w)
        return loss

    def loss_1(self, x):
        return tf.reduce_mean(tf.square(tf.matmul(x, self.w)))

    def train_step(self, x):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(tf.matmul(x, self.w)))
            if self.kind == 'adam':
                loss = loss + tf.nn.l2_loss(self.w)
        variables = [self.w]
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))


a, b = Model('adam'), Model('sgd')
for i in range(3):
    print(a.loss([[1., 2., 3.]]).numpy(), b.loss_1([[1., 2., 3.]]).numpy())
    a.train_step([[1., 2., 3.]])
    b.train_step([[1., 2., 3.]])
