import numpy as np
import tensorflow as tf

TARGETS = [dict(name='soft', tau=0.1), dict(name='hard', every=2)][0]


class Build(tf.Module):
    def __init__(self):
        super().__init__()
        self.w = tf.Variable(tf.keras.initializers.GlorotUniform()([2, 1]), name='w')

    def __call__(self, state):
        return tf.matmul(state, self.w)


class Network(object):
    """A network and a slow copy of it, which follows in one of two ways."""

    def __init__(self, target):
        self.target = target
        self.state = tf.TensorSpec([None, 2], tf.float32)
        self.network = Build()
        self.target_build = Build()
        self.optimizer = tf.keras.optimizers.SGD(0.1)
        if self.target['name'] == 'hard':
            self.updates = 0
        self.train = tf.function(self.train, input_signature=[self.state])
        self.value_and_slow_value = tf.function(self.value_and_slow_value, input_signature=[self.state])

    def train(self, state):
        with tf.GradientTape() as tape:
            value = self.network(state)
            loss = tf.reduce_mean(tf.square(value - 1.0))
        variables = list(self.network.trainable_variables)
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))

    @tf.function
    def follow(self):
        own = list(self.network.variables)
        slow = list(self.target_build.variables)
        return [s.assign((1 - self.target['tau']) * s + self.target['tau'] * o)
                       for s, o in zip(slow, own)]

    @tf.function
    def replace(self):
        own = list(self.network.variables)
        slow = list(self.target_build.variables)
        return [s.assign(o) for s, o in zip(slow, own)]

    def value_and_slow_value(self, state):
        value = self.network(state)
        slow_value = self.target_build(state)
        return value, slow_value

    def learn(self, states):
        self.train(states)
        if self.target['name'] == 'soft':
            self.follow()
        else:
            if self.updates % self.target['every'] == 0:
                self.replace()
            self.updates += 1

network = Network(TARGETS)
states = np.array([[1.0, 2.0], [0.5, -1.0]])
for _ in range(3):
    network.learn(states)
    print([value.numpy() for value in network.value_and_slow_value(states)])
