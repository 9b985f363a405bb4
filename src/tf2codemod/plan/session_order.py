"""Which session each run belongs to, and whether the sessions of a program are used one after another."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence

from tf2codemod.interpret.trace import Frame, RunSite, StatementRun, Trace
from tf2codemod.interpret.values import Thing, Value, options_of
from tf2codemod.tree import walk

LOOPS = (ast.For, ast.AsyncFor, ast.While)
DEFAULT = "tf.get_default_session"
Loop = tuple[Frame, ast.stmt]


def loops_around(run: StatementRun) -> list[Loop]:
    """The loops that repeat a statement, in its frame and in those that led to it."""
    return [
        (r.frame, outer.node)
        for r in run.chain()
        for outer in r.frame.statements
        if isinstance(outer.node, LOOPS) and r.node is not outer.node and r.node in walk(outer.node)
    ]


def is_repeated_alone(run: StatementRun, made: StatementRun) -> bool:
    """Whether a statement may run again without another one having run again."""
    loops = loops_around(run)
    again = run.looped or run.times > 1
    own = loops_around(made)
    return any(loop not in own for loop in loops) or (again and not loops)


def session_of(site: RunSite, trace: Trace) -> Thing | None:
    """The session in which something is run, if that is known."""
    values = site.statement.frame.values
    given = next((k.value for k in site.call.keywords if k.arg == "session"), None)
    if given is None and site.kind == "eval" and site.call.args:
        first = values.get(site.call.args[0])
        given = site.call.args[0] if first is not None and _sessions_in(first) else None
    if given is None and site.kind == "run" and isinstance(site.call.func, ast.Attribute):
        given = site.call.func.value
    value = values.get(given) if given is not None else None
    if value is None:
        return _default(site, trace) if given is None else None
    found = _sessions_in(value)
    if found and all(o.symbol == DEFAULT for o in found):
        return _default(site, trace)
    return _single(found) if len(found) == len(options_of(value)) else None


def _single(sessions: Sequence[Thing]) -> Thing | None:
    """The only session among some, each pass through a loop counted as the same."""
    return sessions[0] if len({_key(s) for s in sessions}) == 1 else None


def _sessions_in(value: Value) -> list[Thing]:
    return [o for o in options_of(value) if isinstance(o, Thing) and o.kind == "session"]


def _default(site: RunSite, trace: Trace) -> Thing | None:
    """The session of the innermost block around a run, or the only interactive one."""
    for run in site.statement.chain():
        for outer in reversed(run.frame.statements):
            if not isinstance(outer.node, ast.With) or outer.node is run.node:
                continue
            if run.node in walk(outer.node):
                for item in outer.node.items:
                    value = run.frame.values.get(item.context_expr)
                    found = _sessions_in(value) if value is not None else []
                    if found:
                        return _single(found)
    made = [
        m
        for frame in trace.frames
        for run in frame.statements
        for m in run.made
        if isinstance(m, Thing) and m.kind == "session" and m.symbol.endswith("InteractiveSession")
    ]
    return _single(made)


def one_after_another(sites: Sequence[RunSite], trace: Trace) -> bool:
    """Whether no session is used again after another one was used."""
    if len({s.expr for s in _made(trace)}) <= 1:
        return True
    sessions = [session_of(site, trace) for site in sites]
    if None in sessions:
        return False
    seen: list[object] = []
    for session in sessions:
        if not seen or seen[-1] != _key(session):
            if _key(session) in seen:
                return False
            seen.append(_key(session))
    pairs = list(zip(sites, sessions, strict=True))
    return not any(_share_a_turn(a, s, b, t) for a, s in pairs for b, t in pairs if _key(s) != _key(t))


def _key(session: Thing | None) -> object:
    """What is the same for a session that a loop opens at each of its turns."""
    return (session.expr, session.made.frame) if session is not None else None


def _made(trace: Trace) -> Iterator[Thing]:
    for frame in trace.frames:
        for run in frame.statements:
            for made in run.made:
                if isinstance(made, Thing) and made.kind == "session" and made.symbol != DEFAULT:
                    yield made


def _share_a_turn(first: RunSite, one: Thing | None, second: RunSite, other: Thing | None) -> bool:
    """Whether two runs stand in a loop that does not make both of their sessions at each turn."""
    common = [loop for loop in loops_around(first.statement) if loop in loops_around(second.statement)]
    makers = [loops_around(s.made) for s in (one, other) if s is not None]
    return any(loop not in made for loop in common for made in makers)


def in_new_session(site: RunSite, others: Iterable[RunSite], trace: Trace) -> bool:
    """Whether a run may be the first of a session that follows another one."""
    session = session_of(site, trace)
    if session is None:
        return True
    known = [session_of(o, trace) for o in others]
    looped = session.made.looped or bool(loops_around(session.made))
    return looped or any(_key(k) != _key(session) for k in known)
