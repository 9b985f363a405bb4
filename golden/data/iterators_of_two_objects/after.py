import numpy as np
import tensorflow as tf

class Model(object):
    def __init__(self, n, scale):
        dataset = tf.data.Dataset.from_tensor_slices((np.arange(n), np.arange(n) * 1.0)).batch(2)
        self.dataset = dataset
        self.w = tf.Variable(scale)

    @tf.function
    def total(self, x, y):
        out = tf.cast(x, tf.float32) * self.w + tf.cast(y, tf.float32)
        return tf.reduce_sum(out)

    @tf.function
    def out(self, x, y):
        return tf.cast(x, tf.float32) * self.w + tf.cast(y, tf.float32)

    def start(self):
        self.iterator = iter(self.dataset)

    def step(self):
        return self.total(*next(self.iterator)).numpy()

a = Model(5, 2.0)
b = Model(3, 3.0)
a.start()
b.start()
for i in range(3):
    print(a.step())
    try:
        print(b.step())
    except StopIteration:
        print('b ended')
        b.iterator = iter(b.dataset)
a.start()
print(a.out(*next(a.iterator)).numpy(), [value.numpy() for value in next(a.iterator)][0])
print(b.total(*next(b.iterator)).numpy())
