"""Writes gradient tapes, the calls that take gradients from them, and steps that apply given gradients."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import libcst as cst

from tf2codemod.plan.model import BlockCall, BlockPlan, FunctionPlan, TrainingPlan
from tf2codemod.plan.tapes import GradientCall, Item, Line, Tape, TapeUse, Target, Watch, arrange
from tf2codemod.rewrite.blank_lines import tightened

Statement = cst.BaseStatement | cst.SimpleStatementLine
KEPT_ARGUMENTS = {
    "grad_ys": "output_gradients",
    "grad_loss": "output_gradients",
    "unconnected_gradients": "unconnected_gradients",
}


class _Writer:
    """Writes the statements of one function in and after its tapes."""

    def __init__(
        self,
        bodies: Mapping[ast.stmt, Statement],
        targets: Mapping[ast.Call, cst.BaseExpression],
        tf: str,
        calls: Sequence[BlockCall] = (),
        block_call: Callable[[BlockPlan], Statement] | None = None,
    ) -> None:
        self.bodies = bodies
        self.block_call = block_call
        self.targets = targets
        self.tf = tf
        self.in_block: dict[ast.stmt, BlockCall] = {s: call for call in calls for s in call.block.body}

    def written(self, items: Sequence[Item]) -> Iterator[Statement]:
        for item in items:
            if isinstance(item, Tape):
                yield self._tape(item)
            elif isinstance(item, Watch):
                watched = item.names[0] if len(item.names) == 1 else f"[{', '.join(item.names)}]"
                yield _line(f"{item.tape}.watch({watched})")
            elif isinstance(item, Target):
                yield cst.SimpleStatementLine(
                    [cst.Assign([cst.AssignTarget(cst.Name(item.name))], self.targets[item.call])]
                )
            elif isinstance(item, Line):
                yield _line(item.text)
            elif item in self.in_block:
                call = self.in_block[item]
                if call.at is item and self.block_call is not None:
                    yield self.block_call(call.block)
            else:
                yield self.bodies[item]

    def _tape(self, tape: Tape) -> Statement:
        persistent = "persistent=True" if tape.persistent else ""
        block = cst.parse_statement(f"with {self.tf}.GradientTape({persistent}) as {tape.name}:\n    pass\n")
        assert isinstance(block, cst.With)
        opened = 1 + (bool(tape.items) and isinstance(tape.items[0], Watch))
        body = [tightened(s, i < opened) for i, s in enumerate(self.written(tape.items))]
        return block.with_changes(body=cst.IndentedBlock(body)) if body else block  # type: ignore[arg-type]


def taped_body(
    plan: FunctionPlan,
    bodies: Mapping[ast.stmt, Statement],
    block_call: Callable[[BlockPlan], Statement],
    targets: Mapping[ast.Call, cst.BaseExpression],
    tf: str,
) -> list[Statement]:
    """The statements of a function that takes gradients, without the steps that apply them."""
    trained = {t.statement for t in plan.trains} | plan.late
    items = arrange([s for s in plan.body if s not in trained], plan.gradients)
    return list(_Writer(bodies, targets, tf, plan.calls, block_call).written(items))


def helper_body(
    uses: Sequence[TapeUse],
    function: ast.FunctionDef,
    bodies: Mapping[ast.stmt, Statement],
    targets: Mapping[ast.Call, cst.BaseExpression],
    tf: str,
) -> list[Statement]:
    """The statements of a helper function that takes gradients, in and after its tapes."""
    return list(_Writer(bodies, targets, tf).written(arrange(function.body, uses)))


def applied(train: TrainingPlan, statement: Statement) -> Iterator[Statement]:
    """The lines of a step that applies gradients which the user's code has computed."""
    assert isinstance(statement, cst.SimpleStatementLine)
    small = statement.body[0]
    assert isinstance(small, (cst.Assign, cst.Expr))
    if train.rate:
        yield _line(f"{train.optimizer}.learning_rate.assign({train.rate})")
    yield statement.with_changes(body=[cst.Expr(small.value)])
    if train.global_step:
        yield _line(f"{train.global_step}.assign_add(1)")


