"""Ask data sets by functions of ``tf.data``, which take those of TensorFlow 2 as well."""

from __future__ import annotations

from tf2codemod.compat.datasets import asked
from tf2codemod.compat.module import Module
from tf2codemod.compat.outcome import Outcome
from tf2codemod.compat.text import Edit


def rewrite(module: Module, done: Outcome) -> None:
    """Edit the calls and attributes of data sets in one file."""
    tf = module.local_name("tf", module.scope)
    for each in asked(module):
        start, last = module.positions.span(each.node)
        _, end = module.positions.span(each.dataset)
        # A closing parenthesis may stand before the dot.
        end += module.source.text[end:last].rindex(".")
        done.edits.append(Edit(start, start, f"{tf}.{each.function.removeprefix('tf.')}("))
        done.edits.append(Edit(end, last, ")"))
        done.names.add(each.function)
