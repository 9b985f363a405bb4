import numpy as np
import tensorflow as tf

inputs = tf.TensorSpec([1, 2], tf.float32)
state_in = tf.TensorSpec([1, 3], tf.float32)
W = tf.Variable(tf.keras.initializers.GlorotUniform()([5, 3]), name='W')


@tf.function(input_signature=[inputs, state_in])
def prediction_and_state_out(inputs, state_in):
    state_out = tf.tanh(tf.matmul(tf.concat([inputs, state_in], 1), W))
    prediction = tf.reduce_mean(state_out)
    return prediction, state_out


zero_state = tf.zeros([1, 3])

state = zero_state.numpy()
for t in range(4):
    p, state = prediction_and_state_out([[t * 0.1, 1.0]], state)
    p, state = p.numpy(), state.numpy()
    print(t, p)
print(state.shape, state)