def gradient_call(plan: GradientCall, call: cst.Call) -> cst.BaseExpression:
    """The call of a tape in the place of ``tf.gradients`` or ``compute_gradients``."""
    given: list[cst.BaseExpression] = [a.value for a in call.args if a.keyword is None]
    named = {a.keyword.value: a.value for a in call.args if a.keyword is not None}
    target = given[0] if given else named.get("ys", named.get("loss"))
    assert target is not None
    arguments = [cst.Arg(cst.Name(plan.target) if plan.target else target)]
    if plan.pairs:
        arguments.append(cst.Arg(cst.Name(plan.pairs)))
    else:
        sources = given[1] if len(given) > 1 else named["xs"]
        if isinstance(sources, (cst.List, cst.Tuple)) and plan.single:
            sources = sources.elements[0].value
        elif plan.wrapped:
            sources = cst.List([cst.Element(sources)])
        arguments.append(cst.Arg(sources))
    if len(given) > 2 and not plan.pairs:
        named["grad_ys"] = given[2]
    equal = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
    for name, value in named.items():
        if name in KEPT_ARGUMENTS:
            arguments.append(cst.Arg(value, cst.Name(KEPT_ARGUMENTS[name]), equal=equal))
    made = cst.Call(cst.Attribute(cst.Name(plan.tape), cst.Name("gradient")), arguments)
    if not plan.pairs:
        return made
    zipped = cst.Call(cst.Name("zip"), [cst.Arg(made), cst.Arg(cst.Name(plan.pairs))])
    return cst.Call(cst.Name("list"), [cst.Arg(zipped)])


def calls_that_unzip(nodes: Iterable[ast.AST], gradients: Mapping[ast.Call, GradientCall]) -> set[ast.Call]:
    """The calls by which an assignment names gradients and variables that another call gives in pairs."""
    found = set()
    for node in nodes:
        call = node.value if isinstance(node, ast.Assign) else None
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "zip" and len(call.args) == 1:
            pairs = call.args[0].value if isinstance(call.args[0], ast.Starred) else None
            named = isinstance(node, ast.Assign) and isinstance(node.targets[0], (ast.Tuple, ast.List))
            if named and isinstance(pairs, ast.Call) and pairs in gradients and gradients[pairs].pairs:
                found.add(call)
    return found


def unzipped(call: cst.Call) -> cst.BaseExpression:
    """Gradients and variables in the place of ``zip(*...)`` around a call of a tape that gives pairs."""
    pairs = call.args[0].value
    assert isinstance(pairs, cst.Call)
    zipped = pairs.args[0].value
    assert isinstance(zipped, cst.Call)
    return cst.Tuple([cst.Element(a.value) for a in zipped.args], lpar=[], rpar=[])


def apply_call(call: cst.Call, dense: bool, tf: str) -> cst.BaseExpression:
    """``apply_gradients`` with the pairs alone; sparse gradients are made dense where that is needed."""
    pairs = next(a.value for a in call.args if a.keyword is None or a.keyword.value == "grads_and_vars")
    if dense:
        whole = cst.parse_expression(f"[({tf}.convert_to_tensor(g), v) for g, v in pairs if g is not None]")
        assert isinstance(whole, cst.ListComp)
        pairs = whole.with_changes(for_in=whole.for_in.with_changes(iter=pairs))
    return call.with_changes(args=[cst.Arg(pairs)])


def target_of(call: cst.Call) -> cst.BaseExpression:
    """What a rewritten call took gradients of."""
    return next(a.value for a in call.args if a.keyword is None or a.keyword.value in ("ys", "loss"))


def _line(text: str) -> Statement:
    statement = cst.parse_statement(text)
    assert isinstance(statement, (cst.SimpleStatementLine, cst.BaseCompoundStatement))
    return statement
