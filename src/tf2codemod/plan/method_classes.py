"""Methods that make other variables at each call become classes: what they read of their object is given."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence

from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.interpret.values import Bound, Class, Function, Node, Thing, nodes_in
from tf2codemod.plan.class_parts import RESERVED, Divider
from tf2codemod.plan.model import ClassPlan
from tf2codemod.plan.module_imports import import_line
from tf2codemod.plan.naming import camel_case, identifier, snake_case
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.tree import walk

VERBS = re.compile(
    r"^_*(?i:build|create|make|construct|define|add|get|new|setup|set)(_(?=[A-Za-z])|(?<=[a-z])(?=[A-Z]))"
)


def read_attributes(code: ast.FunctionDef, frames: Sequence[Frame], taken: Iterable[str]) -> tuple[str, ...]:
    """The attributes of its object that a method reads, all of them plain values."""
    receiver = frames[0].receiver
    if not receiver:
        return ()
    inside = {n.value: n for n in walk(code) if isinstance(n, ast.Attribute)}
    found: dict[str, None] = {}
    for name in (n for n in walk(code) if isinstance(n, ast.Name) and n.id == receiver):
        attribute = inside.get(name)
        if attribute is None or not isinstance(attribute.ctx, ast.Load) or attribute.attr in set(taken):
            raise _refused(code, name, "and uses its object")
        for frame in frames:
            value = frame.values.get(attribute)
            if value is None:
                continue
            if isinstance(value, (Bound, Function, Class, Thing)) or nodes_in(value):
                raise _refused(code, name, f"and uses '{ast.unparse(attribute)}'")
        found[attribute.attr] = None
    return tuple(found)


def check_calls(code: ast.FunctionDef, trace: Trace, tree: ast.Module) -> None:
    """A method that becomes a class may not be used in another way than by the calls that were read."""
    own: dict[ast.Call, None] = {}
    others: dict[ast.Call, None] = {}
    for frame in trace.frames:
        if frame.function is not None and isinstance(frame.site, ast.Call):
            (own if frame.function.node is code else others).setdefault(frame.site)
    for call in own:
        named = isinstance(call.func, ast.Attribute) and call.func.attr == code.name
        plain = named and all(
            isinstance(n, (ast.Name, ast.Attribute, ast.expr_context)) for n in walk(call.func)
        )
        if not plain or call in others:
            raise _refused(code, call, "and is called in another way")
    called = {c.func for c in (*own, *others)}
    for node in walk(tree):
        named = isinstance(node, ast.Attribute) and node.attr == code.name
        if named and node not in called and node not in trace.symbols:
            raise _refused(code, node, "and is used besides")


def attribute_texts(
    code: ast.FunctionDef, receiver: str, attributes: Sequence[str], divider: Divider
) -> dict[str, str]:
    """Writes the attributes that a method read as those of its class; gives those which the object keeps."""
    parts = divider.parts
    kept: dict[str, str] = {}
    for statement in (*parts.init, *parts.build, *parts.call):
        for node in walk(statement):
            if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
                continue
            if node.value.id != receiver or node.attr not in attributes:
                continue
            early = node in divider.early and statement not in parts.built_layers
            if statement in parts.init or (statement in parts.call and early):
                parts.renames[node] = node.attr
            else:
                own = node.attr + "_" if node.attr in RESERVED else node.attr
                kept[node.attr] = own
                parts.renames[node] = f"self.{own}"
    return kept


def class_name(code: ast.FunctionDef, method: bool) -> str:
    """The name of a class; a method is called after what it builds."""
    if not method:
        return camel_case(code.name)
    noun = VERBS.sub("", code.name)
    return camel_case(noun) + ("Net" if len(noun.strip("_")) < 3 else "")


def class_import(plan: ClassPlan, frame: Frame, home: Frame, call: ast.Call, trace: Trace) -> str:
    """The line that has the file of a call import the class that a method of another file becomes."""
    if not plan.receiver or frame.module is home.module:
        return ""
    line = import_line(plan.name, frame, home, trace)
    if line is None:
        raise _refused(plan.function, call, "in a file that does not import it")
    return line


def object_name(variables: Iterable[Node], code: ast.FunctionDef) -> str:
    """The name of an object of such a class: the scope of its variables."""
    paths = [v.name.partition(":")[0].split("/")[:-1] for v in variables]
    common: list[str] = []
    for parts in zip(*paths, strict=False):
        if len(set(parts)) > 1:
            break
        common.append(parts[0])
    scope = identifier("_".join(common)) if common and "?" not in "".join(common) else ""
    return snake_case(scope or _noun(code).strip("_"))


def _noun(code: ast.FunctionDef) -> str:
    """What a method builds, in the words of its name; the whole name where that says too little."""
    noun = VERBS.sub("", code.name)
    return noun if len(noun.strip("_")) > 2 else code.name


def _refused(code: ast.FunctionDef, node: ast.AST, why: str) -> Obstacle:
    return Obstacle(
        "TF315",
        f"the method '{code.name}' makes other layers at each call {why}",
        "make them in __init__",
        node,
    )


def check_given(code: ast.FunctionDef, frame: Frame) -> None:
    """Raises TF219 where a class would read a tensor of the module, which is no value there."""
    for name in tensors_read(code, frame):
        raise Obstacle(
            "TF219",
            f"'{code.name}' reads the tensor '{name.id}', which is not given to it",
            "pass the tensor as an argument",
            name,
        )


def tensors_read(code: ast.FunctionDef, frame: Frame) -> Iterator[ast.Name]:
    """Where a function reads tensors of its module, in the order of the text."""
    held = frame.module.cell.slots
    for name in (n for n in walk(code) if isinstance(n, ast.Name) and n.id not in frame.local_names):
        value = held.get(name.id)
        if isinstance(value, Node) and value.kind in ("placeholder", "tensor"):
            yield name
