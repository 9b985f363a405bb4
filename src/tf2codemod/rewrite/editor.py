"""Carries out the plan of one file on its syntax tree."""

from __future__ import annotations

import ast
from collections.abc import Sequence

import libcst as cst

from tf2codemod.plan.model import (
    BlockPlan,
    DatasetPlan,
    ElementLoop,
    FilePlan,
    Planned,
    ResetPlan,
    Role,
    SummaryPlan,
)
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.scalar_records import FILLED
from tf2codemod.rewrite.blank_lines import is_blank, leading_lines, spaced
from tf2codemod.rewrite.classes import class_definition
from tf2codemod.rewrite.datasets import dataset_function
from tf2codemod.rewrite.element_loops import for_loop
from tf2codemod.rewrite.emission import block_definition, function_definition
from tf2codemod.rewrite.expressions import ExpressionEditor, HintSource, Statement
from tf2codemod.rewrite.join import Joined
from tf2codemod.rewrite.left_out import without_left_out
from tf2codemod.rewrite.native_reader import NativeReader
from tf2codemod.rewrite.parts import is_kind, nodes_below
from tf2codemod.rewrite.resets import helpers_of, reset_call, reset_function
from tf2codemod.rewrite.results import (
    first_result,
    restart_lines,
    restart_source,
    run_statement,
    with_more_results,
)
from tf2codemod.rewrite.tape import helper_body
from tf2codemod.rewrite.touched import Touched
from tf2codemod.transforms.call_forms import as_entry
from tf2codemod.transforms.parameters import with_parameters, without_parameters
from tf2codemod.transforms.placeholders import type_expression
from tf2codemod.transforms.summaries import summary_function

WITHOUT_EXPRESSIONS = (
    *(cst.BaseParenthesizableWhitespace, cst.TrailingWhitespace, cst.EmptyLine),
    *(cst.AssignEqual, cst.Colon, cst.Comma, cst.Dot, cst.Semicolon, cst.LeftParen, cst.RightParen),
    *(cst.LeftCurlyBrace, cst.RightCurlyBrace, cst.LeftSquareBracket, cst.RightSquareBracket),
    *(cst.BaseAugOp, cst.BaseBinaryOp, cst.BaseBooleanOp, cst.BaseCompOp, cst.BaseUnaryOp),
    *(cst.BaseNumber, cst.Name, cst.SimpleString),
)


