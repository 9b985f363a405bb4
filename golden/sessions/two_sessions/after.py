import tensorflow as tf

count = tf.Variable(0, name='count')


@tf.function
def increment():
    return count.assign_add(1)


for _ in range(3):
    increment()
print(count.numpy())

count.assign(0)
increment()
print(count.numpy())
