"""The order of statements around tapes."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from tf2codemod.plan.tapes import Item, Tape, TapeUse, Watch, arrange, flattened, overtaken


def statements(*texts: str) -> list[ast.stmt]:
    """Parsed statements."""
    return [ast.parse(t).body[0] for t in texts]


def call_of(statement: ast.stmt) -> ast.Call:
    """The call that a statement assigns."""
    assert isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Call)
    return statement.value


def shown(items: Sequence[Item]) -> list[object]:
    """An arrangement as nested lists of text."""
    found: list[object] = []
    for item in items:
        if isinstance(item, Tape):
            found.append([item.name, *shown(item.items)])
        elif isinstance(item, Watch):
            found.append(f"watch {', '.join(item.names)}")
        elif isinstance(item, ast.stmt):
            found.append(ast.unparse(item))
    return found


def test_what_the_tape_need_not_see_stays_around_it() -> None:
    first, loss, gradient, last = body = statements("a = 1", "loss = f(x)", "g = gradients(loss)", "b = 2")
    use = TapeUse(gradient, call_of(gradient), "tape", 1, frozenset((loss,)), watched=(("x", None),))
    assert shown(arrange(body, [use])) == [
        "a = 1",
        ["tape", "watch x", "loss = f(x)"],
        "g = gradients(loss)",
        "b = 2",
    ]
    assert list(flattened(arrange(body, [use]))) == [first, loss, gradient, last]


def test_a_tensor_made_before_its_tape_is_watched_at_the_start() -> None:
    mixed, out, gradient = body = statements("mixed = a + b", "out = f(mixed)", "g = gradients(out)")
    use = TapeUse(
        gradient, call_of(gradient), "tape", 1, frozenset((out,)), frozenset((mixed,)), (("mixed", mixed),)
    )
    assert shown(arrange(body, [use])) == [
        "mixed = a + b",
        ["tape", "watch mixed", "out = f(mixed)"],
        "g = gradients(out)",
    ]


def test_a_statement_may_not_pass_one_that_rebinds_its_names() -> None:
    first, second = statements("a = f(b)", "b = 1")
    names = {first: ({"b"}, {"a"}), second: (set(), {"b"})}
    assert overtaken([first, second], [first, second], lambda s: names[s]) is None
    assert overtaken([first, second], [second, first], lambda s: names[s]) is second
