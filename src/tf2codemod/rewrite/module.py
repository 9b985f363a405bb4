"""Rewrites one file as its plan says."""

from __future__ import annotations

import ast

import libcst as cst

from tf2codemod.facts import table
from tf2codemod.interpret.trace import Trace
from tf2codemod.model import Source
from tf2codemod.plan.model import FilePlan
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.program import call_hints, tensorflow_name
from tf2codemod.rewrite.editor import Editor, Needs
from tf2codemod.rewrite.join import Joined
from tf2codemod.rewrite.tidy import tidy


def rewrite(source: Source, tree: ast.Module, plan: FilePlan, trace: Trace) -> str:
    """The new text of a file; raises an ``Obstacle`` where a symbol has no native form."""
    module = cst.parse_module(source.text)
    joined = Joined(module, tree)
    tf = tensorflow_name(tree)
    editor = Editor(plan, joined, tf, call_hints(plan, trace))
    written = module.visit(editor)
    if editor.needs.symbols_left:
        node, reason = editor.needs.symbols_left[0]
        raise Obstacle("TF110", reason, "replace it by hand", node)
    written = _with_needs(written, editor.needs, tf)
    return tidy(written, module, tf).code


def _with_needs(module: cst.Module, needs: Needs, tf: str) -> cst.Module:
    """The module with the helper definitions that its code uses, after the imports."""
    if not needs.helpers:
        return module
    texts = [str(table("helpers")[name]["source"]).strip("\n") for name in needs.helpers]
    if tf != "tf":
        texts = [t.replace("tf.", f"{tf}.") for t in texts]
    definitions = [s for text in texts for s in cst.parse_module(text).body]
    placed = [d.with_changes(leading_lines=[cst.EmptyLine(indent=False)] * 2) for d in definitions]  # type: ignore[call-arg]
    position = 0
    for index, statement in enumerate(module.body):
        if isinstance(statement, cst.SimpleStatementLine) and isinstance(statement.body[0], (cst.Import, cst.ImportFrom)):
            position = index + 1
    return module.with_changes(body=[*module.body[:position], *placed, *module.body[position:]])
