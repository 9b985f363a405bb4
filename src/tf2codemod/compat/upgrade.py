"""The entry of the compat level: all files of one program at once."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path

from tf2codemod.compat import presence
from tf2codemod.compat.module import Module
from tf2codemod.compat.outcome import Outcome
from tf2codemod.compat.program import Program
from tf2codemod.compat.text import apply
from tf2codemod.model import Finding, Rewritten, Source
from tf2codemod.sources.syntax import too_deep
from tf2codemod.transforms import compat_contrib, compat_datasets, compat_imports, compat_names, compat_switch
from tf2codemod.tree import tree_of


def upgrade(sources: Sequence[Source], entries: AbstractSet[Path]) -> tuple[Rewritten, ...]:
    """Rewrite the files of one graph program so that it runs on TensorFlow 2, in graph mode."""
    modules: dict[Path, Module] = {}
    failed: dict[Path, Finding] = {}
    for source in sources:
        try:
            modules[source.path] = Module(source)
        except RecursionError:
            failed[source.path] = too_deep(source.path)
        except (SyntaxError, ValueError) as error:
            line, column = getattr(error, "lineno", None) or 1, getattr(error, "offset", None) or 1
            remedy = "bring the file to Python 3 first"
            failed[source.path] = Finding(
                source.path, line, column, "TF908", f"not Python 3: {error}", remedy
            )
    program = Program(list(modules.values()))
    outcomes: dict[Path, Outcome] = {}
    shared = frozenset(name for m in modules.values() for name in m.taken_from_others)
    for path, module in modules.items():
        outcomes[path] = compat_contrib.rewrite(module, shared)
        compat_names.rewrite(module, outcomes[path])
        compat_datasets.rewrite(module, outcomes[path])
        compat_imports.rewrite(module, outcomes[path])
        compat_imports.drop(module, outcomes[path])
    keras = frozenset(p for p, m in modules.items() if compat_switch.needs_legacy_keras(m, outcomes[p]))
    eager = frozenset(p for p, m in modules.items() if compat_switch.is_eager(m))
    with_eager = frozenset(p for e in eager for p in program.reached(e))
    done = []
    for source in sources:
        if source.path in failed:
            done.append(Rewritten(source, source.text, (failed[source.path],)))
        else:
            module, outcome = modules[source.path], outcomes[source.path]
            # A file that an eager program imports must not turn eager execution off again.
            graph = source.path in eager or source.path not in with_eager
            done.append(_finish(module, outcome, program, entries, keras, graph))
    return tuple(done)


def _finish(
    module: Module,
    outcome: Outcome,
    program: Program,
    entries: AbstractSet[Path],
    keras: frozenset[Path],
    graph: bool,
) -> Rewritten:
    """Write the top of one file and apply its edits."""
    path = module.source.path
    before: ast.stmt | None = None
    reached = program.reached(path) if path in entries else frozenset((path,))
    if reached & keras and module.imports and not compat_switch.legacy_keras_set(module):
        before = compat_switch.first_import(module, program.importing(path, keras))
    if path in keras:
        outcome.findings.append(_keras_finding(module))
    compat_switch.rewrite(module, outcome, graph, before)
    try:
        text = apply(module.source.text, outcome.edits)
        tree_of(text)
    except (SyntaxError, ValueError) as error:
        message, remedy = (
            f"the file could not be rewritten: {error}",
            "report it to the maintainers of tf2codemod",
        )
        finding = module.finding(module.tree.body[0], "TF908", message, remedy)
        return Rewritten(module.source, module.source.text, (finding,))
    absent = presence.findings(path, module.source.text, text, outcome.findings)
    return Rewritten(module.source, text, tuple(sorted((*outcome.findings, *absent))))


def _keras_finding(module: Module) -> Finding:
    message = "the program needs the package tf_keras: Keras 3 has no graph mode"
    node = module.imports[0].alias if module.imports else module.tree.body[0]
    return module.finding(node, "TF903", message, "pip install tf_keras")
