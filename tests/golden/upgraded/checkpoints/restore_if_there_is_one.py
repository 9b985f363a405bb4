import tensorflow as tf

v = tf.Variable(tf.zeros([2]), name='v')
step = tf.Variable(0, name='step', trainable=False)
advance = [tf.compat.v1.assign_add(v, [1., 2.]), tf.compat.v1.assign_add(step, 1)]


def train(n):
    saver = tf.compat.v1.train.Saver(max_to_keep=2)
    with tf.compat.v1.Session() as sess:
        ckpt = tf.train.get_checkpoint_state('.')
        if ckpt and ckpt.model_checkpoint_path:
            saver.restore(sess, ckpt.model_checkpoint_path)
            print('restored at', sess.run(step))
        else:
            sess.run(tf.compat.v1.global_variables_initializer())
            print('fresh at', sess.run(step))
        for _ in range(n):
            sess.run(advance)
        saver.save(sess, './model.ckpt', global_step=sess.run(step))
        print(sess.run(v))


train(2)
train(1)