class Editor(ExpressionEditor):
    """One walk over what may change: expressions are replaced as they are left, then their statements."""

    def __init__(self, plan: FilePlan, joined: Joined, tf: str, hints: HintSource, touched: Touched) -> None:
        super().__init__(plan, joined, tf, hints)
        self.touched = touched

    def on_visit(self, node: cst.CSTNode) -> bool:
        if is_kind(node.__class__, WITHOUT_EXPRESSIONS):
            return False
        read = self.joined.ast_of.get(node)
        if isinstance(read, ast.stmt) and not self.touched.may_change(read):
            return False
        return super().on_visit(node)

    def leave_FunctionDef(
        self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef
    ) -> cst.BaseStatement:
        node = self.joined.ast_of.get(original_node)
        plan = self.plan.classes.get(node) if isinstance(node, ast.FunctionDef) else None
        if plan is None and isinstance(node, ast.AST) and node in self.plan.gone_parameters:
            updated_node = without_parameters(updated_node, self.plan.gone_parameters[node])
        if isinstance(node, ast.FunctionDef) and node in self.plan.lent_parameters:
            updated_node = with_parameters(updated_node, self.plan.lent_parameters[node])
        if isinstance(node, ast.FunctionDef) and node in self.plan.taped_helpers:
            if plan is not None:
                raise Obstacle(
                    "TF410",
                    f"'{node.name}' makes state and takes gradients",
                    "take the gradients in another function",
                    node,
                )
            lines = helper_body(self.plan.taped_helpers[node], node, self.moved, self.targets, self.tf)
            return updated_node.with_changes(body=updated_node.body.with_changes(body=lines))
        if plan is None:
            return updated_node
        plan = plan._replace(call=tuple(s for s in plan.call if self.plan.roles.get(s) is not Role.DROP))
        creations = {s: self.creations.pop(s, []) for s in (*plan.init, *plan.build, *plan.call)}
        statements = {s: self.moved[s] for s in (*plan.init, *plan.build, *plan.call) if s in self.moved}
        first = updated_node.body.body[0]
        docstring = (
            first
            if ast.get_docstring(plan.function) is not None and isinstance(first, cst.BaseStatement)
            else None
        )
        made = class_definition(plan, updated_node, statements, creations, docstring, self.tf)
        made = made.with_changes(leading_lines=updated_node.leading_lines)
        self.made.add(made)
        return made

    def leave_For(self, original_node: cst.For, updated_node: cst.For) -> cst.BaseStatement:
        node = self.joined.ast_of.get(original_node)
        layers = self.loop_layers.get(node, []) if isinstance(node, ast.For) else []
        if not layers or not isinstance(node, ast.For):
            return updated_node
        targets = {n.id for n in ast.walk(node.target) if isinstance(n, ast.Name)}
        body_names = _names_read(updated_node.body)
        iterables: list[tuple[cst.BaseExpression, cst.BaseExpression]] = []
        if targets & body_names:
            own = updated_node.target
            if isinstance(own, cst.Tuple) and not own.lpar:
                own = own.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
            iterables.append((own, updated_node.iter))
        iterables.extend((cst.Name(n), cst.parse_expression(o)) for n, o in layers)
        if len(iterables) == 1:
            return updated_node.with_changes(target=iterables[0][0], iter=iterables[0][1])
        target = cst.Tuple([cst.Element(t) for t, _ in iterables], lpar=[], rpar=[])
        zipped = cst.Call(cst.Name("zip"), [cst.Arg(i) for _, i in iterables])
        return updated_node.with_changes(target=target, iter=zipped)

    # Statements -----------------------------------------------------------------------------------------

    def leave_SimpleStatementLine(
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> cst.SimpleStatementLine:
        for place, (before, after) in enumerate(zip(original_node.body, updated_node.body, strict=True)):
            statement = self.joined.ast_of.get(before)
            if isinstance(statement, ast.stmt):
                more = self.plan.extended.get(statement)
                if more is not None and isinstance(after, (cst.Assign, cst.Return)):
                    after = with_more_results(after, more)
                    updated_node = _with_part(updated_node, place, after)
                spec = self.plan.whole_specs.get(statement)
                text = self.plan.whole_values.get(statement)
                if text is not None and isinstance(after, cst.Assign):
                    after = after.with_changes(value=cst.parse_expression(text))
                    updated_node = _with_part(updated_node, place, after)
                if isinstance(after, cst.Expr) and self._is_filled(statement):
                    after = as_entry(after)
                    updated_node = _with_part(updated_node, place, after)
                name = self.plan.retargets.get(statement)
                if name == "" and isinstance(after, cst.Assign):
                    updated_node = _with_part(updated_node, place, cst.Expr(after.value))
                elif name is not None and isinstance(after, cst.Assign):
                    target = cst.parse_expression(name)
                    assert isinstance(target, (cst.Name, cst.Attribute))
                    after = after.with_changes(targets=[after.targets[0].with_changes(target=target)])
                    updated_node = _with_part(updated_node, place, after)
                if spec is not None and isinstance(after, cst.Assign):
                    updated_node = _with_part(updated_node, place, after.with_changes(value=self.specs[spec]))
                    continue
                single = len(original_node.body) == 1
                line = (
                    updated_node
                    if single
                    else cst.SimpleStatementLine([after.with_changes(semicolon=cst.MaybeSentinel.DEFAULT)])
                )
                self.moved[statement] = line
        return updated_node

    def _is_filled(self, statement: ast.stmt) -> bool:
        """Whether a statement adds an entry to a summary that was made by hand."""
        call = statement.value if isinstance(statement, ast.Expr) else None
        form = self.plan.forms.get(call) if isinstance(call, ast.Call) else None
        return form is not None and form.text == FILLED

    def on_leave(self, original_node: cst.CSTNodeT, updated_node: cst.CSTNodeT) -> object:  # type: ignore[override]
        result: object = super().on_leave(original_node, updated_node)
        if (
            self.plan.left_out
            and isinstance(original_node, cst.BaseExpression)
            and isinstance(result, cst.BaseExpression)
        ):
            result = without_left_out(original_node, result, self.plan.left_out, self.joined)
        if self.replaced and isinstance(original_node, cst.BaseExpression):
            expression = self.joined.ast_of.get(original_node)
            if isinstance(expression, ast.expr) and expression in self.replaced:
                return cst.parse_expression(self.replaced[expression])
        if isinstance(result, cst.Call) and self.joined.ast_of.get(original_node) in self.plan.firsts:
            return first_result(result)
        if isinstance(original_node, cst.BaseCompoundStatement) and isinstance(
            result, cst.BaseCompoundStatement
        ):
            statement = self.joined.ast_of.get(original_node)
            if isinstance(statement, ast.stmt):
                self.moved[statement] = result
        return result

    def leave_Module(self, original_node: cst.Module, updated_node: cst.Module) -> cst.Module:
        body, left = self._body(original_node.body, updated_node.body, LINES_BETWEEN_TOP_LEVEL)
        return updated_node.with_changes(body=body, footer=[*left, *updated_node.footer])

    def leave_IndentedBlock(
        self, original_node: cst.IndentedBlock, updated_node: cst.IndentedBlock
    ) -> cst.BaseSuite:
        body, left = self._body(original_node.body, updated_node.body, 1)
        if not body:
            body = [cst.SimpleStatementLine([cst.Pass()])]
        return updated_node.with_changes(body=body, footer=[*left, *updated_node.footer])

    def _body(
        self, original: Sequence[Statement], updated: Sequence[Statement], between: int
    ) -> tuple[list[Statement], list[cst.EmptyLine]]:
        """The statements of a block, and the comments that are left over at its end."""
        result: list[Statement] = []
        left: list[cst.EmptyLine] = []
        after_made = False
        gap = False
        for before, after in zip(original, updated, strict=True):
            lines: list[Statement] = []
            for part, statement, written in self._parts(before, after):
                lines.extend(self._placed(statement, part, written))
            for line in lines:
                made = line in self.made
                leading = [*left, *leading_lines(line)]
                left = []
                if made or after_made:
                    leading = spaced(leading, between if result else 0)
                elif gap and result and not any(is_blank(e) for e in leading):
                    leading = [cst.EmptyLine(indent=False), *leading]
                gap = False
                result.append(line.with_changes(leading_lines=leading))
                after_made = made
            if not lines:
                gap = gap or any(is_blank(e) for e in leading_lines(after))
            if (
                isinstance(after, cst.With)
                and self._is_unwrapped(before)
                and isinstance(after.body, cst.IndentedBlock)
            ):
                left = list(after.body.footer)
        return result, left

    def _is_unwrapped(self, before: Statement) -> bool:
        read = self.joined.ast_of.get(before)
        return isinstance(read, ast.stmt) and self.plan.roles.get(read) is Role.UNWRAP

    def _parts(
        self, before: Statement, after: Statement
    ) -> list[tuple[Statement, ast.stmt | None, Statement]]:
        """The statements of a line with what they were read as; it is split only if its parts part ways."""
        if not isinstance(before, cst.SimpleStatementLine) or not isinstance(after, cst.SimpleStatementLine):
            read = self.joined.ast_of.get(before)
            return [(before, read if isinstance(read, ast.stmt) else None, after)]
        reads = [self.joined.ast_of.get(small) for small in before.body]
        roles = {self.plan.roles.get(r, Role.KEEP) for r in reads if isinstance(r, ast.stmt)}
        runs = any(getattr(r, "value", None) in self.plan.runs for r in reads)
        if len(reads) == 1 or (roles <= {Role.KEEP} and not runs):
            read = reads[0]
            return [(before, read if isinstance(read, ast.stmt) else None, after)]
        parts: list[tuple[Statement, ast.stmt | None, Statement]] = []
        for index, (small, read) in enumerate(zip(after.body, reads, strict=True)):
            line = cst.SimpleStatementLine(
                [small.with_changes(semicolon=cst.MaybeSentinel.DEFAULT)],
                leading_lines=after.leading_lines if index == 0 else (),
                trailing_whitespace=after.trailing_whitespace
                if index == len(reads) - 1
                else cst.TrailingWhitespace(),
            )
            parts.append((line, read if isinstance(read, ast.stmt) else None, line))
        return parts

    def _placed(self, statement: ast.stmt | None, before: Statement, after: Statement) -> list[Statement]:
        if statement is None:
            return [after]
        role = self.plan.roles.get(statement, Role.KEEP)
        code = self.plan.classes.get(statement) if isinstance(statement, ast.FunctionDef) else None
        if code is not None and code.receiver:
            self.above.append(after)
            return []
        above, self.above = (self.above, []) if isinstance(statement, ast.ClassDef) else ([], self.above)
        for call in self.plan.ahead.get(statement, ()):
            self.making = call
            self.joined.cst_of[call].visit(self)
        self.making = None
        lines: list[Statement] = [*self.creations.get(statement, ())]
        if lines and role is Role.MOVE:
            lines[0] = lines[0].with_changes(leading_lines=after.leading_lines)  # type: ignore[union-attr]
            self.moved[statement] = after.with_changes(leading_lines=())
        if role is Role.UNWRAP:
            lines.extend(_unwrapped(after))
        elif role in (Role.KEEP, Role.COPY):
            lines.extend(self._run_lines(statement, after))
        lines = [
            *above,
            *_opened(_written_lines(self.plan.openings.get(statement, ())), lines),
            *_written_lines(self.plan.added.get(statement, ())),
        ]
        for function in self.pending.get(statement, ()):
            definition = self._define(function)
            self.made.add(definition)
            first = not isinstance(function, BlockPlan) and function.before_anchor
            built = _written_lines(
                [self.plan.builds[function.name]] if function.name in self.plan.builds else []
            )
            lines = [definition, *built, *lines] if first else [*lines, definition, *built]
        return lines

    def _run_lines(self, statement: ast.stmt, after: Statement) -> list[Statement]:
        value = getattr(statement, "value", None)
        run = self.plan.runs.get(value) if isinstance(value, ast.Call) else None
        if statement in self.plan.element_loops:
            return self._for_loop(self.plan.element_loops[statement], after)
        if run is not None and run.restarts and isinstance(after, cst.SimpleStatementLine):
            return list(restart_lines(run, after, self.run_values[run.call]))
        whole = run is None or run.in_place or run.structure or bool(run.read)
        if run is None or whole or not isinstance(after, cst.SimpleStatementLine):
            return [after]
        if run.resets:
            further = (reset_call(*each, self._rewritten, self.tf) for each in run.resets[1:])
            return [after, *(cst.SimpleStatementLine([cst.Expr(call)]) for call in further)]
        if run.dropped and run.unread:
            return []
        if run.dropped:
            return [after]
        return list(run_statement(run, statement, after, self.run_values[run.call], self.tf))

    def leave_CompFor(self, original_node: cst.CompFor, updated_node: cst.CompFor) -> cst.CompFor:
        """Takes out the conditions of comprehensions that go through what these chose."""
        chosen = self.joined.ast_of.get(original_node.iter) in self.plan.chosen
        return updated_node.with_changes(ifs=[]) if chosen else updated_node

    def leave_ListComp(self, original_node: cst.ListComp, updated_node: cst.ListComp) -> cst.BaseExpression:
        """A list that a comprehension without conditions would only copy stands for itself."""
        loop, listed = updated_node.for_in, updated_node.for_in.iter
        chosen = self.joined.ast_of.get(original_node.for_in.iter) in self.plan.chosen
        copied = loop.inner_for_in is None and loop.target.deep_equals(updated_node.elt)
        return listed if chosen and copied and not isinstance(listed, cst.BinaryOperation) else updated_node

    def _written_line(self, text: str, statement: ast.stmt) -> Statement:
        """A line of TensorFlow 1 that stands nowhere in the file, in its native form."""
        reader = NativeReader(self._context(None))
        line = cst.parse_statement(text).visit(reader)
        self.needs.helpers.update(dict.fromkeys(reader.helpers))
        self.needs.imports.update(dict.fromkeys(reader.imports))
        if reader.left:
            raise Obstacle("TF110", reader.left[0], "make the summary in the main program", statement)
        assert isinstance(line, cst.SimpleStatementLine)
        return line

    def _for_loop(self, loop: ElementLoop, block: Statement) -> list[Statement]:
        start = loop.start
        source = (
            cst.parse_expression(loop.iterator)
            if start is None
            else restart_source(start, start.restarts[0], self.run_values[start.call])
        )
        return for_loop(loop, block, source)

    def _define(self, function: Planned) -> Statement:
        if isinstance(function, ResetPlan):
            self.needs.helpers.update(dict.fromkeys(helpers_of(function)))
            return reset_function(function, self._rewritten, self.constructors, self.tf)
        if isinstance(function, DatasetPlan):
            return dataset_function(function, self.moved, self._rewritten, self.tf)
        if isinstance(function, SummaryPlan):
            return summary_function(function, self.moved, self._rewritten, self._written_line, self.tf)
        if isinstance(function, BlockPlan):
            return block_definition(function, [self.moved[s] for s in function.body])
        bodies = {s: self.moved[s] for s in function.body if s in self.moved}
        on_the_spot = {}
        for leaf in function.returns:
            if leaf.on_the_spot is not None:
                on_the_spot[leaf.on_the_spot] = self._rewritten(leaf.on_the_spot)
        casts = {}
        if not function.has_signature:
            for parameter in function.parameters:
                if parameter.cast:
                    casts[parameter.name] = parameter.cast
                elif parameter.dtype is not None and not parameter.python:
                    casts[parameter.name] = cst.Module([]).code_for_node(
                        type_expression(self._rewritten(parameter.dtype), self.tf)
                    )
        return function_definition(function, bodies, on_the_spot, casts, self.tf, self.targets)


def _written_lines(texts: Sequence[str]) -> list[Statement]:
    return [s for text in texts for s in cst.parse_module(text).body]


def _opened(openings: list[Statement], lines: list[Statement]) -> list[Statement]:
    """Lines that are written before others, with the comments and blank lines that stood above these."""
    if not openings or not lines:
        return [*openings, *lines]
    first = openings[0].with_changes(leading_lines=leading_lines(lines[0]))
    return [first, *openings[1:], lines[0].with_changes(leading_lines=()), *lines[1:]]


def _names_read(node: cst.CSTNode) -> set[str]:
    return {n.value for n in nodes_below(node) if isinstance(n, cst.Name)}


LINES_BETWEEN_TOP_LEVEL = 2


def _with_part(
    line: cst.SimpleStatementLine, place: int, part: cst.BaseSmallStatement
) -> cst.SimpleStatementLine:
    return line.with_changes(body=[*line.body[:place], part, *line.body[place + 1 :]])


def _unwrapped(block: Statement) -> list[Statement]:
    assert isinstance(block, cst.With)
    body: list[Statement] = []
    if isinstance(block.body, cst.IndentedBlock):
        body.extend(block.body.body)
    elif isinstance(block.body, cst.SimpleStatementSuite):
        body.append(cst.SimpleStatementLine(block.body.body))
    if not body:
        return []
    body = [
        b for b in body if not (isinstance(b, cst.SimpleStatementLine) and isinstance(b.body[0], cst.Pass))
    ]
    if body:
        first = body[0]
        body[0] = first.with_changes(leading_lines=[*block.leading_lines, *leading_lines(first)])
    return body
