"""Rewrites one file as its plan says."""

from __future__ import annotations

import ast
from collections.abc import Sequence

import libcst as cst

from tf2codemod.interpret.trace import Trace
from tf2codemod.model import Source
from tf2codemod.plan.model import FilePlan
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.program import call_hints, tensorflow_name
from tf2codemod.rewrite.blank_lines import spaced
from tf2codemod.rewrite.editor import Editor, Needs
from tf2codemod.rewrite.join import Joined
from tf2codemod.rewrite.tidy import tidy
from tf2codemod.transforms.recurrent_cells import helper_sources


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
    sources, imports = helper_sources(tuple(needs.helpers))
    wanted = [line for line in (*needs.imports, *imports) if not line.startswith("import tensorflow")]
    if not sources and not wanted:
        return module
    present = {cst.Module([]).code_for_node(s).strip() for s in module.body if isinstance(s, cst.SimpleStatementLine)}
    missing = [cst.parse_statement(line) for line in dict.fromkeys(wanted) if line not in present]
    texts = [t if tf == "tf" else t.replace("tf.", f"{tf}.") for t in sources.values()]
    definitions = [s for text in texts for s in cst.parse_module(text.strip("\n")).body]
    placed = [d.with_changes(leading_lines=[cst.EmptyLine(indent=False)] * 2) for d in definitions]  # type: ignore[call-arg]
    position = _after_imports(module.body)
    rest = list(module.body[position:])
    if placed and rest:
        rest[0] = rest[0].with_changes(leading_lines=spaced(rest[0].leading_lines, 2))  # type: ignore[union-attr,call-arg]
    return module.with_changes(body=[*module.body[:position], *missing, *placed, *rest])


def _after_imports(body: Sequence[cst.BaseStatement | cst.SimpleStatementLine]) -> int:
    """The place behind the last import of the file's head."""
    position = 0
    for index, statement in enumerate(body):
        if isinstance(statement, cst.SimpleStatementLine) and isinstance(statement.body[0], (cst.Import, cst.ImportFrom)):
            position = index + 1
        elif isinstance(statement, (cst.FunctionDef, cst.ClassDef)):
            break
    return position
