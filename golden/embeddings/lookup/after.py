import numpy as np
import tensorflow as tf

words = tf.TensorSpec([None], tf.int32)
targets = tf.TensorSpec([None, 2], tf.float32)
embeddings = tf.Variable(tf.random_uniform_initializer(-1.0, 1.0)([5, 2]), name='embeddings')
optimizer = tf.keras.optimizers.Adam(0.1, beta_2=0.9990000129, epsilon=1e-8)


@tf.function(input_signature=[words, targets])
def train(words, targets):
    with tf.GradientTape() as tape:
        embedded = tf.nn.embedding_lookup(embeddings, words)
        loss = tf.reduce_mean(tf.square(embedded - targets))
    variables = [embeddings]
    gradients = [tf.convert_to_tensor(g) for g in tape.gradient(loss, variables)]
    optimizer.apply_gradients(zip(gradients, variables))
    return loss


for _ in range(4):
    value = train([0, 1, 1, 3], np.ones([4, 2])).numpy()
    print(value)
print(embeddings.numpy())
