"""A method that builds on placeholders has them as parameters of its functions."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

NET = """\
import tensorflow as tf
class Net(object):
    def __init__(self, scale):
        self.scale = scale
    def build(self, rgb, depth):
        self.out = tf.reduce_sum(rgb, 1) * self.scale + depth
        self.scale = None{more}
"""
MAIN = """\
import tensorflow as tf
import net as nets
batch = [[1.0, 2.0]]
images = tf.placeholder(tf.float32, [None, 2])
depth = tf.placeholder(tf.float32, [None])
feed = {images: batch, depth: [3.0]}
net = nets.Net(2.0)
net.build(images, depth)
with tf.Session() as sess:
    print(sess.run(net.out, feed_dict=feed))
"""


def converted(more: str = "") -> dict[str, str] | None:
    sources = [
        Source(Path("net.py"), NET.format(more=more)),
        Source(Path("main.py"), MAIN),
    ]
    (result,) = engine.convert(sources, Options())
    return {str(f.source.path): f.text for f in result.files} if result.level is Level.NATIVE else None


def test_the_method_of_another_file_has_both_as_parameters() -> None:
    texts = converted()
    assert texts is not None
    assert "self.out = tf.function(self.out, input_signature=[rgb, depth])" in texts["net.py"]
    assert "def out(self, rgb, depth):" in texts["net.py"]
    assert "feed = {'rgb': batch, 'depth': [3.0]}" in texts["main.py"]


def test_what_is_let_go_of_is_kept_for_the_functions() -> None:
    texts = converted()
    assert texts is not None and "self.scale = None" not in texts["net.py"]


@pytest.mark.parametrize(
    "more", ["\n        print(self.scale)", "\n    def ask(self):\n        return self.scale"]
)
def test_what_is_read_again_is_let_go_of(more: str) -> None:
    texts = converted(more)
    assert texts is None or "self.scale = None" in texts["net.py"]


def test_in_one_file_they_are_parameters_by_the_names_of_the_method() -> None:
    main = MAIN.replace("import net as nets\n", "").replace("nets.", "")
    text = NET.format(more="") + main.replace("import tensorflow as tf\n", "")
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    assert result.level is Level.NATIVE
    assert "input_signature=[rgb, depth]" in result.files[0].text
    assert "def out(self, rgb, depth):" in result.files[0].text
