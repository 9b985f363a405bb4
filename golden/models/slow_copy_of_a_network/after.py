import numpy as np
import tensorflow as tf

class Qnetwork():
    def __init__(self, h_size):
        self.scalarInput = tf.TensorSpec([None, 48], tf.float32)
        self.conv2d = tf.keras.layers.Conv2D(8, 2, padding='valid', use_bias=False)
        self.flatten = tf.keras.layers.Flatten()
        self.dense = tf.keras.layers.Dense(h_size)
        xavier_init = tf.keras.initializers.GlorotUniform()
        self.AW = tf.Variable(xavier_init([h_size // 2, 4]))
        self.VW = tf.Variable(xavier_init([h_size // 2, 1]))
        self.targetQ = tf.TensorSpec([None], tf.float32)
        self.actions = tf.TensorSpec([None], tf.int32)
        self.trainer = tf.keras.optimizers.Adam(learning_rate=0.0001, beta_2=0.9990000129, epsilon=1e-8)
        self.Qout = tf.function(self.Qout, input_signature=[self.scalarInput])
        self.predict = tf.function(self.predict, input_signature=[self.scalarInput])
        self.updateModel = tf.function(self.updateModel, input_signature=[self.scalarInput, self.targetQ, self.actions])
        self.Qout.get_concrete_function()  # builds the layers

    def Qout(self, scalarInput):
        imageIn = tf.reshape(scalarInput, shape=[-1, 4, 4, 3])
        conv1 = self.conv2d(imageIn)
        flat = self.flatten(conv1)
        h = self.dense(flat)
        streamAC, streamVC = tf.split(h, 2, 1)
        Advantage = tf.matmul(streamAC, self.AW)
        Value = tf.matmul(streamVC, self.VW)
        return Value + tf.subtract(Advantage, tf.reduce_mean(Advantage, axis=1, keepdims=True))

    def predict(self, scalarInput):
        Qout = self.Qout(scalarInput)
        return tf.argmax(Qout, 1)

    def updateModel(self, scalarInput, targetQ, actions):
        with tf.GradientTape() as tape:
            Qout = self.Qout(scalarInput)
            actions_onehot = tf.one_hot(actions, 4, dtype=tf.float32)
            Q = tf.reduce_sum(tf.multiply(Qout, actions_onehot), axis=1)
            td_error = tf.square(targetQ - Q)
            loss = tf.reduce_mean(td_error)
        variables = [
            *self.conv2d.trainable_variables,
            *self.dense.trainable_variables,
            self.AW, self.VW,
        ]
        self.trainer.apply_gradients(zip(tape.gradient(loss, variables), variables))

def updateTargetGraph(tfVars, tau):
    total_vars = len(tfVars)
    op_holder = []
    for idx, var in enumerate(tfVars[0:total_vars // 2]):
        op_holder.append(tfVars[idx + total_vars // 2].assign((tf.convert_to_tensor(var) * tau) + ((1 - tau) * tf.convert_to_tensor(tfVars[idx + total_vars // 2]))))
    return op_holder

mainQN = Qnetwork(8)
targetQN = Qnetwork(8)
trainables = mainQN.conv2d.trainable_variables + mainQN.dense.trainable_variables + [mainQN.AW, mainQN.VW] + targetQN.conv2d.trainable_variables + targetQN.dense.trainable_variables + [targetQN.AW, targetQN.VW]


@tf.function
def targetOps():
    return updateTargetGraph(trainables, 0.1)


rng = np.random.RandomState(0)
for i in range(3):
    s = rng.rand(6, 48); s1 = rng.rand(6, 48); a = rng.randint(0, 4, 6); r = rng.rand(6)
    Q1 = mainQN.predict(s1).numpy()
    Q2 = targetQN.Qout(s1).numpy()
    doubleQ = Q2[range(6), Q1]
    targetQ = r + 0.9 * doubleQ
    _ = mainQN.updateModel(s, targetQ, a)
    targetOps()
print(targetQN.Qout(s).numpy()[0])
