"""Rename what ``tf.compat.v1`` calls differently, and report what it does not have at all."""

from __future__ import annotations

import ast

from tf2codemod.compat import facts
from tf2codemod.compat.choices import is_contrib
from tf2codemod.compat.module import Module, Reference
from tf2codemod.compat.outcome import Outcome
from tf2codemod.compat.text import Edit
from tf2codemod.tree import walk

ASKING = frozenset(("get_shape", "shape"))


def rewrite(module: Module, done: Outcome) -> None:
    """Edit the names outside contrib in one file."""
    tables = facts.names()
    for reference in module.references:
        if is_contrib(reference.name):
            continue
        left = facts.longest(tables.left, reference.name)
        if left is not None:
            if left[0] in reference.through:
                # The import has the finding.
                continue
            row = left[1]
            done.findings.append(
                module.finding(reference.node, row.code, f"{reference.name}: {row.reason}", row.remedy)
            )
            continue
        renamed = facts.longest(tables.renamed, reference.name)
        if renamed is not None:
            if not f"{reference.through}.".startswith(f"{renamed[0]}."):
                _rename(module, done, reference, *renamed)
        elif reference.call is not None:
            _reorder(module, done, reference, reference.call)
            _shape(module, done, reference, reference.call)
    for binding in module.imports:
        renamed = facts.longest(tables.renamed, binding.name)
        if renamed is not None and binding.alias not in done.aliases:
            new = renamed[1] + binding.name[len(renamed[0]) :]
            home = "tensorflow" if new.startswith("tf.python.") else "tensorflow.compat.v1"
            done.aliases[binding.alias] = f"{home}.{new.removeprefix('tf.')}"
            done.names.add(new)
        left = facts.longest(tables.left, binding.name)
        if left is not None:
            row = left[1]
            done.findings.append(
                module.finding(binding.alias, row.code, f"{binding.name}: {row.reason}", row.remedy)
            )


def _rename(module: Module, done: Outcome, reference: Reference, old: str, new: str) -> None:
    if new.startswith("tf.python."):
        node, hidden = reference.leading(reference.name.count(".") - old.count("."))
        _, end = module.positions.span(node)
        last = old.rpartition(".")[2]
        done.edits.append(Edit(end - len(last), end, new.rpartition(".")[2] + hidden))
        return
    tf = module.local_name("tf", reference.scope)
    done.needs_tf |= not tf
    done.names.add(new)
    node, hidden = reference.leading(reference.name.count(".") - old.count("."))
    start, end = module.positions.span(node)
    done.edits.append(Edit(start, end, f"{tf or 'tf'}.{new.removeprefix('tf.')}{hidden}"))


def _reorder(module: Module, done: Outcome, reference: Reference, call: ast.Call) -> None:
    """Name the arguments of a call from before TensorFlow 1.0, whose order is another one now."""
    words = facts.names().keywords.get(reference.name)
    if words is None and call.args and _is_whole(call.args[0]):
        words = facts.names().swapped.get(reference.name)
    if words is not None and len(call.args) == len(words):
        for argument, word in zip(call.args, words, strict=True):
            start, _ = module.positions.span(argument)
            done.edits.append(Edit(start, start, f"{word}="))


def _shape(module: Module, done: Outcome, reference: Reference, call: ast.Call) -> None:
    """Give a result the static shape that it had, where the file asks for shapes."""
    row = facts.names().shaped.get(reference.name)
    nodes = walk(module.tree) if row is not None else ()
    asks = any(isinstance(n, ast.Attribute) and n.attr in ASKING for n in nodes)
    shaped = any(isinstance(n, ast.Call) and n.args[:1] == [call] and _is_reshape(n) for n in nodes)
    if row is None or not asks or shaped or any(isinstance(a, ast.Starred) for a in call.args):
        return
    given = [
        *call.args[row.place : row.place + 1],
        *(k.value for k in call.keywords if k.arg == row.argument),
    ]
    tf = module.local_name("tf", reference.scope)
    if given and tf and not any(isinstance(n, ast.Call) for n in walk(given[0])):
        start, end = module.positions.span(call)
        done.names.add("tf.reshape")
        done.edits.append(Edit(start, start, f"{tf}.reshape("))
        done.edits.append(Edit(end, end, f", {module.positions.source(given[0])})"))


def _is_reshape(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr == "reshape"


def _is_whole(node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        node = node.operand
    return isinstance(node, ast.Constant) and type(node.value) is int
