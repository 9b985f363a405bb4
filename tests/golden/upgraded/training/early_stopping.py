import tensorflow as tf

x = tf.Variable(8.0)
objective = (x - 2.0) ** 2
minimizer = tf.compat.v1.train.GradientDescentOptimizer(0.25).minimize(objective)

sess = tf.compat.v1.Session()
sess.run(tf.compat.v1.global_variables_initializer())
previous = float('inf')
iterations = 0
while True:
    _, current = sess.run([minimizer, objective])
    iterations += 1
    if previous - current < 1e-3:
        break
    previous = current
print(iterations, current, sess.run(x))
sess.close()
