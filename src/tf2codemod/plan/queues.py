"""Which objects of a graph belong to queues, and which of them a single reading of a queue gives."""

from __future__ import annotations

from tf2codemod.interpret.values import Node

READERS = ("tf.WholeFileReader", "tf.TFRecordReader", "tf.TextLineReader", "tf.FixedLengthRecordReader")
PRODUCERS = (
    "tf.train.string_input_producer",
    "tf.train.slice_input_producer",
    "tf.train.range_input_producer",
)
BATCHES = ("tf.train.batch", "tf.train.shuffle_batch")
QUEUES = (
    *("tf.FIFOQueue", "tf.RandomShuffleQueue", "tf.PaddingFIFOQueue"),
    *("tf.train.input_producer", "tf.IdentityReader"),
    *("tf.train.maybe_batch", "tf.train.maybe_shuffle_batch"),
    *(*READERS, *PRODUCERS, *BATCHES),
)


def is_queue(node: Node) -> bool:
    """Whether an op fills, reads or is a queue."""
    return node.op.startswith(QUEUES)
