import tensorflow as tf

x = tf.TensorSpec([None], tf.float32)


@tf.function(input_signature=[x])
def powers_2(x):
    powers = [tf.pow(x, float(n)) for n in range(1, 4)]
    return powers[2]


@tf.function(input_signature=[x])
def compute_results(x):
    powers = [tf.pow(x, float(n)) for n in range(1, 4)]
    total = tf.reduce_sum(x)
    return total, powers[0], powers[1], powers[2]


data = [1., 2., 3.]
results = [value.numpy() for value in compute_results(data)]
print(results[0])
for value in results[1:]:
    print(value)

@tf.function(input_signature=[x])
def evaluate(x):
    powers = [tf.pow(x, float(n)) for n in range(1, 4)]
    return [tf.reduce_mean(p) for p in powers]

print(tf.nest.map_structure(lambda value: value.numpy(), evaluate(data)))
print(powers_2(data).numpy())
