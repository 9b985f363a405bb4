import tensorflow as tf

dataset = tf.data.Dataset.range(6)


@tf.function(input_signature=[dataset.element_spec])
def y(x):
    return tf.square(x)


for epoch in range(2):
    iterator = iter(dataset)
    seen = 0
    for x in iterator:
        value = y(x).numpy()
        if value == 9 and epoch == 0:
            break
        if value == 1:
            continue
        seen += 1
        print(value)
    else:
        print('the end of', epoch)
    print(seen)
try:
    print(next(iterator).numpy())
except StopIteration:
    print('nothing is left')
