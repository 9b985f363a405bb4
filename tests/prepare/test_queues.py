"""Queues of files and slices that become data sets, and those that stay."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

RUN = """\
with tf.Session() as sess:
    sess.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
    tf.train.start_queue_runners(sess=sess)
    print(sess.run(out))
"""
LINES = """\
queue = tf.train.string_input_producer(files, shuffle=False)
reader = tf.TextLineReader()
key, line = reader.read(queue)
"""


def converted(body: str) -> tuple[Level, str]:
    text = f"import tensorflow as tf\nfiles = ['a.csv', 'b.csv']\n{body}{RUN}"
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    return result.level, result.files[0].text


def native(body: str) -> str:
    level, text = converted(body)
    assert level is Level.NATIVE
    assert not any(word in text for word in ("queue_runners", "Reader(", "tf.train.", "compat"))
    return text


def kept(body: str) -> None:
    level, text = converted(body)
    assert level is Level.COMPAT
    assert "Reader()" in text or "producer(" in text


def test_lines_are_parsed_by_a_function_of_the_data_set() -> None:
    text = native(
        LINES + "# Both columns.\na, b = tf.decode_csv(line, [[1.], [2.]])\nsize = 3\na = a * 2.\n"
        "out = tf.train.batch([a, b], size)\n"
    )
    assert "queue = tf.data.Dataset.from_tensor_slices(files).repeat()\n" in text
    assert "dataset = tf.data.TextLineDataset(queue)\nsize = 3\n" in text
    assert (
        "def parse(line):\n    # Both columns.\n    a, b = tf.io.decode_csv(line, [[1.], [2.]])\n"
        "    a = a * 2.\n    return a, b\n"
    ) in text
    assert "dataset = dataset.map(parse).batch(size, drop_remainder=True)\n" in text


def test_how_often_and_in_which_order() -> None:
    of = "tf.data.Dataset.from_tensor_slices"
    reading = "out = tf.TextLineReader().read(queue)[1]\n"
    for given, written in (
        ("files", f"{of}(files).shuffle(len(files)).repeat()"),
        ("files, num_epochs=4", f"{of}(files).shuffle(len(files)).repeat(4)"),
        ("['a.csv'], 1", f"{of}(['a.csv'])"),
        ("tf.train.match_filenames_once('*.csv')", "tf.data.Dataset.list_files('*.csv').repeat()"),
        ("sorted(files), seed=3", f"{of}(filenames).shuffle(len(filenames), seed=3).repeat()"),
    ):
        text = native(f"queue = tf.train.string_input_producer({given})\n{reading}")
        assert f"queue = {written}\n" in text
    assert "filenames = sorted(files)\n" in text


def test_an_order_that_a_parameter_chooses() -> None:
    text = native(
        "def lines(shuffle):\n    queue = tf.train.string_input_producer(files, shuffle=shuffle)\n"
        "    _, line = tf.TextLineReader().read(queue)\n    return line\n"
        "line = lines(False)\nout = tf.train.batch([line], 2)\n"
    )
    assert "    if shuffle:\n        queue = queue.shuffle(len(files))\n    queue = queue.repeat()\n" in text


def test_readers() -> None:
    for reader, written in (
        (
            "TextLineReader(skip_header_lines=1)",
            "queue.flat_map(lambda name: tf.data.TextLineDataset(name).skip(1))",
        ),
        ("TFRecordReader()", "tf.data.TFRecordDataset(queue)"),
        (
            "FixedLengthRecordReader(8, header_bytes=2)",
            "tf.data.FixedLengthRecordDataset(queue, 8, header_bytes=2)",
        ),
        ("WholeFileReader()", "queue.map(tf.io.read_file)"),
    ):
        body = f"queue = tf.train.string_input_producer(files)\n_, out = tf.{reader}.read(queue)\n"
        assert f"iter({written})" in native(body)


def test_names_of_whole_files() -> None:
    head = "queue = tf.train.string_input_producer(files)\nkey, text = tf.WholeFileReader().read(queue)\n"
    text = native(head + "size = tf.strings.length(text)\nout = tf.train.batch([key, size], 2)\n")
    assert "def parse(key):\n    text = tf.io.read_file(key)\n    size = " in text
    assert "dataset = queue.map(parse).batch(2, drop_remainder=True)\n" in text


def test_parts_of_slices_get_names() -> None:
    text = native(
        "names, labels = ['a', 'b'], [0, 1]\n"
        "q = tf.train.slice_input_producer([names, labels], shuffle=False)\n"
        "label = q[1]\nsize = tf.size(tf.read_file(q[0]))\nout = tf.train.batch([size, label], 1)\n"
    )
    assert "from_tensor_slices((names, labels)).repeat()\n" in text
    assert (
        "def preprocess(names, label):\n    size = tf.size(tf.io.read_file(names))\n    return size, label\n"
        in text
    )


def test_batches_in_random_order() -> None:
    batch = "out = tf.train.shuffle_batch([line], 2, capacity={}, min_after_dequeue={}{})\n"
    assert "dataset = dataset.shuffle(50).batch(2, drop_remainder=True)" in native(
        LINES + batch.format(90, 50, "")
    )
    assert ".shuffle(90, seed=1).batch(2)\n" in native(
        LINES + batch.format(90, 0, ", seed=1, allow_smaller_final_batch=True")
    )


def test_ways_that_end_in_batches_draw_together() -> None:
    text = native(
        "def lines(shuffle):\n    queue = tf.train.string_input_producer(files)\n"
        "    _, line = tf.TextLineReader().read(queue)\n    size = tf.strings.length(line)\n    if shuffle:\n"
        "        return tf.train.shuffle_batch([line, size], 2, 90, 50)\n"
        "    else:\n        return tf.train.batch([line, size], 2)\nout = lines(True)\n"
    )
    assert "        dataset = dataset.map(parse).batch(2, drop_remainder=True)\n" in text
    assert "\n    return iter(dataset)\n" in text


def test_ways_that_compute_with_elements() -> None:
    text = native(
        "def lines(far):\n    queue = tf.train.string_input_producer(files)\n"
        "    _, line = tf.TextLineReader().read(queue)\n    size = tf.strings.length(line)\n    if far:\n"
        "        more = size * 9\n        a, b = tf.train.shuffle_batch([line, more], 2, 90, 50)\n"
        "    else:\n        less = size - 1\n        a, b = tf.train.batch([line, less], 2)\n"
        "    return a, b\nout = lines(True)\n"
    )
    assert "        return size, line\n\n    dataset = dataset.map(parse)\n    if far:\n" in text
    assert "            more = size * 9\n            return line, more\n" in text
    assert "map(preprocess_1).batch(2, drop_remainder=True)\n    return iter(dataset)\n" in text


def test_functions_that_make_batches_take_a_data_set() -> None:
    text = native(
        LINES + "def batches(size, line, count):\n    return tf.train.batch([line, size], count)\n"
        "size = tf.strings.length(line)\nout = batches(size, line, count=2)\n"
    )
    assert "def batches(dataset, count):\n" in text
    assert "    return size, line\n" in text and "batches(dataset.map(parse), count=2)" in text
    assert "def preprocess(size, line):\n        return line, size\n" in text


def test_numbers() -> None:
    text = native("i = tf.train.range_input_producer(3, shuffle=False).dequeue()\nout = i * 2\n")
    assert "iter(tf.data.Dataset.from_tensor_slices(tf.range(3)).repeat())" in text


def test_columns_are_given_as_a_tuple() -> None:
    text = native(LINES + "row = tf.decode_csv(line, [[1.], ['']])\nout = tf.train.batch(row, 2)\n")
    assert "    return tuple(row)\n" in text


def test_functions_that_compute_with_batches() -> None:
    text = native(
        "def lines():\n    queue = tf.train.string_input_producer(files)\n"
        "    _, line = tf.TextLineReader().read(queue)\n    return tf.train.batch([line], 2)\n"
        "def sizes():\n    batch = lines()\n    size = tf.strings.length(batch)\n    return size\n"
        "out = sizes()\n"
    )
    assert "    return dataset\n" in text
    assert "    def parse(batch):\n        size = " in text


@pytest.mark.parametrize(
    "body",
    [
        # The line by itself would be another one.
        LINES + "batch = tf.train.batch([line], 2)\nout = [batch, line]\n",
        # Two batches share the lines.
        LINES + "out = [tf.train.batch([line], 2), tf.train.batch([line], 3)]\n",
        # What a line is parsed with changes.
        LINES + "w = tf.Variable(2)\nsize = tf.strings.length(line) * w\nout = tf.train.batch([size], 2)\n",
        # The key of a line is not known to a data set.
        LINES + "out = tf.train.batch([key, line], 2)\n",
        # Two readers share the files.
        LINES + "_, other = tf.TextLineReader().read(queue)\nout = tf.train.batch([line], 2)\n",
        LINES + "out = tf.train.batch([line], 2, dynamic_pad=True)\n",
        LINES + "out = tf.train.batch([line], 2, enqueue_many=True)\n",
        # A name means something else when the function is called.
        LINES + "k = 1\nsize = tf.strings.length(line) + k\nk = 2\nout = tf.train.batch([size + k], 2)\n",
        # Something outside is changed with an element.
        LINES + "found = []\nfound.append(line)\nout = tf.train.batch(found, 2)\n",
        LINES + "tf.summary.text('line', line)\nout = tf.train.batch([line], 2)\n",
        # What is known of an element is read outside of its function.
        LINES + "row = tf.stack(tf.decode_csv(line, [[1.], [2.]]))\nwidth = row.get_shape().as_list()[0]\n"
        "out = tf.train.batch([row], width)\n",
        # An order of draws, and of what is printed.
        "import numpy as np\n" + LINES + "size = tf.strings.length(line) + np.random.randint(3)\n"
        "out = tf.train.batch([size], np.random.randint(2) + 1)\n",
        LINES + "print(line)\nout = tf.train.batch([line], 2)\n",
        # A function sees the line.
        "def show():\n    return size\n" + LINES + "size = tf.strings.length(line)\n"
        "out = tf.train.batch([size], 2)\n",
        "def shown(line):\n    tf.summary.text('line', line)\n    return line\n"
        + LINES
        + "line = shown(line)\nout = tf.train.batch([line], 2)\n",
        "q = tf.FIFOQueue(3, tf.int32)\nfill = q.enqueue(1)\nout = q.dequeue()\n"
        "queue = tf.train.string_input_producer(files)\n",
    ],
)
def test_queues_that_a_data_set_is_not_sure_to_stand_for(body: str) -> None:
    kept(body)


def test_a_second_run_changes_nothing() -> None:
    once = native(LINES + "out = tf.train.batch([tf.strings.length(line)], 2)\n")
    (result,) = engine.convert([Source(Path("program.py"), once)], Options())
    assert result.files[0].text == once


TAKEN = "x = lines('t')\n    return tf.train.batch([x]"
UNCALLED = """\
def lines(name):
    queue = tf.train.string_input_producer([name])
    _, line = tf.TextLineReader().read(queue)
    return line


def test():
    return tf.train.batch([lines('test.csv')], 3)


line = lines('train.csv')
out = tf.train.batch([line], 2)
"""


def test_functions_that_nothing_calls_are_read_too() -> None:
    kept(UNCALLED)  # the batch of a call is not covered, and the function is shared
    text = native(UNCALLED.replace("return tf.train.batch([lines('test.csv')]", TAKEN))
    assert "    dataset_1 = lines('t')\n" in text or "    dataset = lines('t')\n" in text
    alone = UNCALLED.replace("[lines('test.csv')]", "[lines]")
    assert "tf.train.batch([lines], 3)" in converted(alone)[1]
