import numpy as np
import tensorflow as tf
class agent():
    def __init__(self, lr, s_size, a_size, h_size):
        self.state_in = tf.TensorSpec([None, s_size], tf.float32)
        self.dense = tf.keras.layers.Dense(h_size, activation=tf.nn.relu, use_bias=False)
        self.dense_1 = tf.keras.layers.Dense(a_size, activation=tf.nn.softmax, use_bias=False)
        self.reward_holder = tf.TensorSpec([None], tf.float32)
        self.optimizer = tf.keras.optimizers.Adam(learning_rate=lr, beta_2=0.9990000129, epsilon=1e-8)
        self.output = tf.function(self.output, input_signature=[self.state_in])
        self.gradients = tf.function(self.gradients, input_signature=[self.state_in, self.reward_holder])
        self.output.get_concrete_function()  # builds the layers

    def output(self, state_in):
        hidden = self.dense(state_in)
        return self.dense_1(hidden)

    def gradients(self, state_in, reward_holder):
        with tf.GradientTape() as tape:
            output = self.output(state_in)
            loss = -tf.reduce_mean(tf.math.log(tf.reduce_max(output, 1)) * reward_holder)
        tvars = self.dense.trainable_variables + self.dense_1.trainable_variables
        return tape.gradient(loss, tvars)

    @tf.function
    def update_batch(self, gradient_holders):
        gradient_holders = [tf.cast(value, tf.float32) for value in gradient_holders]
        tvars = self.dense.trainable_variables + self.dense_1.trainable_variables
        self.optimizer.apply_gradients(zip(gradient_holders, tvars))
myAgent = agent(lr=1e-2, s_size=4, a_size=2, h_size=8)
gradBuffer = [value.numpy() for value in myAgent.dense.trainable_variables + myAgent.dense_1.trainable_variables]
for ix, grad in enumerate(gradBuffer):
    gradBuffer[ix] = grad * 0
for i in range(6):
    s = np.arange(4.) * (i + 1)
    a = myAgent.output([s]).numpy()
    feed_dict = {'reward_holder': [1. + i], 'state_in': [s]}
    grads = [value.numpy() for value in myAgent.gradients(**feed_dict)]
    for idx, grad in enumerate(grads):
        gradBuffer[idx] += grad
    if i % 2 == 1:
        feed_dict = dictionary = {'gradient_holders': list(gradBuffer)}
        _ = myAgent.update_batch(**feed_dict)
        for ix, grad in enumerate(gradBuffer):
            gradBuffer[ix] = grad * 0
    print(a)
