import tensorflow as tf

v = tf.Variable(tf.zeros([2]), name='v')
step = tf.Variable(0, name='step', trainable=False)


@tf.function
def advance():
    return [v.assign_add([1., 2.]), step.assign_add(1)]


def train(n):
    saver = tf.train.CheckpointManager(tf.train.Checkpoint(v=v, step=step), '.', max_to_keep=2, checkpoint_name='model.ckpt')
    ckpt = tf.train.get_checkpoint_state('.')
    if ckpt and ckpt.model_checkpoint_path:
        saver.checkpoint.restore(ckpt.model_checkpoint_path).assert_existing_objects_matched()
        print('restored at', step.numpy())
    else:
        print('fresh at', step.numpy())
    for _ in range(n):
        advance()
    saver.save(checkpoint_number=step.numpy())
    print(v.numpy())


train(2)
train(1)
