import numpy as np
import tensorflow as tf

queue = tf.FIFOQueue(10, [tf.float32], shapes=[[2]])
enqueue = queue.enqueue_many([np.arange(8, dtype=np.float32).reshape(4, 2)])
runner = tf.train.QueueRunner(queue, [enqueue])
total = tf.reduce_sum(queue.dequeue_many(4))

with tf.Session() as sess:
    coord = tf.train.Coordinator()
    threads = runner.create_threads(sess, coord=coord, start=True)
    for _ in range(2):
        print(sess.run(total))
    coord.request_stop()
    coord.join(threads)
