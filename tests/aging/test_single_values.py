"""Arrays of one element, where Python makes numbers of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod.aging import modernised

HEAD = "import math\nimport numpy as np\nimport tensorflow as tf\n"


def aged(text: str) -> str:
    return modernised(Path("program.py"), HEAD + text).text.removeprefix(HEAD)


@pytest.mark.parametrize(
    ("made", "used", "written"),
    [
        ("t = d['t'].flatten()[:, None]\ni = 3\n", "print('%.2f' % t[i])\n", "print('%.2f' % t[i].item())\n"),
        ("t = d['t'].flatten()[:, np.newaxis]\n", "float(t[0])\n", "float(t[0].item())\n"),
        ("t = np.zeros((3, 1))\n", "print('%d %s' % (t[-1], t))\n", "print('%d %s' % (t[-1].item(), t))\n"),
        ("t = np.zeros([3, 1])\nu = t.T\n", "math.exp(u[:, 0])\n", "math.exp(u[:, 0].item())\n"),
        ("t = np.reshape(d, (-1, 1))\n", "int(2 * np.exp(t[0]))\n", "int((2 * np.exp(t[0])).item())\n"),
        ("w = tf.Variable([0.5])\nv = sess.run(w)\n", "print('%f' % v)\n", "print('%f' % v.item())\n"),
        (
            "w = tf.Variable([0.5])\nv = sess.run(w)\nv = np.exp(v)\n",
            "print('%f' % v)\n",
            "print('%f' % v.item())\n",
        ),
        ("w = tf.Variable(tf.zeros([1]), name='w')\n", "float(w.eval())\n", "float(w.eval().item())\n"),
        (
            "w = tf.get_variable('w', [1, 1])\nb = tf.Variable(0.5)\nv, c = sess.run([w, b])\n",
            "print('%f %f' % (v, c))\n",
            "print('%f %f' % (v.item(), c))\n",
        ),
        (
            "class Net(object):\n    def __init__(self):\n        self.rate = tf.Variable([0.0])\n",
            "net = Net()\nprint('%.3f' % sess.run(net.rate))\n",
            "net = Net()\nprint('%.3f' % sess.run(net.rate).item())\n",
        ),
    ],
)
def test_the_element_is_taken_out(made: str, used: str, written: str) -> None:
    assert aged(made + used) == made + written


@pytest.mark.parametrize(
    "text",
    [
        "t = np.zeros(3)\nprint('%f' % t[0])\n",  # a number
        "t = np.zeros((3, 1))\nprint('%s' % t[0])\n",  # shown as it is
        "t = np.zeros((3, 1))\nprint('%f' % t[k])\n",  # an index that may be a list
        "t = np.zeros((3, 1))\nt = [1.0]\nprint('%f' % t[0])\n",
        "def f(t):\n    print('%f' % t[0])\nt = np.zeros((3, 1))\nf(t)\n",  # another name
        "w = tf.Variable([0.5, 0.5])\nprint('%f' % sess.run(w)[0])\n",
        "t = np.zeros((3, 1))\nt = t[0]\nprint('%f' % t)\n",  # one or two dimensions
        "w = tf.Variable(0.5)\nprint('%f' % sess.run(w))\n",
        "w = tf.Variable([0.5])\nprint('%f' % sess.run(w + 1.0))\n",  # nothing is known of it
        "t = np.zeros((3, 1))\nprint('%(a)f' % t[0])\n",
        "t = np.zeros((3, 1))\ndef float(x):\n    return x\nfloat(t[0])\n",
        "t = np.zeros((3, 1))\nprint('%*d' % (3, t[0]))\n",
    ],
)
def test_what_may_be_something_else_stays(text: str) -> None:
    assert aged(text) == text


def test_a_line_that_is_to_stay_stays() -> None:
    text = "t = np.zeros((3, 1))\nprint('%f' % t[0])  # tf2codemod: ignore[TF941]\n"
    assert aged(text) == text
