import tensorflow as tf

with open('data.csv', 'w') as f:
    f.write('1,2\n3,4\n5,6\n')

queue = tf.train.string_input_producer(['data.csv'], shuffle=False)
reader = tf.TextLineReader()
_, line = reader.read(queue)
a, b = tf.decode_csv(line, record_defaults=[[0.0], [0.0]])
batch_a, batch_b = tf.train.batch([a, b], batch_size=3, num_threads=1)
total = tf.reduce_sum(batch_a * batch_b)

with tf.Session() as sess:
    coord = tf.train.Coordinator()
    threads = tf.train.start_queue_runners(sess=sess, coord=coord)
    for _ in range(2):
        print(sess.run(total))
    coord.request_stop()
    coord.join(threads)
