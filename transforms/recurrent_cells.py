"""Writes recurrent cells and the loops over them.

The cells are small classes that the rewritten program carries: they keep TensorFlow 1's joint kernels, gate
order, initial values and states, which the Keras cells change.
"""

from __future__ import annotations

import libcst as cst

from tf2codemod.facts import lookup, table
from tf2codemod.rewrite.call_arguments import native_call, with_needs
from tf2codemod.rewrite.context import CallContext, NativeCall


def cell_class(symbol: str, call: cst.Call, context: CallContext) -> NativeCall | None:
    """Return the call that makes a cell or runs one over time; None if the symbol does neither."""
    fact = lookup(symbol)
    if fact is None or not fact.row or fact.row not in table("rnn").values():
        return None
    return native_call(symbol, call, context)


def helper_sources(names: tuple[str, ...]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the sources of helpers by name, each after those it needs, and the imports they use."""
    ordered = dict.fromkeys(needed for name in names for needed in with_needs(name))
    helpers = {name: table("helpers")[name] for name in ordered}
    sources = {name: str(helper["source"]).strip() + "\n" for name, helper in helpers.items()}
    imports = dict.fromkeys(line for helper in helpers.values() for line in helper.get("imports", ()))
    return sources, tuple(imports)
