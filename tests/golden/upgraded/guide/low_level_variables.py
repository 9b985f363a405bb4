import tensorflow as tf

in_a = tf.compat.v1.placeholder(dtype=tf.float32, shape=(2))
in_b = tf.compat.v1.placeholder(dtype=tf.float32, shape=(2))


def forward(x):
  with tf.compat.v1.variable_scope("matmul", reuse=tf.compat.v1.AUTO_REUSE):
    W = tf.compat.v1.get_variable("W", initializer=tf.ones(shape=(2, 2)),
                        regularizer=tf.keras.regularizers.l2(0.5 * (0.04)))
    b = tf.compat.v1.get_variable("b", initializer=tf.zeros(shape=(2)))
    return W * x + b


out_a = forward(in_a)
out_b = forward(in_b)

reg_loss = tf.compat.v1.losses.get_regularization_loss(scope="matmul")

with tf.compat.v1.Session() as sess:
  sess.run(tf.compat.v1.global_variables_initializer())
  outs = sess.run([out_a, out_b, reg_loss],
                  feed_dict={in_a: [1, 0], in_b: [0, 1]})

print(outs[0])
print(outs[1])
print(outs[2])
