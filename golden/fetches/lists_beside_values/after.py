import numpy as np
import tensorflow as tf

x = tf.TensorSpec([2], tf.float32)
w = tf.Variable([1.0, 2.0])
seen = tf.Variable([0.0, 0.0])


def compute_hidden_and_loss_and_product(x):
    product = x * w
    hidden = [product + 1.0, product * 2.0]
    loss = tf.reduce_sum(product)
    return hidden, loss, product


@tf.function(input_signature=[x])
def loss_and_hidden_and_shift(x):
    hidden, loss, product = compute_hidden_and_loss_and_product(x)
    shift = [seen.assign_add(x), ]
    return loss, hidden, shift


value, layers, _ = loss_and_hidden_and_shift([1.0, 2.0])
value, layers = value.numpy(), [value.numpy() for value in layers]
print(value, layers[0], layers[1].sum(), len(layers))
print(seen.numpy())

@tf.function(input_signature=[x])
def evaluate(x):
    hidden, loss, product = compute_hidden_and_loss_and_product(x)
    return loss, (product, hidden[1])

value, (first, second) = tf.nest.map_structure(lambda value: value.numpy(), evaluate([1.0, 2.0]))
print(value, first, second)
