import numpy as np
import tensorflow as tf

image = tf.Variable(np.linspace(0, 1, 9).reshape(1, 3, 3, 1), dtype=tf.float32)
kernel = tf.constant(np.ones([2, 2, 1, 1]) * 0.25, tf.float32)


@tf.function
def compute_loss():
    smooth = tf.nn.conv2d(image, kernel, strides=[1, 1, 1, 1], padding='SAME')
    return tf.reduce_sum(tf.square(smooth - tf.stop_gradient(image)))


@tf.function
def update():
    with tf.GradientTape() as tape:
        loss = compute_loss()
    grad = tape.gradient(loss, image)
    return image.assign(tf.clip_by_value(image - 0.1 * grad, 0., 1.))


for i in range(3):
    print(compute_loss().numpy())
    update()
print(image.numpy()[0, :, :, 0])
