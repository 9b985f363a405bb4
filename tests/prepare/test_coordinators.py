"""Programs that start the threads of queues, and have no queues."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

HEAD = """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [None])
w = tf.Variable(1.0)
y = x * w
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    coord = tf.train.Coordinator()
"""
START = "    threads = tf.train.start_queue_runners(sess=sess, coord=coord)\n"
STOP = "    coord.request_stop()\n    coord.join(threads)\n"
RUN = "print(sess.run(y, {x: [1.]}))\n"


def converted(body: str, head: str = HEAD + START) -> tuple[Level, str]:
    (result,) = engine.convert([Source(Path("program.py"), head + body)], Options())
    return result.level, result.files[0].text


def native(body: str, head: str = HEAD + START) -> str:
    level, text = converted(body, head)
    assert level is Level.NATIVE
    assert not any(word in text for word in ("coord", "threads"))
    return text[text.index("return x * w") :]


def test_what_starts_and_stops_threads_goes() -> None:
    assert "\n\n\nprint(y([1.]).numpy())\n" in native(f"    # One.\n    {RUN}    # Stop.\n{STOP}").replace(
        "# One.\n", ""
    )


def test_a_loop_until_somebody_asks_to_stop() -> None:
    body = f"    i = 0\n    while i < 3 and not coord.should_stop():\n        {RUN}        i += 1\n{STOP}"
    assert "while i < 3:\n" in native(body)
    body = f"    for i in range(3):\n        if coord.should_stop():\n            break\n        {RUN}{STOP}"
    assert "for i in range(3):\n    print(y([1.]).numpy())\n" in native(body)


def test_a_loop_that_asks_itself_to_stop_is_left() -> None:
    body = (
        f"    i = 0\n    while not coord.should_stop():\n        {RUN}        i += 1\n"
        f"        if i > 2:\n            coord.request_stop()\n    coord.join(threads)\n"
    )
    assert "    if i > 2:\n        break\n" in native(body)


def test_a_block_that_only_stops_threads_is_dissolved() -> None:
    body = (
        f"    try:\n        for i in range(2):\n            if coord.should_stop():\n                break\n"
        f"            {RUN}    finally:\n        coord.request_stop()\n        coord.join(threads)\n"
    )
    assert "\nfor i in range(2):\n    print(y([1.]).numpy())\n" in native(body)


def test_errors_are_left_to_themselves() -> None:
    handler = "    except Exception as e:\n        coord.request_stop(e)\n"
    body = (
        f"    try:\n        {RUN}{handler}    finally:\n        print('done')\n        coord.request_stop()\n"
    )
    text = native(f"{body}        coord.join(threads)\n")
    assert "except" not in text and "finally:\n    print('done')\n" in text


def test_threads_of_collected_runners() -> None:
    loop = (
        "    threads = []\n    for qr in tf.get_collection(tf.GraphKeys.QUEUE_RUNNERS):\n"
        "        threads.extend(qr.create_threads(sess, coord=coord, daemon=True, start=True))\n"
    )
    assert "print(y([1.]).numpy())" in native(f"    {RUN}{STOP}", HEAD + loop)


@pytest.mark.parametrize(
    "body",
    [
        # The error is not raised again.
        f"    try:\n        {RUN}    except Exception as e:\n        coord.request_stop(e)\n    print(1)\n",
        # Something is done after it was asked to stop, before the loop asks.
        f"    while not coord.should_stop():\n        coord.request_stop()\n        {RUN}",
        # Threads of its own.
        "    import threading\n    threading.Thread(target=print, args=(coord,)).start()\n" + f"    {RUN}",
        f"    {RUN}    print(threads)\n",
        f"    {RUN}    coord.wait_for_stop()\n",
    ],
)
def test_coordinators_that_do_more_stay(body: str) -> None:
    level, text = converted(body)
    assert level is Level.COMPAT
    assert "coord" in text
