"""What takes the place of a run: the call of its function, and the values that the host code gets back."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence

import libcst as cst

from tf2codemod.interpret.values import Items, Mapping, Node, Value
from tf2codemod.plan.cell_states import may_be_nested
from tf2codemod.plan.model import Drawn, FilePlan, Leaf, Restart, RunPlan
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.updates import UPDATE
from tf2codemod.rewrite.descriptions import description
from tf2codemod.rewrite.external import minimize_call
from tf2codemod.rewrite.marks import marked


def _argument(call: cst.Call, position: int, name: str) -> cst.BaseExpression | None:
    for argument in call.args:
        if argument.keyword is not None and argument.keyword.value == name:
            return argument.value
    plain = [a for a in call.args if a.keyword is None]
    return plain[position].value if position < len(plain) else None


def _feed_position(run: RunPlan) -> int:
    return 1 if run.sites[0].kind in ("run", "minimize") else 0


def _feeds(run: RunPlan, call: cst.Call) -> dict[str, cst.BaseExpression]:
    """The rewritten values of a feed_dict that is written at the run."""
    position = _feed_position(run)
    written = _argument(call, position, "feed_dict")
    read = run.sites[0].feed_expr
    found: dict[str, cst.BaseExpression] = {}
    if isinstance(written, cst.Dict) and isinstance(read, ast.Dict):
        for element, value in zip(written.elements, read.values, strict=True):
            for name, expr in run.feeds.items():
                if expr is value:
                    found[name] = element.value
    return found


def function_call(run: RunPlan, call: cst.Call) -> cst.Call:
    """The call of the function that a run became, with the fed values in the order of its parameters."""
    return marked(run, _function_call(run, call))


def _function_call(run: RunPlan, call: cst.Call) -> cst.Call:
    assert run.function is not None
    name = cst.parse_expression(_callee(run))
    literal = _feeds(run, call)
    parameters = run.function.parameters
    if run.draws:
        return cst.Call(name, _with_draws(run, call, literal))
    if run.feed_dict is not None:
        position = _feed_position(run)
        feeds = _argument(call, position, "feed_dict")
        assert feeds is not None
        if run.all_fed:
            return cst.Call(name, [cst.Arg(feeds, star="**")])
        items = {p.name: _item(feeds, p.name) for p in parameters if p.name not in run.omitted}
        return cst.Call(name, _placed(run, items))
    if list(literal) != [p.name for p in parameters if p.name in literal] and _effects(literal.values()):
        if any(n.startswith("_") for n in literal):  # TensorFlow gives such parameters other names
            raise Obstacle(
                "TF213", "the order in which a run is fed counts", "compute the values before", run.call
            )
        return cst.Call(name, [_keyword(n, v) for n, v in literal.items()])
    return cst.Call(name, _placed(run, literal))


def _placed(run: RunPlan, values: dict[str, cst.BaseExpression]) -> list[cst.Arg]:
    """The arguments by position, and by keyword behind one that keeps its default."""
    assert run.function is not None
    names = [p.name for p in run.function.parameters]
    first = min((i for i, n in enumerate(names) if n in run.omitted), default=len(names))
    return [
        cst.Arg(values[n]) if i < first else _keyword(n, values[n])
        for i, n in enumerate(names)
        if n not in run.omitted
    ]


def _with_draws(run: RunPlan, call: cst.Call, literal: dict[str, cst.BaseExpression]) -> list[cst.Arg]:
    """The arguments of a function that also gets elements of iterators."""
    assert run.function is not None
    drawn = {d.names[0]: d for d in run.draws}
    inner = {n for d in run.draws for n in d.names[1:]}
    feeds = _argument(call, _feed_position(run), "feed_dict")
    found: list[cst.Arg] = []
    for name in (p.name for p in run.function.parameters if p.name not in inner | run.omitted):
        if name in drawn and drawn[name].bound and drawn[name].form == "*":
            found.extend(cst.Arg(cst.Name(n)) for n in drawn[name].bound)
        elif name in drawn:
            found.append(cst.Arg(draw(drawn[name]), star="*" if drawn[name].form == "*" else ""))
        elif name in literal:
            found.append(_keyword(name, literal[name]) if run.omitted else cst.Arg(literal[name]))
        else:
            assert feeds is not None
            found.append(cst.Arg(_item(feeds, name)))
    if _effects(literal.values()) and list(literal) != [
        p.name for p in run.function.parameters if p.name in literal
    ]:
        raise Obstacle(
            "TF213", "the order in which a run is fed counts", "compute the values before", run.call
        )
    return found


def draw(drawn: Drawn) -> cst.BaseExpression:
    """The next element of an iterator, or the part of it that is needed."""
    if drawn.bound and isinstance(drawn.form, int):
        return cst.Name(drawn.bound[drawn.form])
    if drawn.bound:
        names = [cst.Element(cst.Name(n)) for n in drawn.bound]
        return cst.Tuple(names) if drawn.in_parts else names[0].value
    text = f"next({drawn.iterator})" if drawn.method == "next" else f"{drawn.iterator}.{drawn.method}()"
    return cst.parse_expression(f"{text}[{drawn.form}]" if isinstance(drawn.form, int) else text)


def _read_element(run: RunPlan, tf: str) -> cst.BaseExpression:
    """What a run gave that fetched an element of an iterator as it is."""
    element = draw(run.draws[0])
    if run.unread:
        return element
    if run.read.startswith(".") and run.draws[0].bound and run.draws[0].in_parts:
        path = run.read[2:].partition("]")
        return cst.parse_expression(f"{run.draws[0].bound[int(path[0])]}{path[2]}.numpy()")
    if run.read.startswith("."):
        return cst.parse_expression(f"{cst.Module([]).code_for_node(element)}{run.read[1:]}.numpy()")
    if run.read == "structure":
        return _host_structure(element, tf)
    return _as_tuple(element) if run.read == "tuple" else _comprehension(element)


def _effects(values: Iterable[cst.BaseExpression]) -> bool:
    """Whether more than one value is computed by a call, so that the order of evaluation counts."""
    return sum(_has_call(v) for v in values) > 1


def _has_call(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.Call) or any(_has_call(child) for child in node.children)


def _keyword(name: str, value: cst.BaseExpression) -> cst.Arg:
    equal = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
    return cst.Arg(value, cst.Name(name), equal=equal)


def _callee(run: RunPlan) -> str:
    assert run.function is not None
    return run.callee or (f"{run.receiver}.{run.function.name}" if run.receiver else run.function.name)


def _item(owner: cst.BaseExpression, key: str) -> cst.BaseExpression:
    return cst.Subscript(owner, [cst.SubscriptElement(cst.Index(cst.SimpleString(repr(key))))])


def to_host(value: cst.BaseExpression) -> cst.Call:
    """The NumPy value of a tensor."""
    if not isinstance(value, (cst.Name, cst.Attribute, cst.Call, cst.Subscript)):
        value = value.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    return cst.Call(cst.Attribute(value, cst.Name("numpy")), [])


def _to_host(value: cst.BaseExpression, leaf: Leaf, tf: str) -> cst.BaseExpression:
    """The NumPy value of what a function returned; what a writer is given stays as it is."""
    if leaf.kind == "summary":
        return value
    if leaf.is_nested:
        return _host_structure(value, tf)
    if leaf.kind in ("list", "parts"):
        return _as_tuple(value) if leaf.label == "tuple" else _comprehension(value)
    return _host_structure(value, tf) if may_be_nested(leaf.node) else to_host(value)


def _written(run: RunPlan, leaf: Leaf, call: cst.Call) -> cst.BaseExpression:
    """The rewritten expression of a leaf that is read where the run stands."""
    if run.sites[0].kind == "eval":
        assert isinstance(call.func, cst.Attribute)
        return call.func.value
    expr = _argument(call, 0, "fetches")
    assert expr is not None
    for step in leaf.path:
        if isinstance(expr, (cst.List, cst.Tuple)) and isinstance(step, int):
            expr = expr.elements[step].value
        elif isinstance(expr, cst.Dict):
            values = [e.value for e in expr.elements]
            keys = list(run.sites[0].fetches.known if isinstance(run.sites[0].fetches, Mapping) else ())
            expr = values[keys.index(step)]  # type: ignore[arg-type]
    return expr


def run_expression(run: RunPlan, call: cst.Call, tf: str) -> cst.BaseExpression:
    """The expression that gives what the run gave."""
    if run.sites[0].describes:
        return description(run, call, tf)
    if run.dropped:
        return _structure(run.sites[0].fetches, (), {})
    if run.read:
        return marked(run, _read_element(run, tf))
    if run.in_place:
        written = _fetched_in_place(run, call)
        return marked(run, written if run.unread else _host_value(written, run.sites[0].fetches, tf))
    if run.structure:
        return _host_structure(function_call(run, call), tf)
    fetches = run.sites[0].fetches
    if run.function is None and run.leaves and run.leaves[0].kind == "each":
        return marked(
            run,
            cst.ListComp(
                to_host(cst.Name("value")), cst.CompFor(cst.Name("value"), _written(run, run.leaves[0], call))
            ),
        )
    if run.function is None:
        values: dict[tuple[object, ...], cst.BaseExpression] = {
            leaf.path: marked(run, _to_host(_written(run, leaf, call), leaf, tf), place)
            for place, leaf in enumerate(run.leaves)
        }
        return _structure(fetches, (), values)
    made = function_call(run, call)
    returned = [leaf for leaf in run.leaves if leaf.kind not in ("action", "initializer")]
    if not returned:
        return made if run.unread else _structure(fetches, (), {run.leaves[0].path: made})
    if len(returned) == 1:
        return _structure(fetches, (), {returned[0].path: _to_host(made, returned[0], tf)})
    leading = run.leaves[: len(returned)] == tuple(returned)
    flat = isinstance(fetches, Items) and len(run.leaves) == len(fetches.prefix)
    plain = all(leaf.kind != "summary" for leaf in returned)
    nested = any(may_be_nested(leaf.node) or leaf.kind in ("list", "parts") for leaf in returned)
    if (
        plain
        and flat
        and leading
        and (len(returned) == len(run.leaves) or (run.taken is not None and run.taken <= len(returned)))
    ):
        as_tuple = isinstance(fetches, Items) and fetches.kind == "tuple"
        if nested:
            read = _host_structure(made, tf)
            return read if as_tuple else cst.Call(cst.Name("list"), [cst.Arg(read)])
        return _as_tuple(made) if as_tuple else _comprehension(made)
    raise Obstacle(
        "TF223", "a run with nested results is used inside an expression", "unpack its results", run.call
    )


def only_element(taken: cst.Subscript) -> cst.BaseExpression:
    """The element that is taken out of a display in which nothing else is computed."""
    index = taken.slice[0].slice if len(taken.slice) == 1 else None
    if not isinstance(taken.value, (cst.List, cst.Tuple)) or not isinstance(index, cst.Index):
        return taken
    values = [e.value for e in taken.value.elements]
    if not isinstance(index.value, cst.Integer) or int(index.value.value) >= len(values):
        return taken
    others = [v for i, v in enumerate(values) if i != int(index.value.value)]
    plain = all(isinstance(v, cst.Name) and v.value == "None" for v in others)
    return values[int(index.value.value)] if plain else taken


def _host_structure(made: cst.BaseExpression, tf: str) -> cst.BaseExpression:
    convert = cst.parse_expression("lambda value: value.numpy()")
    return cst.Call(cst.parse_expression(f"{tf}.nest.map_structure"), [cst.Arg(convert), cst.Arg(made)])


def _comprehension(made: cst.BaseExpression) -> cst.BaseExpression:
    return cst.ListComp(to_host(cst.Name("value")), cst.CompFor(cst.Name("value"), made))


def _as_tuple(made: cst.BaseExpression) -> cst.BaseExpression:
    values = cst.GeneratorExp(
        to_host(cst.Name("value")), cst.CompFor(cst.Name("value"), made), lpar=[], rpar=[]
    )
    return cst.Call(cst.Name("tuple"), [cst.Arg(values)])


def _fetched_in_place(run: RunPlan, call: cst.Call) -> cst.BaseExpression:
    """The rewritten expression of assignments that are made where the run stands."""
    written = _argument(call, 0, "fetches")
    if written is not None and run.sites[0].kind == "run":
        return written
    assert isinstance(call.func, cst.Attribute)
    return call.func.value


def _host_value(written: cst.BaseExpression, fetches: Value, tf: str) -> cst.BaseExpression:
    """The values that assignments give, in the structure in which they are written."""
    if isinstance(fetches, Node):
        return to_host(written)
    plain = isinstance(written, (cst.List, cst.Tuple)) and all(
        isinstance(e, cst.Element) for e in written.elements
    )
    if plain and isinstance(fetches, Items) and all(isinstance(p, Node) for p in fetches.prefix):
        assert isinstance(written, (cst.List, cst.Tuple))
        return written.with_changes(
            elements=[e.with_changes(value=to_host(e.value)) for e in written.elements]
        )
    return _host_structure(written, tf)


def _structure(
    value: Value, path: tuple[object, ...], leaves: dict[tuple[object, ...], cst.BaseExpression]
) -> cst.BaseExpression:
    if path in leaves:
        return leaves[path]
    if isinstance(value, Items):
        parts = [_structure(v, (*path, i), leaves) for i, v in enumerate(value.prefix)]
        elements = [cst.Element(p) for p in parts]
        return cst.Tuple(elements) if value.kind == "tuple" else cst.List(elements)
    if isinstance(value, Mapping):
        pairs = [
            cst.DictElement(
                cst.parse_expression(repr(getattr(k, "value", None))), _structure(v, (*path, k), leaves)
            )
            for k, v in value.known.items()
        ]
        return cst.Dict(pairs)
    return cst.Name("None")


def restart_lines(
    run: RunPlan, line: cst.SimpleStatementLine, call: cst.Call
) -> Iterator[cst.SimpleStatementLine]:
    """The lines that make the iterators which a run initialized."""
    for index, restart in enumerate(run.restarts):
        value = cst.Call(cst.Name("iter"), [cst.Arg(restart_source(run, restart, call))])
        made = _assign([cst.parse_expression(restart.target)], [value])
        yield line.with_changes(body=[made]) if index == 0 else cst.SimpleStatementLine([made])


def restart_source(run: RunPlan, restart: Restart, call: cst.Call) -> cst.BaseExpression:
    """The data set that an iterator is begun over."""
    if not restart.function:
        return _written(run, next(leaf for leaf in run.leaves if leaf.path == restart.path), call)
    literal = _feeds(run, call)
    return cst.Call(cst.Name(restart.function), [cst.Arg(literal[name]) for name in restart.parameters])


def run_statement(
    run: RunPlan, statement: ast.stmt, line: cst.SimpleStatementLine, call: cst.Call, tf: str
) -> Iterator[cst.SimpleStatementLine]:
    """The lines that take the place of a statement whose value is the run."""
    yield from _value_lines(run, statement, line, call, tf)
    small, targets = line.body[0], _targets(statement, run)
    if (
        targets is None
        or not isinstance(small, cst.Assign)
        or not isinstance(small.targets[0].target, cst.Tuple)
    ):
        return
    written = [e.value for e in small.targets[0].target.elements]
    without = {leaf.path[0]: leaf for leaf in run.leaves if leaf.kind in ("action", "initializer")}
    nones = [written[i] for i in sorted(run.nones) if i in without]
    if any(len(without[i].path) > 1 or without[i].node.op == UPDATE for i in run.nones if i in without):
        raise Obstacle(
            "TF223", "what update ops give is read", "read the moving averages themselves", statement
        )
    if nones:
        yield cst.SimpleStatementLine([_assign(nones, [cst.Name("None") for _ in nones])])


def _value_lines(
    run: RunPlan, statement: ast.stmt, line: cst.SimpleStatementLine, call: cst.Call, tf: str
) -> Iterator[cst.SimpleStatementLine]:
    """The lines that call the function and bind what it returns."""
    returned = [leaf for leaf in run.leaves if leaf.kind not in ("action", "initializer")]
    small = line.body[0]
    if isinstance(small, cst.Expr) and run.function is None:
        return
    if isinstance(small, cst.Expr) and run.function is not None:
        made = function_call(run, call)
        if run.sites[0].kind == "minimize":
            made = minimize_call(made, call)
        yield line.with_changes(body=[cst.Expr(made)])
        return
    targets = _targets(statement, run)
    if (
        targets is None
        or not isinstance(small, cst.Assign)
        or not isinstance(small.targets[0].target, cst.Tuple)
    ):
        yield line
        return
    written = [e.value for e in small.targets[0].target.elements]
    kept = [(written[_place(leaf)], leaf) for leaf in returned]
    if run.function is None:
        values = [
            marked(run, _to_host(_written(run, leaf, call), leaf, tf), run.leaves.index(leaf))
            for _, leaf in kept
        ]
        yield line.with_changes(body=[_assign([t for t, _ in kept], values)])
        return
    made = function_call(run, call)
    if len(kept) == 0:
        yield line.with_changes(body=[cst.Expr(made)])
    elif len(kept) == 1:
        yield line.with_changes(body=[_assign([kept[0][0]], [_to_host(made, kept[0][1], tf)])])
    else:
        names = [t for t, _ in kept]
        yield line.with_changes(body=[_assign(names, [made])])
        used = [
            (t, leaf)
            for t, leaf in kept
            if not (isinstance(t, cst.Name) and t.value == "_") and leaf.kind != "summary"
        ]
        if used:
            values = [_to_host(t, leaf, tf) for t, leaf in used]
            yield cst.SimpleStatementLine([_assign([t for t, _ in used], values)])


def is_statement(statement: ast.Assign | ast.Expr, plan: FilePlan) -> bool:
    """Whether a run is rewritten together with the statement that it is the value of."""
    run = plan.runs.get(statement.value) if isinstance(statement.value, ast.Call) else None
    if run is None or run.in_place or run.structure or run.read or run.sites[0].describes:
        return False
    return isinstance(statement, ast.Expr) or _targets(statement, run) is not None


def _targets(statement: ast.stmt, run: RunPlan) -> list[ast.expr] | None:
    """The targets of an unpacking, if there is one for each fetched object, or for a list of mere ops."""
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return None
    target = statement.targets[0]
    places = {leaf.path[0]: None for leaf in run.leaves if leaf.path}
    if not isinstance(target, (ast.Tuple, ast.List)) or list(places) != list(range(len(target.elts))):
        return None
    flat = all(len(leaf.path) == 1 or leaf.kind == "action" for leaf in run.leaves)
    return target.elts if flat and not any(isinstance(e, ast.Starred) for e in target.elts) else None


def _place(leaf: Leaf) -> int:
    """The place in an unpacking of what was fetched."""
    place = leaf.path[0]
    assert isinstance(place, int)
    return place


def _assign(targets: list[cst.BaseExpression], values: Sequence[cst.BaseExpression]) -> cst.Assign:
    def several(parts: list[cst.BaseExpression]) -> cst.BaseExpression:
        return parts[0] if len(parts) == 1 else cst.Tuple([cst.Element(p) for p in parts], lpar=[], rpar=[])

    return cst.Assign([cst.AssignTarget(several(targets))], several(list(values)))  # type: ignore[arg-type]


def first_result(call: cst.BaseExpression) -> cst.BaseExpression:
    """The first of the results of a call."""
    return cst.Subscript(call, [cst.SubscriptElement(cst.Index(cst.Integer("0")))])


def with_more_results(statement: cst.Assign | cst.Return, names: Sequence[str]) -> cst.Assign | cst.Return:
    """A statement that returns more than it did, or takes more from a call."""
    if isinstance(statement, cst.Return):
        assert statement.value is not None
        return statement.with_changes(value=_beside(statement.value, names))
    (target,) = statement.targets
    more = _beside(target.target, names)
    return statement.with_changes(targets=[target.with_changes(target=more)])


def _beside(first: cst.BaseExpression, names: Sequence[str]) -> cst.Tuple:
    if isinstance(first, cst.Tuple) and not first.lpar:
        first = first.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    return cst.Tuple([cst.Element(e) for e in (first, *(cst.Name(n) for n in names))], lpar=[], rpar=[])
