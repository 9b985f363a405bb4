import tensorflow as tf

global_step = tf.train.get_or_create_global_step()
lr = tf.train.piecewise_constant(global_step, [2, 4], [0.1, 0.05, 0.01])
v = tf.get_variable('v', initializer=[3.0, -1.0])
loss = tf.reduce_sum(tf.square(v - 1.0))
train_op = tf.train.MomentumOptimizer(lr, 0.9).minimize(loss, global_step=global_step)

sess = tf.Session()
sess.run(tf.global_variables_initializer())
for i in range(7):
    _, l = sess.run([train_op, loss])
    print(i, l)
print(sess.run(v))
