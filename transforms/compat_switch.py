"""Switch a graph program back to graph mode, and to the Keras that supports it, at import time."""

from __future__ import annotations

import ast

from tf2codemod.compat import facts
from tf2codemod.compat.module import Module
from tf2codemod.compat.outcome import Outcome
from tf2codemod.compat.text import Edit
from tf2codemod.transforms.compat_helpers import blank_lines_missing, code_of, with_uses

SWITCH = "disable_v2_behavior"
EAGER = ("tf.enable_eager_execution", "tf.enable_v2_behavior", "tf.contrib.eager.enable_eager_execution")
KERAS = "TF_USE_LEGACY_KERAS"
SLIM_REPAIR = """\
# tf_slim 1.1 looks for these names where TensorFlow 2.12 and Keras 2 had them.
import sys
import tf_keras.src.legacy_tf_layers.normalization
from tensorflow.python.framework import ops as framework_ops
from tensorflow.python.ops import control_flow_ops
sys.modules.setdefault(
    "tf_keras.legacy_tf_layers.normalization", tf_keras.src.legacy_tf_layers.normalization)
framework_ops.Tensor = {tf}.Tensor
framework_ops.IndexedSlices = {tf}.IndexedSlices
control_flow_ops.cond, control_flow_ops.while_loop = {tf}.cond, {tf}.while_loop"""


def is_eager(module: Module) -> bool:
    """Whether the file asks for eager execution itself."""
    return any(r.name in EAGER for r in module.references)


def switches(module: Module) -> bool:
    """Whether the file turns graph mode on already."""
    own = (f"tf.{SWITCH}", "tf.disable_eager_execution")
    return f".{SWITCH}(" in module.source.text or any(r.name in own for r in module.references)


def needs_legacy_keras(module: Module, done: Outcome) -> bool:
    """Whether the file uses a name that only legacy Keras offers in graph mode."""
    prefixes = facts.names().legacy_keras
    used = {r.name for r in module.references} | {b.name for b in module.imports} | done.names
    if any(f"{p}." in facts.helpers()[n].code for n in with_uses(done.helpers) for p in prefixes):
        return True
    return done.needs_slim_repair or any(f"{u}.".startswith(f"{p}.") for u in used for p in prefixes)


def rewrite(module: Module, done: Outcome, graph: bool, keras: ast.stmt | None) -> None:
    """Write what stands around the imports: legacy Keras before them, graph mode and helpers after."""
    names = [b for b in module.imports if b.name == "tf" and b.alias.name.split(".")[1:2] != ["python"]]
    top = {
        node: statement
        for statement in module.tree.body
        for node in _at_import(statement)
        if not (isinstance(node, ast.ImportFrom) and node.module == "__future__")
    }
    first = next((b for b in names if b.statement in top), None)
    helpers = {n: done.helpers.get(n, n) for n in with_uses(done.helpers)}
    imports = [*done.imports, *(i for n in helpers for i in facts.helpers()[n].imports)]
    imports = [i for i in dict.fromkeys(imports) if not _imported(module, i)]
    before: list[str] = []
    after: list[str] = []
    root = first.local if first else "tf"
    anchor: ast.stmt | None = first.statement if first else None
    # Names imported from TensorFlow without the package itself: the switch needs the package first.
    if anchor is None and (helpers or done.needs_tf or (graph and _reaches(module, done, top))):
        anchor = next((b.statement for b in module.imports if b.statement in top), None)
        before += [f"import tensorflow.compat.v1 as {root}"]
        before += [f"{root}.{SWITCH}()"] if graph and not switches(module) else []
        anchor = anchor or next(iter(top), None)
    elif graph and not switches(module):
        after.append(f"{root}.{SWITCH}()")
        if first is None:
            for binding in names:
                _after(module, done, binding.statement, [f"{binding.local}.{SWITCH}()"])
    if done.needs_slim_repair:
        after.append(SLIM_REPAIR.replace("{tf}", root))
    if keras is not None:
        lines = [f'os.environ["{KERAS}"] = "1"']
        if not _imported_before(module, "os", keras):
            lines.insert(0, "import os")
        _before(module, done, keras, lines)
    code = code_of(helpers, root)
    if anchor is None:
        if before:
            _before(module, done, _start(module), [*before, *imports, *after, "", "", *code, "", ""])
        return
    if before:
        _before(module, done, top.get(anchor, anchor), before)
    _after(module, done, anchor, [*imports, *after])
    if helpers:
        last = _last_import(module, top.get(anchor, anchor))
        _after(module, done, last, ["", "", *code, *blank_lines_missing(module, last)])


