"""Rewrites one file as its plan says."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

import libcst as cst

from tf2codemod.model import Source
from tf2codemod.plan.model import FilePlan
from tf2codemod.plan.naming import names_in
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.program import USUAL_NAME, tensorflow_name
from tf2codemod.rewrite.blank_lines import leading_lines, spaced
from tf2codemod.rewrite.chosen import without_settled
from tf2codemod.rewrite.context import Needs
from tf2codemod.rewrite.editor import Editor
from tf2codemod.rewrite.emptied import without_emptied, without_empty_tries
from tf2codemod.rewrite.expressions import PASSED_THROUGH, HintSource
from tf2codemod.rewrite.join import Joined
from tf2codemod.rewrite.parts import nodes_below
from tf2codemod.rewrite.tidy import tidy
from tf2codemod.rewrite.touched import Touched
from tf2codemod.rewrite.undefined import without_lost_scopes
from tf2codemod.transforms.recurrent_cells import helper_sources
from tf2codemod.tree import walk


def rewrite(source: Source, tree: ast.Module, plan: FilePlan, hints: HintSource, touched: Touched) -> str:
    """The new text of a file; raises an ``Obstacle`` where a symbol has no native form."""
    module = cst.parse_module(source.text)
    joined = Joined(module, tree)
    symbols = [plan.symbols[node] for node in joined.cst_of if node in plan.symbols]
    speaks = any(not symbol.startswith(PASSED_THROUGH) for symbol in symbols)
    tf = tensorflow_name(tree) if speaks else "tf"
    editor = Editor(plan, joined, tf, hints, touched)
    editor.needs.imports.update(dict.fromkeys(plan.imports.get(source.path, ())))
    written = module.visit(editor)
    if editor.needs.symbols_left:
        node, reason = editor.needs.symbols_left[0]
        raise Obstacle("TF110", reason, "replace it by hand", node)
    _check_names_of_helpers(editor.needs, tree)
    for code, made in plan.classes.items():
        if made.base == LAYER and not made.call_parameters and code in joined.cst_of:
            message = f"'{code.name}' only makes variables, and would be a layer that is called with nothing"
            raise Obstacle("TF318", message, "keep each of its variables in a name of its own", code)
    written = with_needs(written, editor.needs, tf, lacks_import(written, source.text, tree))
    if editor.needs.classes:
        written = written.visit(_ImportedClasses(editor.needs.classes))
    written = without_settled(written, source.text)
    written = without_empty_tries(tidy(written, source.text), tree)
    written = without_emptied(written, plan.private_methods)
    return without_lost_scopes(written, source.text, tree)


LAYER = "tf.keras.layers.Layer"


def _check_names_of_helpers(needs: Needs, tree: ast.Module) -> None:
    """Raises TF228 where the program calls something else as one of the functions that it needs."""
    sources, _ = helper_sources(tuple(needs.helpers))
    for node in walk(tree):
        bound = node.id if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) else ""
        bound = node.arg if isinstance(node, ast.arg) else bound
        bound = node.name if isinstance(node, (ast.FunctionDef, ast.ClassDef)) else bound
        if bound in sources:
            raise Obstacle(
                "TF228", f"'{bound}' is the name of a function that the new program needs", "rename it", node
            )


def lacks_import(module: cst.Module, text: str, tree: ast.Module) -> bool:
    """Whether the new code of a file speaks of TensorFlow, and the old did not."""
    if "tensorflow" in text or USUAL_NAME in names_in(tree):
        return False
    return any(isinstance(n, cst.Name) and n.value == USUAL_NAME for n in nodes_below(module))


def with_needs(module: cst.Module, needs: Needs, tf: str, lacks_import: bool) -> cst.Module:
    """The module with the helper definitions that its code uses, after the imports."""
    sources, imports = helper_sources(tuple(needs.helpers))
    wanted = [line for line in (*needs.imports, *imports) if not line.startswith("import tensorflow")]
    wanted += ["import tensorflow as tf"] if lacks_import else []
    if not sources and not wanted:
        return module
    present = {
        cst.Module([]).code_for_node(s).strip() for s in module.body if isinstance(s, cst.SimpleStatementLine)
    }
    missing = [cst.parse_statement(line) for line in dict.fromkeys(wanted) if line not in present]
    texts = [t if tf == "tf" else t.replace("tf.", f"{tf}.") for t in sources.values()]
    definitions = [s for text in texts for s in cst.parse_module(text.strip("\n")).body]
    placed = [d.with_changes(leading_lines=[cst.EmptyLine(indent=False)] * 2) for d in definitions]
    position = _after_imports(module.body)
    rest = list(module.body[position:])
    if placed and rest:
        rest[0] = rest[0].with_changes(leading_lines=spaced(leading_lines(rest[0]), 2))
    return module.with_changes(body=[*module.body[:position], *missing, *placed, *rest])


def _after_imports(body: Sequence[cst.BaseStatement | cst.SimpleStatementLine]) -> int:
    """The place behind the last import of the file's head."""
    position = 0
    for index, statement in enumerate(body):
        if isinstance(statement, cst.SimpleStatementLine) and isinstance(
            statement.body[0], (cst.Import, cst.ImportFrom)
        ):
            position = index + 1
        elif isinstance(statement, (cst.FunctionDef, cst.ClassDef)):
            break
    return position


class _ImportedClasses(cst.CSTTransformer):
    """Imports the classes that functions of other modules became."""

    def __init__(self, classes: Mapping[str, str]) -> None:
        self.classes = classes

    def leave_ImportFrom(self, original_node: cst.ImportFrom, updated_node: cst.ImportFrom) -> cst.ImportFrom:
        if isinstance(updated_node.names, cst.ImportStar):
            return updated_node
        names = [
            alias.with_changes(name=cst.Name(self.classes[str(alias.evaluated_name)]))
            if alias.asname is None and alias.evaluated_name in self.classes
            else alias
            for alias in updated_node.names
        ]
        return updated_node.with_changes(names=names)
