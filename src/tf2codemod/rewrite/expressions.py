"""Replaces expressions as the plan of a file says."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from itertools import chain

import libcst as cst

from tf2codemod.interpret.values import Const
from tf2codemod.plan.defaults import WITH_DEFAULT, default_of
from tf2codemod.plan.fed_names import parameters_of
from tf2codemod.plan.hints import dtype_of
from tf2codemod.plan.model import ClassPlan, FilePlan, InstancePlan, LayerPlan, Planned
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.rewrite.call_arguments import reference_helpers, reference_imports
from tf2codemod.rewrite.context import CallContext, Hint, Needs
from tf2codemod.rewrite.dead import dead_nodes
from tf2codemod.rewrite.external import constructed, is_alone
from tf2codemod.rewrite.join import Joined
from tf2codemod.rewrite.layers import frozen, inlined, with_keyword
from tf2codemod.rewrite.parts import fetches_of
from tf2codemod.rewrite.rates import rated
from tf2codemod.rewrite.resets import reset_call
from tf2codemod.rewrite.results import is_statement, only_element, run_expression
from tf2codemod.rewrite.statements import add_under, assignment, written_line
from tf2codemod.rewrite.tape import apply_call, calls_that_unzip, gradient_call, target_of, unzipped
from tf2codemod.transforms.assignments import METHODS, method_call
from tf2codemod.transforms.call_forms import in_other_words
from tf2codemod.transforms.layer_classes import layer_class
from tf2codemod.transforms.metrics import metric_class
from tf2codemod.transforms.parameters import (
    keywords_from,
    keywords_from_gap,
    with_arguments,
    without_arguments,
)
from tf2codemod.transforms.placeholders import placeholder_spec
from tf2codemod.transforms.shapes import dimension, spec_shape
from tf2codemod.transforms.symbols import native_call, native_reference
from tf2codemod.transforms.variables import get_variable, variable
from tf2codemod.transforms.weights import add_weight

HintSource = Mapping[ast.Call, Mapping[str, Hint]]

Statement = cst.BaseStatement | cst.SimpleStatementLine


ZEROS = "zeros_initializer()"
FLOATING = frozenset(("float16", "float32", "float64", "bfloat16", None))
DEFAULT_INITIALIZER = "keras.initializers.GlorotUniform()"

VARIABLE_SYMBOLS = frozenset(("tf.Variable", "tf.get_variable"))

COMPOUND = (
    ast.With,
    ast.If,
    ast.For,
    ast.While,
    ast.Try,
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
)

PASSED_THROUGH = ("tf.image.ResizeMethod.", "tf.examples")


class ExpressionEditor(cst.CSTTransformer):
    """Rewrites calls, names and attributes as they are left."""

    def __init__(self, plan: FilePlan, joined: Joined, tf: str, hints: HintSource) -> None:
        self.plan = plan
        self.joined = joined
        self.tf = tf
        self.hints = hints
        self.needs = Needs()
        self.moved: dict[ast.stmt, Statement] = {s: written_line(t) for s, t in plan.borrowed.items()}
        self.creations: dict[ast.stmt, list[cst.BaseStatement]] = {}
        self.constructors: dict[str, cst.BaseExpression] = {}
        self.making: ast.Call | None = None
        self.above: list[Statement] = []
        self.run_values: dict[ast.Call, cst.Call] = {}
        self.specs: dict[ast.Call, cst.BaseExpression] = {}
        self.targets: dict[ast.Call, cst.BaseExpression] = {}
        self.losses = {u.call for f in plan.functions for u in f.gradients if u.target}
        self.made: set[cst.CSTNode] = set()
        self.loop_layers: dict[ast.For, list[tuple[str, str]]] = {}
        self.renames: dict[ast.expr, str] = {**plan.renames}
        self.replaced: dict[ast.expr, str] = {**plan.widths}
        for code in plan.classes.values():
            self.renames.update(code.renames)
            self.replaced.update(code.shapes)
        self.callees: set[ast.AST] = set()
        self.inner: set[ast.AST] = set()
        for node in joined.cst_of:
            if isinstance(node, ast.Call):
                self.callees.add(node.func)
            elif isinstance(node, ast.Attribute):
                self.inner.add(node.value)
        self.dead = dead_nodes(plan)
        self.whole_statements = {
            s.value
            for s in joined.cst_of
            if isinstance(s, (ast.Assign, ast.Expr))
            and isinstance(s.value, ast.Call)
            and is_statement(s, plan)
        }
        self.unzipped = calls_that_unzip(joined.cst_of, plan.gradients)
        self.pending: dict[ast.stmt, list[Planned]] = {}
        planned = (plan.datasets, plan.blocks, plan.functions, plan.summaries, plan.resets)
        for made in chain[Planned](*planned):
            self.pending.setdefault(made.anchor, []).append(made)

    def _context(self, node: ast.Call | None) -> CallContext:
        return CallContext(self.tf, self.hints.get(node, {}) if node is not None else {}, self._symbol_of)

    def _symbol_of(self, node: cst.BaseExpression) -> str | None:
        read = self.joined.ast_of.get(node)
        if read is not None:
            return self.plan.symbols.get(read)
        text = cst.Module([]).code_for_node(node)
        return "tf" + text[len(self.tf) :] if text.startswith(self.tf + ".") else None

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.BaseExpression:
        node = self.joined.ast_of.get(original_node)
        if not isinstance(node, ast.Call) or node in self.dead:
            return updated_node
        if node in self.plan.runs:
            self.run_values[node] = updated_node
            run = self.plan.runs[node]
            if run.resets:
                return reset_call(*run.resets[0], self._rewritten, self.tf)
            whole = node in self.whole_statements
            return updated_node if whole else run_expression(run, updated_node, self.tf)
        if node in self.plan.forms:
            self.needs.imports.update(dict.fromkeys(self.plan.forms[node].imports))
            self.needs.helpers.update(dict.fromkeys(self.plan.forms[node].helpers))
            return in_other_words(self.plan.forms[node], node, updated_node, self.tf)
        if node in self.plan.layers:
            return self._layer(node, updated_node)
        if node in self.plan.collections:
            values = {
                n: self._rewritten(e)
                for n, e in self.plan.inlined.items()
                if n in self.plan.collections[node]
            }
            return inlined(cst.parse_expression(self.plan.collections[node]), values)
        if self._is_spec_shape(node):
            return spec_shape(updated_node)
        if (
            node in self.plan.variables
            and node not in self.plan.layers
            and self.plan.symbols.get(node.func) in VARIABLE_SYMBOLS
        ):
            return self._variable(node, updated_node)
        if node in self.plan.metrics:
            return self._metric(node, updated_node)
        if node in self.plan.instances:
            return self._instance(node, updated_node)
        if (
            isinstance(updated_node.func, cst.Attribute)
            and updated_node.func.attr.value == "initialized_value"
            and not updated_node.args
        ):
            return updated_node.func.value
        if node in self.plan.gradients:
            self.targets[node] = target_of(updated_node)
            return gradient_call(self.plan.gradients[node], updated_node)
        if node in self.unzipped:
            return unzipped(updated_node)
        if node in self.plan.applied:
            return apply_call(updated_node, self.plan.applied[node], self.tf)
        if node in self.losses:
            self.targets[node] = target_of(updated_node)
        if node in self.plan.gone_arguments or node in self.plan.lent_arguments:
            kept = without_arguments(updated_node, self.plan.gone_arguments.get(node, frozenset()))
            return with_arguments(kept, self.plan.lent_arguments.get(node, ()))
        symbol = self.plan.symbols.get(node.func)
        if symbol in METHODS:
            method = method_call(symbol, updated_node)
            if method is not None:
                return method
        if symbol is None and node in self.plan.optimizers:
            return self._created(node, updated_node)
        if symbol is None or symbol.startswith(PASSED_THROUGH):
            return updated_node
        if node in self.plan.specs:
            default = default_of(node) if symbol == WITH_DEFAULT else None
            dtype = default.dtype if default is not None else ""
            self.specs[node] = placeholder_spec(updated_node, self.tf, node in self.plan.scalars, dtype)
            return self.specs[node]
        call = updated_node.with_changes(func=original_node.func)
        native = native_call(symbol, call, self._context(node))
        made = native.node
        if made is None or native.level != "native" or is_alone(node, symbol, self.plan.packed):
            reason = native.findings[0].message if native.findings else f"{symbol} has no native form"
            self.needs.symbols_left.append((node, reason))
            return updated_node
        self.needs.helpers.update(dict.fromkeys(native.helpers))
        self.needs.imports.update(dict.fromkeys(native.imports))
        if isinstance(made, cst.Call):
            made = rated(made, node, updated_node, self.plan)
        return self._created(node, made) if node in self.plan.optimizers else made

    def _created(self, node: ast.Call, made: cst.BaseExpression) -> cst.BaseExpression:
        """The name of what a statement makes within an expression, made beforehand."""
        name = self.plan.optimizers[node]
        made = constructed(made, self.plan.packed.get(node, ""))
        self.creations.setdefault(self._statement_of(node), []).append(assignment(name, made))
        return cst.parse_expression(name)

    def _rewritten_fetches(self, expr: ast.expr) -> cst.BaseExpression:
        """A fetched expression as a whole, after the walk through it."""
        run = next(r for r in self.plan.runs.values() if r.sites[0].fetch_expr is expr)
        return fetches_of(self.run_values[run.call])

    def _statement_of(self, node: ast.AST) -> ast.stmt:
        for statement in self.plan.roles:
            if not isinstance(statement, COMPOUND) and any(n is node for n in ast.walk(statement)):
                return statement
        raise Obstacle("TF921", "the statement of an expression is not found", "report it", node)

    def _layer(self, node: ast.Call, call: cst.Call) -> cst.BaseExpression:
        plan = self.plan.layers[node]
        symbol = self.plan.symbols[node.func]
        original = self.joined.cst_of[node]
        assert isinstance(original, cst.Call)
        for keyword, expr in self.plan.given.get(node, {}).items():
            call = with_keyword(call, keyword, self._rewritten(expr))
        split = layer_class(symbol, call.with_changes(func=original.func), self._context(node))
        if split is None or split.constructor is None or split.inputs is None:
            reason = (
                split.findings[0].message
                if split is not None and split.findings
                else f"{symbol} has no Keras layer"
            )
            self.needs.symbols_left.append((node, reason))
            return call
        value = split.inputs
        name = plan.name
        for index, part in enumerate((split, *split.then)):
            if part.constructor is None and part.function is not None:
                value = cst.Call(part.function, [cst.Arg(value)])
                continue
            assert part.constructor is not None
            own = name if index == 0 else f"{name}_{part.default_scope or 'then'}"
            if plan.makes and (not plan.ahead or node is self.making):
                if index == 0:
                    part = part._replace(constructor=self._regularized(node, part.constructor))
                assert part.constructor is not None
                if node in self.plan.layer_types:
                    dtype = cst.parse_expression(self.plan.layer_types[node])
                    part = part._replace(constructor=with_keyword(part.constructor, "dtype", dtype))
                if node in self.plan.frozen:
                    part = frozen(part, self.tf)
                assert part.constructor is not None
                made: cst.BaseExpression = part.constructor
                if plan.loop is not None:
                    made = self._for_each_turn(plan.loop, made)
                self._create(plan, own, made)
            if plan.loop is not None:
                self.loop_layers.setdefault(plan.loop, []).append((plan.loop_name, own))
                own = plan.loop_name
            keywords = [k.with_changes(comma=cst.MaybeSentinel.DEFAULT) for k in part.call_keywords]
            value = cst.Call(cst.parse_expression(own), [cst.Arg(value), *keywords])
            self.needs.helpers.update(dict.fromkeys(part.helpers))
            self.needs.imports.update(dict.fromkeys(part.imports))
        return value

    def _create(self, plan: LayerPlan | InstancePlan, name: str, made: cst.BaseExpression) -> None:
        """Has a layer, or an object, made before a statement, under the tests that decide whether it is."""
        tests = [(self._test_of(branch), holds) for branch, holds in plan.tests]
        add_under(tests, assignment(name, made), self.creations.setdefault(plan.statement, []))

    def _test_of(self, branch: ast.If) -> cst.BaseExpression:
        test = cst.ensure_type(self.joined.cst_of[branch], cst.If).test.visit(self)
        assert isinstance(test, cst.BaseExpression)
        return test

    def _regularized(self, node: ast.Call, constructor: cst.Call | None) -> cst.Call | None:
        """A layer with the regularizers of the scope around it."""
        for name, regularizer in self.plan.scoped.get(node, {}).items():
            assert constructor is not None
            constructor = with_keyword(constructor, name, self._rewritten(regularizer))
        return constructor

    def _is_spec_shape(self, node: ast.Call) -> bool:
        """Whether the static shape of a placeholder is asked for where its specification stands now."""
        function = node.func
        return (
            isinstance(function, ast.Attribute)
            and function.attr == "get_shape"
            and function.value in self.plan.spec_uses
        )

    def _variable(self, node: ast.Call, call: cst.Call) -> cst.BaseExpression:
        symbol = self.plan.symbols[node.func]
        if node in self.plan.weights:
            scoped = self.plan.weights[node]
            regularizer = self._rewritten(scoped) if scoped is not None else None
            made = add_weight(call, symbol, self.plan.initials.get(node, ""), regularizer, self.tf)
        elif symbol != "tf.get_variable":
            made = variable(call, self.tf, self.plan.variables[node].name if node in self.plan.named else "")
        else:
            made_by = self.plan.variables[node]
            path = (
                made_by.name
                if "/" in made_by.name and "?" not in made_by.name and node in self.plan.single_variables
                else ""
            )
            initial = self.plan.initials.get(node, "unknown")
            default = DEFAULT_INITIALIZER if dtype_of(made_by) in FLOATING else ZEROS
            shape = made_by.arguments.get("shape")
            number = isinstance(shape, Const) and shape.type == "int"
            made = (
                None if initial == "unknown" else get_variable(call, path, initial, default, self.tf, number)
            )
        if made is None:
            self.needs.symbols_left.append((node, f"the arguments of {symbol} are not known"))
            return call
        if node in self.plan.hoisted:
            if node is self.making:
                statement = next(s for s, calls in self.plan.ahead.items() if node in calls)
                self.creations.setdefault(statement, []).append(assignment(self.plan.hoisted[node], made))
            return cst.parse_expression(self.plan.hoisted[node])
        return made

    def _metric(self, node: ast.Call, call: cst.Call) -> cst.BaseExpression:
        plan = self.plan.metrics[node]
        symbol = self.plan.symbols[node.func]
        split = metric_class(symbol, call, self.tf)
        if split is None:
            self.needs.symbols_left.append((node, f"{symbol} has no Keras metric with these arguments"))
            return call
        self.creations.setdefault(plan.statement, []).append(assignment(plan.name, split.constructor))
        return cst.Call(cst.parse_expression(plan.name), split.arguments)

    def leave_Tuple(self, original_node: cst.Tuple, updated_node: cst.Tuple) -> cst.BaseExpression:
        first = self.joined.ast_of.get(original_node.elements[0].value) if original_node.elements else None
        return updated_node.elements[1].value if first in self.plan.bare_elements else updated_node

    def leave_Subscript(
        self, original_node: cst.Subscript, updated_node: cst.Subscript
    ) -> cst.BaseExpression:
        node = self.joined.ast_of.get(original_node)
        if node in self.plan.bare_elements:
            return updated_node.value
        renamed = self._renamed(node)
        if renamed is not None:
            return renamed
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Call):
            gradient = self.plan.gradients.get(node.value)
            if gradient is not None and gradient.single:
                return updated_node.value
            if node.value in self.plan.runs:
                return only_element(updated_node)
        if not isinstance(node, ast.Subscript) or node.value not in self.plan.metrics:
            return updated_node
        if isinstance(node.slice, ast.Constant) and node.slice.value == 1:
            return updated_node.value
        name = cst.parse_expression(self.plan.metrics[node.value].name)  # type: ignore[index]
        return cst.Call(cst.Attribute(name, cst.Name("result")), [])

    def _for_each_turn(self, loop: ast.For, made: cst.BaseExpression) -> cst.BaseExpression:
        written = cst.ensure_type(self.joined.cst_of[loop], cst.For)
        renamed = any(n in self.renames for n in ast.walk(loop.iter))
        turns = self._rewritten(loop.iter) if renamed else written.iter
        return cst.ListComp(made, cst.CompFor(written.target, turns))

    def _instance(self, node: ast.Call, call: cst.Call) -> cst.BaseExpression:
        plan = self.plan.instances[node]
        code = plan.plan
        parameters = [
            a.arg
            for a in (
                *code.function.args.posonlyargs,
                *code.function.args.args,
                *code.function.args.kwonlyargs,
            )
            if a.arg != code.receiver
        ]
        given: dict[str, cst.Arg] = {}
        for name, argument in zip(parameters, call.args, strict=False):
            if argument.star:
                raise Obstacle(
                    "TF319",
                    "a function with state is called with unpacked arguments",
                    "write the arguments out",
                    node,
                )
            if argument.keyword is None:
                given[name] = argument
        given.update({a.keyword.value: a for a in call.args if a.keyword is not None})
        plain = [
            a.with_changes(comma=cst.MaybeSentinel.DEFAULT)
            for n, a in given.items()
            if n in code.call_parameters
        ]
        if plan.makes and (not plan.ahead or node is self.making):
            made = [
                a.with_changes(comma=cst.MaybeSentinel.DEFAULT)
                for n, a in given.items()
                if n in code.init_parameters
            ]
            names = [n for n in given if n in code.init_parameters]
            if code.from_object and isinstance(node.func, ast.Attribute):
                owner = ast.unparse(node.func.value)
                if owner.partition(".")[0] not in parameters_of(plan.home):
                    owner = cst.Module([]).code_for_node(cst.ensure_type(call.func, cst.Attribute).value)
                own = [cst.Arg(cst.parse_expression(f"{owner}.{n}")) for n in code.from_object]
                made, names = [*own, *made], [*code.from_object, *names]
            made = keywords_from_gap(made, names, code.init_parameters)
            self.needs.imports.update(dict.fromkeys([plan.imported] if plan.imported else []))
            class_ = cst.Name(code.name) if plan.imported else self._class_of(node, code)
            constructor: cst.BaseExpression = cst.Call(class_, made)
            self.constructors[plan.name] = constructor
            if plan.loop is not None:
                constructor = self._for_each_turn(plan.loop, constructor)
            self._create(plan, plan.name, constructor)
        plain = keywords_from_gap(
            plain, [n for n in given if n in code.call_parameters], code.call_parameters
        )
        names = [n for n in given if n in code.call_parameters]
        plain = keywords_from(plain, names, code.plain_values, code.base)
        if plan.loop is not None:
            self.loop_layers.setdefault(plan.loop, []).append((plan.loop_name, plan.name))
        return cst.Call(cst.parse_expression(plan.loop_name or plan.name), plain)

    def _class_of(self, call: ast.Call, code: ClassPlan) -> cst.BaseExpression:
        """The name of a class at the place of a call: other modules reach it as they reached the function."""
        if code.function in self.joined.cst_of:
            return cst.Name(code.name)
        if isinstance(call.func, ast.Attribute):
            return cst.parse_expression(f"{ast.unparse(call.func.value)}.{code.name}")
        if isinstance(call.func, ast.Name) and call.func.id == code.function.name:
            self.needs.classes[call.func.id] = code.name
            return cst.Name(code.name)
        raise Obstacle(
            "TF324",
            "a function with state of another module is called by another name",
            "import it by its name",
            call,
        )

    def leave_Attribute(
        self, original_node: cst.Attribute, updated_node: cst.Attribute
    ) -> cst.BaseExpression:
        return self._reference(original_node, updated_node)

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.BaseExpression:
        return self._reference(original_node, updated_node)

    def _reference(self, original: cst.BaseExpression, updated: cst.BaseExpression) -> cst.BaseExpression:
        node = self.joined.ast_of.get(original)
        if node in self.plan.dimensions and isinstance(updated, cst.Attribute):
            return dimension(updated)
        if isinstance(node, ast.Name) and node in self.plan.fresh:
            return self._rewritten(self.plan.fresh[node])
        renamed = self._renamed(node)
        if renamed is not None:
            return renamed
        symbol = self.plan.symbols.get(node) if node is not None else None
        if node is None or symbol is None or symbol == "tf" or node in self.callees or node in self.inner:
            return updated
        if node in self.dead or node in self.plan.held_functions or symbol.startswith(PASSED_THROUGH):
            return updated
        native = native_reference(symbol, self._context(None))
        if native is None:
            self.needs.symbols_left.append((node, f"{symbol} has no native form where it is passed on"))
        if native is None or native == cst.Module([]).code_for_node(updated):
            return updated
        self.needs.imports.update(dict.fromkeys(reference_imports(symbol)))
        self.needs.helpers.update(dict.fromkeys(reference_helpers(symbol)))
        return cst.parse_expression(native)

    def _renamed(self, node: ast.AST | None) -> cst.BaseExpression | None:
        if isinstance(node, ast.expr) and node in self.renames:
            return cst.parse_expression(self.renames[node])
        if isinstance(node, ast.expr) and node in self.plan.fed_names:
            return cst.SimpleString(repr(self.plan.fed_names[node]))
        return None

    def _rewritten(self, expr: ast.expr) -> cst.BaseExpression:
        if isinstance(expr, ast.Constant):
            return cst.parse_expression(repr(expr.value))
        original = self.joined.cst_of.get(expr)
        if original is None and isinstance(expr, ast.Name):
            return cst.Name(expr.id)
        if original is None and isinstance(expr, (ast.List, ast.Tuple, ast.Dict, ast.ListComp)):
            return self._rewritten_fetches(expr)
        if original is None:
            message = "an operator is applied to tensors at the run"
            raise Obstacle("TF222", message, "name the result first", expr)
        result = original.visit(self)
        assert isinstance(result, cst.BaseExpression)
        return result
