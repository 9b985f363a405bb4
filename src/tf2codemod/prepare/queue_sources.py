"""Says as data sets which files or slices a queue goes through, and what a reader makes of the files."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tf2codemod.interpret.arguments import argument_expression
from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.interpret.values import Const, Host, Items, Node, Value
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.queue_elements import NAMES_OF_FILES, NUMBERS, SLICES, NotCovered

MATCHING = "tf.train.match_filenames_once"


@dataclass(frozen=True)
class Expressions:
    """The code of one scope, with what its expressions stand for."""

    trace: Trace
    frames: Sequence[Frame]
    edits: Edits | None
    tf: str

    def values(self, expr: ast.expr) -> list[Value]:
        """What an expression is in the activations of the code."""
        return [f.values[expr] for f in self.frames if expr in f.values]

    def constant(self, expr: ast.expr | None, default: object) -> object:
        """The value of an expression, where it is the same one at every time; ``...`` where it is not."""
        if expr is None:
            return default
        found = {v.value if isinstance(v, Const) else ... for v in self.values(expr)}
        return next(iter(found)) if len(found) == 1 else ...

    def text(self, expr: ast.expr) -> str:
        """An expression as it is written, in one line where it can be."""
        text = self.edits.text_of(expr) if self.edits is not None else "\n"
        return ast.unparse(expr) if "\n" in text else text


def arguments_of(call: ast.Call, names: Sequence[str]) -> dict[str, ast.expr]:
    """The arguments of a call by the names of its parameters; those that say nothing are left out."""
    if any(isinstance(a, ast.Starred) for a in call.args) or any(k.arg is None for k in call.keywords):
        raise NotCovered
    found = {n: argument_expression(call, i, n) for i, n in enumerate(names)}
    if len(call.args) > len(names) or any(k.arg not in names for k in call.keywords):
        raise NotCovered
    return {n: e for n, e in found.items() if e is not None}


FIRST = {NAMES_OF_FILES: "string_tensor", SLICES: "tensor_list", NUMBERS: "limit"}
PRODUCER = ("num_epochs", "shuffle", "seed", "capacity", "shared_name", "name", "cancel_op")


class Source(NamedTuple):
    """A data set of names or slices: the lines before it, and its expression."""

    lines: tuple[str, ...]
    text: str


def produced(call: ast.Call, code: Expressions, symbol: str, target: str, free: str) -> Source:
    """The data set that gives what a producer puts into its queue.

    ``target`` is the name that is bound to it, if it is; ``free`` may be bound to the names of the files.
    """
    first = FIRST[symbol]
    given = arguments_of(call, (first, *PRODUCER))
    if first not in given or "cancel_op" in given:
        raise NotCovered
    values, lines = given[first], []
    start: str
    length: str | None
    if symbol == SLICES:
        start, length = _of_slices(values, code)
    elif symbol == NUMBERS:
        start = f"{code.tf}.data.Dataset.from_tensor_slices({code.tf}.range({code.text(values)}))"
        length = f"{code.tf}.cast({code.text(values)}, {code.tf}.int64)"
    else:
        pattern = _pattern(values, code)
        if pattern is not None:
            start, length = f"{code.tf}.data.Dataset.list_files({code.text(pattern)}, shuffle=False)", None
            shuffled = code.constant(given.get("shuffle"), True)
            if shuffled is True:
                start = start.replace(", shuffle=False", "")
            if shuffled is ... or ("seed" in given and code.constant(given["seed"], None) is not None):
                raise NotCovered
            return Source((), start + _repeated(given, code))
        text = code.text(values)
        if not isinstance(values, (ast.Name, ast.Attribute, ast.List, ast.Tuple, ast.Subscript)):
            lines, text = [f"{free} = {text}"], free
        start = f"{code.tf}.data.Dataset.from_tensor_slices({text})"
        length = None if _is_single(values, code) else _length(values, text, code)
    shuffled = code.constant(given.get("shuffle"), True)
    seed = given.get("seed")
    if "shuffle" in given and target and not isinstance(given["shuffle"], ast.Constant):
        shuffled = ...
    seeded = f", seed={code.text(seed)}" if seed is not None and code.constant(seed, ...) is not None else ""
    if length is None or shuffled is False:
        return Source(tuple(lines), start + _repeated(given, code))
    if shuffled is True:
        return Source(tuple(lines), f"{start}.shuffle({length}{seeded}){_repeated(given, code)}")
    if not target:
        raise NotCovered
    lines += [f"{target} = {start}", f"if {code.text(given['shuffle'])}:"]
    lines.append(f"    {target} = {target}.shuffle({length}{seeded})")
    return Source(tuple(lines), f"{target}{_repeated(given, code)}")


def _repeated(given: Mapping[str, ast.expr], code: Expressions) -> str:
    epochs = given.get("num_epochs")
    count = code.constant(epochs, None)
    if epochs is None or (count is None and isinstance(epochs, ast.Constant)):
        return ".repeat()"
    once = count == 1 and isinstance(epochs, ast.Constant)
    return "" if once else f".repeat({code.text(epochs)})"


def _of_slices(values: ast.expr, code: Expressions) -> tuple[str, str]:
    if not isinstance(values, (ast.List, ast.Tuple)) or not values.elts:
        raise NotCovered
    texts = [code.text(e) for e in values.elts]
    whole = ", ".join(texts) + ("," if len(texts) == 1 else "")
    return f"{code.tf}.data.Dataset.from_tensor_slices(({whole}))", _length(values.elts[0], texts[0], code)


def _length(values: ast.expr, text: str, code: Expressions) -> str:
    found = code.values(values)
    if found and all(isinstance(v, Node) for v in found):
        return f"{code.tf}.shape({text}, out_type={code.tf}.int64)[0]"
    if found and all(isinstance(v, (Items, Host)) for v in found):
        return f"len({text})"
    raise NotCovered


def _is_single(values: ast.expr, code: Expressions) -> bool:
    """Whether there is but one file, which no shuffling moves."""
    found = code.values(values)
    return bool(found) and all(isinstance(v, Items) and v.rest is None and len(v.prefix) == 1 for v in found)


def _pattern(values: ast.expr, code: Expressions) -> ast.expr | None:
    """The pattern that the names of the files match, where they are looked for in the graph."""
    for value in code.values(values):
        call = value.expr if isinstance(value, Node) and value.op == MATCHING else None
        if isinstance(call, ast.Call):
            if call is not values or len(call.args) != 1 or call.keywords:
                raise NotCovered
            return call.args[0]
    return None


class Reading(NamedTuple):
    """What a reader makes of a queue of names: a data set, of records or of names to be read."""

    text: str
    reads_files: bool = False


READER_PARAMETERS = {
    "tf.TextLineReader": ("skip_header_lines", "name"),
    "tf.TFRecordReader": ("name", "options"),
    "tf.WholeFileReader": ("name",),
    "tf.FixedLengthRecordReader": (
        "record_bytes",
        "header_bytes",
        "footer_bytes",
        "hop_bytes",
        "name",
        "encoding",
    ),
}


def reading_of(symbol: str, made: ast.Call, queue: str, code: Expressions) -> Reading:
    """The data set of the records that a reader finds in files."""
    given = arguments_of(made, READER_PARAMETERS[symbol])
    given = {n: e for n, e in given.items() if n != "name" and code.constant(e, ...) is not None}
    data = f"{code.tf}.data"
    if symbol == "tf.WholeFileReader":
        return Reading(queue, True)
    if symbol == "tf.TextLineReader":
        if code.constant(given.get("skip_header_lines"), 0) == 0:
            return Reading(f"{data}.TextLineDataset({queue})")
        lines = code.text(given["skip_header_lines"])
        return Reading(f"{queue}.flat_map(lambda name: {data}.TextLineDataset(name).skip({lines}))")
    if symbol == "tf.TFRecordReader":
        if given:
            raise NotCovered
        return Reading(f"{data}.TFRecordDataset({queue})")
    if "record_bytes" not in given or given.keys() & {"hop_bytes", "encoding"}:
        raise NotCovered
    sizes = [code.text(given["record_bytes"])]
    sizes += [f"{n}={code.text(given[n])}" for n in ("header_bytes", "footer_bytes") if n in given]
    return Reading(f"{data}.FixedLengthRecordDataset({queue}, {', '.join(sizes)})")


BATCH = {
    "tf.train.batch": (
        *("tensors", "batch_size", "num_threads", "capacity", "enqueue_many", "shapes", "dynamic_pad"),
        *("allow_smaller_final_batch", "shared_name", "name"),
    ),
    "tf.train.shuffle_batch": (
        *("tensors", "batch_size", "capacity", "min_after_dequeue", "num_threads", "seed", "enqueue_many"),
        *("shapes", "allow_smaller_final_batch", "shared_name", "name"),
    ),
}


def batched(symbol: str, call: ast.Call, code: Expressions) -> tuple[ast.expr, str]:
    """What a batch is made of, and the methods of a data set that make it."""
    given = arguments_of(call, BATCH[symbol])
    if "tensors" not in given or "batch_size" not in given:
        raise NotCovered
    plain = {"enqueue_many": False, "dynamic_pad": False, "shapes": None}
    if any(n in given and code.constant(given[n], v) is not v for n, v in plain.items()):
        raise NotCovered
    smaller = given.get("allow_smaller_final_batch")
    rest = code.constant(smaller, False)
    dropped = {False: ", drop_remainder=True", True: ""}.get(rest)  # type: ignore[call-overload]
    if dropped is None:
        assert smaller is not None
        dropped = f", drop_remainder=not {code.text(smaller)}"
        if not isinstance(smaller, (ast.Name, ast.Attribute)):
            raise NotCovered
    text = f".batch({code.text(given['batch_size'])}{dropped})"
    if symbol == "tf.train.shuffle_batch":
        text = f".shuffle({_buffer(given, code)}){text}"
    return given["tensors"], text


def _buffer(given: Mapping[str, ast.expr], code: Expressions) -> str:
    """How many elements wait in a queue that is shuffled: the least, if there are any, or the most."""
    least, most = given.get("min_after_dequeue"), given.get("capacity")
    known = code.constant(least, ...)
    seed = code.constant(given.get("seed"), None)
    if least is None or most is None:
        raise NotCovered
    positive = isinstance(known, int) and known > 0
    text = code.text(least if positive else most)
    if seed is None:
        return text
    return f"{text}, seed={code.text(given['seed'])}"


__all__ = ["Expressions", "Reading", "Source", "batched", "produced", "reading_of"]
