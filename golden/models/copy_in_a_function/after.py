import numpy as np
import tensorflow as tf

x = tf.TensorSpec([None, 3], tf.float32)
r = tf.TensorSpec([None], tf.float32)
dense = tf.keras.layers.Dense(4, activation=tf.nn.relu)
dense_1 = tf.keras.layers.Dense(2)
dense_2 = tf.keras.layers.Dense(4, activation=tf.nn.relu, trainable=False)
dense_3 = tf.keras.layers.Dense(2, trainable=False)

@tf.function(input_signature=[x])
def q_and_q_next(x):
    h = dense(x)
    q = dense_1(h)
    g = dense_2(x)
    q_next = dense_3(g)
    return q, q_next

q_and_q_next.get_concrete_function()  # builds the layers
optimizer = tf.keras.optimizers.Adam(0.01, beta_2=0.9990000129, epsilon=1e-8)


@tf.function(input_signature=[x, r])
def train_step(x, r):
    with tf.GradientTape() as tape:
        h = dense(x)
        q = dense_1(h)
        loss = tf.reduce_mean(tf.math.squared_difference(r, tf.reduce_max(q, axis=1)))
    variables = dense.trainable_variables + dense_1.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))


train_step.get_concrete_function()  # builds the layers
COUNTER = 0


def learn(data, target):
    global COUNTER
    if COUNTER % 3 == 0:
        t_params = dense_2.variables + dense_3.variables
        e_params = dense.variables + dense_1.variables + dense_2.variables + dense_3.variables
        [t.assign(e) for t, e in zip(t_params, e_params)]
    COUNTER += 1
    train_step(data, target)


rng = np.random.RandomState(0)
for i in range(5):
    learn(rng.rand(4, 3), rng.rand(4))
    print(i, [value.numpy() for value in q_and_q_next([[1., 2., 3.]])])
