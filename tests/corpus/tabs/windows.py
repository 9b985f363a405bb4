# -*- coding: utf-8 -*-
import tensorflow as tf

def layer(x, n):
	w = tf.get_variable("w", [int(x.get_shape()[1]), n])   
        # eight columns, as a tab counts in a comment
	return tf.matmul(x, w)

x = tf.placeholder(tf.float32, [None, 3])  # café
with tf.variable_scope("a"):
	y = layer(x, 2)
with tf.Session() as s:
	s.run(tf.global_variables_initializer())
	print(s.run(y, {x: [[1., 2., 3.]]}))