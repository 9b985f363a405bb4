"""Replace names of ``tf.contrib`` in a graph program by what TensorFlow 2 still offers."""

from __future__ import annotations

import ast

from tf2codemod.compat import facts
from tf2codemod.compat.choices import Choice, choose, is_contrib, slim_target
from tf2codemod.compat.module import Module, Reference
from tf2codemod.compat.outcome import Outcome
from tf2codemod.compat.scopes import Import
from tf2codemod.compat.text import Edit


def rewrite(module: Module, shared: frozenset[str]) -> Outcome:
    """Edit every use of contrib in one file; other files import the shared names from it."""
    done = Outcome()
    kept: dict[str, str] = {}
    handled: set[ast.expr] = set()
    for binding in module.imports:
        if is_contrib(binding.name):
            handled |= _rewrite_alias(module, done, binding, kept, binding.local in shared)
    for local, assignment, name in module.assignments:
        if is_contrib(name):
            uses = [r for r in module.references if r.root == local and r.through == name]
            own = choose(name, None)
            if own.kind == "slim":
                # The second name stays, and its first meaning is edited below as any other use.
                handled |= {r.node for r in uses if _through_slim(r)}
            elif own.kind == "namespace" and uses:
                handled.add(assignment.value)
                done.dropped.append(assignment.statement)
            elif own.kind != "namespace":
                handled |= {r.node for r in uses}
    for reference in module.references:
        if is_contrib(reference.name) and reference.node not in handled:
            _rewrite_use(module, done, reference, kept)
    return done


def _through_slim(reference: Reference) -> bool:
    return bool(slim_target(reference.name))


def _rewrite_alias(
    module: Module, done: Outcome, binding: Import, kept: dict[str, str], shared: bool
) -> set[ast.expr]:
    """Decide what becomes of an imported contrib name; returns the uses that stay as they are."""
    uses = [r for r in module.references if r.root == binding.local and r.through == binding.name]
    choices = [choose(r.name, r.call) for r in uses]
    target = slim_target(binding.name)
    if target and (shared or any(c.kind == "slim" for c in choices)):
        done.aliases[binding.alias] = target
        kept[target] = binding.local
        staying = {r.node for r in uses if _through_slim(r)}
        for reference in uses:
            if reference.node in staying:
                _note_slim(module, done, reference.node, slim_target(reference.name))
        return staying
    whole = {
        c.target for c, r in zip(choices, uses, strict=True) if c.kind == "core" and r.name == binding.name
    }
    if whole and len(whole) == 1 and all(c.kind == "core" and not _renames(c) for c in choices):
        new = next(iter(whole))
        done.aliases[binding.alias] = "tensorflow.compat.v1." + new.removeprefix("tf.")
        done.names.add(new)
        return {r.node for r in uses}
    own = choose(binding.name, None)
    if own.kind == "module":
        done.aliases[binding.alias] = own.target
        _note_package(module, done, binding.alias, own.target)
        return {r.node for r in uses}
    if own.kind == "left" and not uses:
        _leave(module, done, binding.alias, own.name)
    done.aliases[binding.alias] = None
    return set()


def _rewrite_use(module: Module, done: Outcome, reference: Reference, kept: dict[str, str]) -> None:
    choice = choose(reference.name, reference.call)
    node, hidden = reference.leading(choice.left)
    if choice.kind == "core":
        tf = module.local_name("tf", reference.scope)
        done.needs_tf |= not tf
        done.names.add(choice.target)
        new = f"{tf or 'tf'}.{choice.target.removeprefix('tf.')}"
        renames = _renames(choice)
        for keyword in reference.call.keywords if reference.call and renames else ():
            if keyword.arg in renames:
                start, _ = module.positions.span(keyword)
                done.edits.append(Edit(start, start + len(keyword.arg), renames[keyword.arg]))
    elif choice.kind == "helper":
        new = done.helpers.setdefault(choice.target, _free(module, choice.target, reference))
        message = f"{choice.name} is gone: the file now defines {new}"
        done.findings.append(
            module.finding(node, "TF910", message, "compare it with the original if in doubt")
        )
    elif choice.kind in ("left", "namespace"):
        # The full name fails where it is reached, and not where the file is imported.
        _leave(module, done, node, choice.name)
        tf = module.local_name("tf", reference.scope)
        done.needs_tf |= not tf
        new = f"{tf or 'tf'}.{reference.name.removeprefix('tf.')}"
        if reference.through == "tf":
            return
    elif choice.kind == "module":
        parent, _, new = choice.target.rpartition(".")
        done.want(f"from {parent} import {new}")
        _note_package(module, done, node, choice.target)
    else:
        package, _, rest = choice.target.partition(".")
        new = f"{kept[package]}.{rest}" if package in kept and rest else choice.target
        if package not in kept:
            done.want(f"import {package}")
        _note_slim(module, done, node, choice.target)
    start, end = module.positions.span(node)
    done.edits.append(Edit(start, end, new + hidden))


def _free(module: Module, name: str, reference: Reference) -> str:
    """A name for the helper that nothing else in the file has."""
    imported = reference.root == name and "." not in module.positions.source(reference.node)
    while name in module.words and not imported:
        name += "_v1"
    return name


def _renames(choice: Choice) -> dict[str, str]:
    accepts = facts.contrib().arguments.get(choice.name)
    return dict(accepts.rename) if accepts else {}


def _leave(module: Module, done: Outcome, node: ast.expr | ast.alias, name: str) -> None:
    found = facts.longest(facts.contrib().left, name)
    if found is not None:
        _, left = found
        done.findings.append(module.finding(node, left.code, f"{name}: {left.reason}", left.remedy))


def _note_slim(module: Module, done: Outcome, node: ast.expr, target: str) -> None:
    if any(part in facts.contrib().slim_repaired for part in target.split(".")):
        done.needs_slim_repair = True
    if not any(f.code == "TF904" for f in done.findings):
        message = "the program needs the package tf_slim, a copy of tf.contrib.slim and tf.contrib.layers"
        done.findings.append(module.finding(node, "TF904", message, "pip install tf_slim"))


def _note_package(module: Module, done: Outcome, node: ast.expr | ast.alias, target: str) -> None:
    package = target.partition(".")[0]
    if package != "tensorflow":
        message = f"the program needs the package {package}"
        done.findings.append(module.finding(node, "TF911", message, f"pip install {package}"))
