import tensorflow as tf

dataset = tf.data.Dataset.range(6)
iterator = dataset.make_initializable_iterator()
x = iterator.get_next()
y = tf.square(x)

with tf.Session() as sess:
    for epoch in range(2):
        sess.run(iterator.initializer)
        seen = 0
        try:
            while True:
                value = sess.run(y)
                if value == 9 and epoch == 0:
                    break
                if value == 1:
                    continue
                seen += 1
                print(value)
        except tf.errors.OutOfRangeError:
            print('the end of', epoch)
        print(seen)
    try:
        print(sess.run(x))
    except tf.errors.OutOfRangeError:
        print('nothing is left')
