"""Feed dictionaries whose keys are the placeholders of one object after the other."""

from __future__ import annotations

from pathlib import Path

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

PROGRAM = """\
import tensorflow as tf
class Model(object):
    def __init__(self, name):
        self.x = tf.placeholder(tf.float32, [None])
        with tf.variable_scope(name):
            self.w = tf.get_variable('w', [1])
        self.loss = tf.reduce_mean(tf.square(self.x * self.w))
for name in ['a', 'b']:
    model = Model(name)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for i in range(2):
            fed = {model.x: [1.0 + i]}
            print(sess.run(model.loss, fed))
"""


def test_keys_of_the_objects_of_a_loop_are_names_of_parameters() -> None:
    (result,) = engine.convert([Source(Path("program.py"), PROGRAM)], Options())
    assert result.level is Level.NATIVE, result.findings
    assert "fed = {'x': [1.0 + i]}" in result.files[0].text
