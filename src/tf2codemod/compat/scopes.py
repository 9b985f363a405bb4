"""What each name of a module means in TensorFlow's terms, by Python's scoping rules."""

from __future__ import annotations

import ast
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

PACKAGES = ("tensorflow", "tf_slim")


@dataclass(frozen=True, eq=False)
class Import:
    """One name of an import statement that reaches into TensorFlow."""

    statement: ast.Import | ast.ImportFrom
    alias: ast.alias
    local: str
    name: str


@dataclass(frozen=True, eq=False)
class Assignment:
    """A plain assignment of a dotted name to a name, such as ``slim = tf.contrib.slim``."""

    statement: ast.Assign
    value: ast.expr


@dataclass(eq=False)
class Scope:
    """The names that one module, class or function binds."""

    node: ast.AST
    parent: Scope | None
    names: dict[str, list[Import | Assignment | None]] = field(default_factory=dict)
    outer: set[str] = field(default_factory=set)

    def bind(self, name: str, binding: Import | Assignment | None) -> None:
        """Record that this scope gives the name a value; None is a value of no interest."""
        owner = self
        if name in self.outer:
            while owner.parent is not None:
                owner = owner.parent
        owner.names.setdefault(name, []).append(binding)

    def find(self, name: str) -> tuple[Scope, list[Import | Assignment | None]] | None:
        """The scope that gives the name its meaning here, and the bindings there."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names and (scope is self or not isinstance(scope.node, ast.ClassDef)):
                return scope, scope.names[name]
            scope = scope.parent
        return None


def canonical(dotted: str) -> str:
    """The name of TensorFlow's version 1 interface that a dotted path of modules stands for."""
    parts = dotted.split(".")
    parts[0] = "tf" if parts[0] == "tensorflow" else parts[0]
    while parts[:3] == ["tf", "compat", "v1"]:
        parts[1:3] = []
    return ".".join(parts)


def dotted(node: ast.expr) -> tuple[ast.Name, list[str]] | None:
    """The root and the attributes of a chain such as ``tf.nn.relu``."""
    attributes: list[str] = []
    while isinstance(node, ast.Attribute):
        attributes.append(node.attr)
        node = node.value
    return (node, attributes[::-1]) if isinstance(node, ast.Name) else None


def meaning(scope: Scope, name: str, seen: frozenset[str] = frozenset()) -> str:
    """The TensorFlow name that a local name stands for, or the empty string."""
    found = scope.find(name)
    if found is None or name in seen:
        return ""
    owner, bindings = found
    imports = {b.name for b in bindings if isinstance(b, Import)}
    others = [b for b in bindings if not isinstance(b, Import)]
    if len(imports) == 1 and all(_is_none(b) or _is_same(name, next(iter(imports)), b) for b in others):
        return next(iter(imports))
    if not imports and len(others) == 1 and isinstance(others[0], Assignment):
        chain = dotted(others[0].value)
        if chain is not None:
            base = meaning(owner, chain[0].id, seen | {name})
            return canonical(".".join([base, *chain[1]])) if base else ""
    return ""


def _is_none(binding: Import | Assignment | None) -> bool:
    return (
        isinstance(binding, Assignment)
        and isinstance(binding.value, ast.Constant)
        and binding.value.value is None
    )


def _is_same(name: str, meaning: str, binding: Import | Assignment | None) -> bool:
    """Whether an assignment such as ``tf = tf.compat.v1`` gives a name the meaning that it has."""
    chain = dotted(binding.value) if isinstance(binding, Assignment) else None
    return chain is not None and chain[0].id == name and canonical(".".join([meaning, *chain[1]])) == meaning