def _start(module: Module) -> ast.stmt:
    """The first statement after the docstring and the imports from ``__future__``."""
    body = module.tree.body
    return next(
        s
        for i, s in enumerate(body)
        if not (i == 0 and isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))
        and not (isinstance(s, ast.ImportFrom) and s.module == "__future__")
    )


def legacy_keras_set(module: Module) -> bool:
    """Whether the file asks for legacy Keras already."""
    return KERAS in module.source.text


def first_import(module: Module, project: frozenset[ast.stmt]) -> ast.stmt | None:
    """The first statement of the file that imports TensorFlow, or a project file that does."""
    wanted = project | {b.statement for b in module.imports}
    for statement in module.tree.body:
        if any(node in wanted for node in _at_import(statement)):
            return statement
    return None


def _reaches(module: Module, done: Outcome, top: dict[ast.stmt, ast.stmt]) -> bool:
    """Whether a name of the versioned interface is imported without the package."""
    elsewhere = ("tf.python", "tf.examples", "tf.core", "tf_slim")
    for binding in module.imports:
        target = done.aliases.get(binding.alias, "")
        if binding.statement in top and (
            target.startswith("tensorflow.compat.v1") if target else not binding.name.startswith(elsewhere)
        ):
            return True
    return False


def _at_import(statement: ast.stmt) -> list[ast.stmt]:
    """The import statements that run when the module is imported."""
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return []
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        return [statement]
    found: list[ast.stmt] = []
    for child in ast.iter_child_nodes(statement):
        if isinstance(child, ast.stmt):
            found += _at_import(child)
        elif isinstance(child, ast.ExceptHandler):
            found += [n for s in child.body for n in _at_import(s)]
    return found


def _imported(module: Module, line: str) -> bool:
    return any(module.positions.source(s) == line for s in module.statements if s in module.tree.body)


def _imported_before(module: Module, name: str, stop: ast.stmt) -> bool:
    for statement in module.tree.body:
        if statement is stop:
            return False
        if isinstance(statement, ast.Import) and any((a.asname or a.name) == name for a in statement.names):
            return True
    return False


def _last_import(module: Module, start: ast.stmt) -> ast.stmt:
    """The end of the run of imports in which a statement stands."""
    last = start
    for statement in module.tree.body[module.tree.body.index(start) + 1 :]:
        if isinstance(statement, (ast.FunctionDef, ast.ClassDef)) or not _at_import(statement):
            break
        last = statement
    return last


def _before(module: Module, done: Outcome, statement: ast.stmt, lines: list[str]) -> None:
    indent = module.positions.indent(statement.lineno)
    at = module.positions.line_start(statement.lineno)
    done.edits.append(Edit(at, at, "".join(f"{indent}{line}\n" if line else "\n" for line in lines)))


def _after(module: Module, done: Outcome, statement: ast.stmt, lines: list[str]) -> None:
    if not lines:
        return
    assert statement.end_lineno is not None
    _, end = module.positions.span(statement)
    rest = module.source.text[end:].partition("\n")[0].strip()
    if rest.startswith(";") and not any("\n" in line or not line for line in lines):
        done.edits.append(Edit(end, end, "".join(f"; {line}" for line in lines)))
        return
    indent = module.positions.indent(statement.lineno)
    at = module.positions.line_start(statement.end_lineno + 1)
    split = [part for line in lines for part in line.split("\n")]
    text = "".join(f"{indent}{line}\n" if line else "\n" for line in split)
    if at == len(module.source.text) and not module.source.text.endswith("\n"):
        text = "\n" + text.removesuffix("\n")
    done.edits.append(Edit(at, at, text))
