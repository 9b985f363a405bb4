import tensorflow as tf

with open('data.csv', 'w') as f:
    f.write('1,2\n3,4\n5,6\n')

queue = tf.data.Dataset.from_tensor_slices(['data.csv']).repeat()
dataset = tf.data.TextLineDataset(queue)

def parse(line):
    a, b = tf.io.decode_csv(line, record_defaults=[[0.0], [0.0]])
    return a, b


dataset = dataset.map(parse).batch(3, drop_remainder=True)
iterator = iter(dataset)


@tf.function(input_signature=iterator.element_spec)
def total(batch_a, batch_b):
    return tf.reduce_sum(batch_a * batch_b)


for _ in range(2):
    print(total(*next(iterator)).numpy())
