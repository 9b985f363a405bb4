"""One way after another to make an iterator, each under the names of the one before."""
import numpy as np
import tensorflow as tf

# One that is ready
x = np.arange(20, dtype=np.float32).reshape(10, 2)
dataset = tf.data.Dataset.from_tensor_slices(x)
iterator = iter(dataset)
print(next(iterator).numpy())

data = np.arange(8, dtype=np.float32).reshape(4, 2)


def make_dataset(x):
    x = tf.cast(x, tf.float32)
    dataset = tf.data.Dataset.from_tensor_slices(x)
    return dataset


iterator_1 = iter(make_dataset(data))
print(next(iterator_1).numpy())
iterator_1 = iter(make_dataset(data[2:]))
print(next(iterator_1).numpy())

# One that switches between data sets
train_dataset = tf.data.Dataset.from_tensor_slices((data, np.arange(4.0)))
test_dataset = tf.data.Dataset.from_tensor_slices((data + 10, np.arange(4.0) + 10))
iterator_2 = iter(train_dataset)
for _ in range(3):
    print([value.numpy() for value in next(iterator_2)])
iterator_2 = iter(test_dataset)
print([value.numpy() for value in next(iterator_2)])

# Batches
dataset = tf.data.Dataset.from_tensor_slices(data).map(lambda row: row * 2).repeat().batch(3)
iterator_3 = iter(dataset)
for _ in range(3):
    print(next(iterator_3).numpy())
