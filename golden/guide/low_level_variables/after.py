import tensorflow as tf

in_a = tf.TensorSpec((2), tf.float32)
in_b = tf.TensorSpec((2), tf.float32)


class Forward(tf.keras.layers.Layer):
  def __init__(self):
    super().__init__()
    self.W = self.add_weight(shape=(2, 2), initializer='ones', regularizer=tf.keras.regularizers.L2(0.02), name="W")
    self.b = self.add_weight(shape=(2,), initializer='zeros', name="b")

  def call(self, x):
    return self.W * x + self.b


forward = Forward()


@tf.function(input_signature=[in_a, in_b])
def out_a_and_out_b_and_reg_loss(in_a, in_b):
  out_a = forward(in_a)
  out_b = forward(in_b)

  reg_loss = tf.add_n(forward.losses)
  return out_a, out_b, reg_loss


outs = [value.numpy() for value in out_a_and_out_b_and_reg_loss([1, 0], [0, 1])]

print(outs[0])
print(outs[1])
print(outs[2])