def imports_of(statement: ast.Import | ast.ImportFrom) -> Iterator[Import]:
    """The names of an import statement that reach into TensorFlow."""
    for alias in statement.names:
        if isinstance(statement, ast.ImportFrom):
            if statement.level or not statement.module or alias.name == "*":
                continue
            full, local = f"{statement.module}.{alias.name}", alias.asname or alias.name
            top = statement.module.split(".")[0]
        else:
            top = alias.name.split(".")[0]
            full, local = (alias.name, alias.asname) if alias.asname else (top, top)
        if top in PACKAGES:
            yield Import(statement, alias, local, canonical(full))


class Binder(ast.NodeVisitor):
    """Collects the scopes of a module, and the scope in which each name is read."""

    def __init__(self, tree: ast.Module) -> None:
        self.module = Scope(tree, None)
        self.reads: list[tuple[ast.expr, Scope]] = []
        self.calls: dict[ast.expr, ast.Call] = {}
        self.imports: list[Import] = []
        self.statements: list[ast.Import | ast.ImportFrom] = []
        self._scope = self.module
        self._later: deque[tuple[ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, Scope]] = deque()
        for statement in tree.body:
            self.visit(statement)
        while self._later:
            node, scope = self._later.popleft()
            self._scope = scope
            for part in node.body if isinstance(node.body, list) else [node.body]:
                self.visit(part)
        if "tf" not in self.module.names:
            self._bind_from_star()

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        found = {i.alias: i for i in imports_of(node)}
        self.imports += found.values()
        self.statements.append(node)
        for alias in node.names:
            if alias in found:
                self._scope.bind(found[alias].local, found[alias])
            elif alias.name != "*":
                local = alias.asname or alias.name.split(".")[0]
                handed_on = isinstance(node, ast.ImportFrom) and alias.name == "tf"
                self._scope.bind(local, Import(node, alias, local, "tf") if handed_on else None)

    def _bind_from_star(self) -> None:
        """Take ``tf`` for TensorFlow where a project module may hand it on."""
        for statement in self.statements:
            if isinstance(statement, ast.ImportFrom) and statement.names[0].name == "*":
                self.module.bind("tf", Import(statement, statement.names[0], "tf", "tf"))
                return

    visit_Import = _import
    visit_ImportFrom = _import

    def visit_Assign(self, node: ast.Assign) -> None:
        self.visit(node.value)
        target = node.targets[0]
        if len(node.targets) == 1 and isinstance(target, ast.Name):
            self._scope.bind(target.id, Assignment(node, node.value))
            return
        for target in node.targets:
            self.visit(target)

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self.reads.append((node, self._scope))
        else:
            self._scope.bind(node.id, None)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if isinstance(node.ctx, ast.Load) and dotted(node) is not None:
            self.reads.append((node, self._scope))
        else:
            self.visit(node.value)

    def visit_Call(self, node: ast.Call) -> None:
        self.calls[node.func] = node
        self.generic_visit(node)

    def visit_Global(self, node: ast.Global) -> None:
        self._scope.outer.update(node.names)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        if node.name:
            self._scope.bind(node.name, None)
        self.generic_visit(node)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self._scope.bind(node.name, None)
        for decorator in node.decorator_list:
            self.visit(decorator)
        if node.returns is not None:
            self.visit(node.returns)
        self._body(node)

    visit_FunctionDef = _function
    visit_AsyncFunctionDef = _function

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._body(node)

    def _body(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> None:
        inner = Scope(node, self._scope)
        arguments = node.args
        for default in [*arguments.defaults, *arguments.kw_defaults]:
            if default is not None:
                self.visit(default)
        every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        every += [a for a in (arguments.vararg, arguments.kwarg) if a is not None]
        for argument in every:
            inner.bind(argument.arg, None)
            if argument.annotation is not None:
                self.visit(argument.annotation)
        # Bodies run after the module has bound its names, so they are visited last.
        self._later.append((node, inner))

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._scope.bind(node.name, None)
        for part in [*node.decorator_list, *node.bases, *(k.value for k in node.keywords)]:
            self.visit(part)
        outer, self._scope = self._scope, Scope(node, self._scope)
        for statement in node.body:
            self.visit(statement)
        self._scope = outer
