"""Finds the expressions of a file that do not live on, whose symbols need no counterpart."""

from __future__ import annotations

import ast

from tf2codemod.plan.model import FilePlan, Role


def dead_nodes(plan: FilePlan) -> set[ast.AST]:
    """The expressions that the rewritten program does not have any more."""
    inner = {n for call in plan.collections for n in ast.walk(call) if n is not call}
    inner.update(n for e in plan.left_out for n in ast.walk(e))
    for statement in plan.whole_values:
        inner.update(ast.walk(statement.value))  # type: ignore[attr-defined]
    return _dropped_nodes(plan) | inner


def _dropped_nodes(plan: FilePlan) -> set[ast.AST]:
    """The expressions that do not live on: in dropped statements, heads of dissolved blocks, and runs."""
    used = {s for f in plan.functions for s in f.body}
    used |= {s for d in plan.datasets for s in d.body}
    dead: set[ast.AST] = set()
    for statement, role in plan.roles.items():
        if role is Role.DROP or (role is Role.MOVE and statement not in used):
            dead.update(ast.walk(statement))
        elif role is Role.UNWRAP and isinstance(statement, ast.With):
            for item in statement.items:
                dead.update(ast.walk(item.context_expr))
    made = [c for c, i in plan.instances.items() if i.makes]
    dead -= {n for c in (*plan.layers, *plan.optimizers, *plan.hoisted, *made) for n in ast.walk(c)}
    # Which calls share a layer is known.
    reuses = (k.value for c in plan.layers for k in c.keywords if k.arg == "reuse")
    dead.update(n for e in reuses for n in ast.walk(e))
    for code in plan.classes.values():
        for statement in code.unwrapped:
            if isinstance(statement, ast.With):
                dead.update(n for item in statement.items for n in ast.walk(item.context_expr))
        dead.update(n for s in code.dead for n in ast.walk(s))
    for call, gone in plan.gone_arguments.items():
        for index, argument in enumerate(call.args):
            if index in gone:
                dead.update(ast.walk(argument))
        dead.update(n for k in call.keywords if k.arg in gone for n in ast.walk(k.value))
    begun = {p.start.call: p.start for p in plan.element_loops.values() if p.start is not None}
    begun.update({c: run for c, run in plan.runs.items() if run.restarts})
    for run in plan.runs.values():
        if run.call in begun:
            kept = [*(r.expr for r in begun[run.call].restarts), *run.feeds.values()]
            live = {n for e in kept for n in ast.walk(e)}
            dead.update(set(ast.walk(run.call)) - live - {run.call})
        elif run.dropped:
            replaced = run.unread and not run.resets
            dead.update(n for n in ast.walk(run.call) if replaced or n is not run.call)
    for call, form in plan.forms.items():
        arguments = (*call.args, *(k.value for k in call.keywords))
        dead.update(n for a in arguments if a not in form.parts.values() for n in ast.walk(a))
    scoped = (e for s in plan.scoped.values() for e in s.values())
    passed = [
        *(e for e in plan.weights.values() if e is not None),
        *scoped,
        *plan.inlined.values(),
        *(e for g in plan.given.values() for e in g.values()),
        *plan.fresh.values(),
    ]
    dead -= {n for e in passed for n in ast.walk(e)}
    dead -= {n for d in plan.datasets for n in ast.walk(d.source)}
    for dataset in plan.datasets:
        dead -= {n for p in dataset.placeholders for n in ast.walk(p.expr) if n is not p.expr}
    lines = (line for s in plan.summaries for line in s.lines if not line.text)
    return dead - {n for line in lines for n in ast.walk(line.node)}
