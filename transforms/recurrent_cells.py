"""Writes recurrent cells and the loops over them, once the program has given the cell an owner.

The cells are small classes that the rewritten program carries: they keep TensorFlow 1's joint kernels, gate
order, initial values and states, which the Keras cells change.
"""

from __future__ import annotations

import libcst as cst

from tf2codemod.facts import lookup, table
from tf2codemod.rewrite.call_arguments import rewritten_call
from tf2codemod.rewrite.context import CallContext, NativeCall


def cell_class(symbol: str, call: cst.Call, context: CallContext) -> NativeCall | None:
    """Return the call that makes a cell or runs one over time; None if no helper stands for the symbol."""
    fact = lookup(symbol)
    if fact is None or "helper" not in fact.row or fact.fate != "program":
        return None
    return rewritten_call(fact, symbol, call, context)


def helper_sources(names: tuple[str, ...]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the sources of helpers by name, each after those it needs, and the imports they use."""
    sources: dict[str, str] = {}
    imports: list[str] = []

    def add(name: str) -> None:
        if name in sources:
            return
        helper = table("helpers")[name]
        for needed in helper.get("needs", ()):
            add(needed)
        sources[name] = str(helper["source"]).strip() + "\n"
        imports.extend(line for line in helper.get("imports", ()) if line not in imports)

    for name in names:
        add(name)
    return sources, tuple(imports)
