"""Writes comprehensions over literals out where each turn asks the graph for another collection."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Mapping
from pathlib import Path

from tf2codemod.interpret.trace import Trace
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.slices import only_reads
from tf2codemod.prepare.collection_helpers import OF_COLLECTIONS
from tf2codemod.prepare.edits import Edits
from tf2codemod.tree import stored_names, walk

MOST_TURNS = 8
BRACKETS = {"list": "[]", "tuple": "()"}


def write_out_comprehensions(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Writes the turns of the comprehension in which the plan stopped one by one; whether it could."""
    for path, tree in trees.items() if obstacle.code in OF_COLLECTIONS else ():
        if obstacle.node not in walk(tree):
            continue
        for whole, comprehension, brackets in _comprehensions(tree):
            turns = _turns(comprehension) if obstacle.node in walk(comprehension) else []
            if turns:
                texts = [
                    ast.unparse(_Turn(comprehension, turn).visit(copy.deepcopy(comprehension.elt)))
                    for turn in turns
                ]
                text = ", ".join(texts) + ("," if brackets == "()" and len(texts) == 1 else "")
                edits[path].replace(*edits[path].range_of(whole), f"{brackets[0]}{text}{brackets[1]}")
                return True
    return False


def _comprehensions(tree: ast.Module) -> Iterator[tuple[ast.expr, ast.ListComp | ast.GeneratorExp, str]]:
    """The comprehensions that make lists or tuples, with the calls that make these of generators."""
    for node in walk(tree):
        if isinstance(node, ast.ListComp):
            yield node, node, "[]"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in BRACKETS:
            given = node.args[0] if len(node.args) == 1 and not node.keywords else None
            if isinstance(given, ast.GeneratorExp):
                yield node, given, BRACKETS[node.func.id]


def _turns(comprehension: ast.ListComp | ast.GeneratorExp) -> list[ast.expr]:
    """What the name of a comprehension stands for at its turns; none if that is not written there."""
    generator = comprehension.generators[0]
    values = generator.iter.elts if isinstance(generator.iter, (ast.List, ast.Tuple)) else []
    plain = all(isinstance(v, ast.Constant) or only_reads(v) for v in values)
    single = (
        len(comprehension.generators) == 1 and not generator.ifs and isinstance(generator.target, ast.Name)
    )
    again = isinstance(generator.target, ast.Name) and generator.target.id in stored_names(comprehension.elt)
    return list(values) if single and plain and not again and len(values) <= MOST_TURNS else []


class _Turn(ast.NodeTransformer):
    """What a comprehension works out at one of its turns."""

    def __init__(self, comprehension: ast.ListComp | ast.GeneratorExp, value: ast.expr) -> None:
        self.name = ast.unparse(comprehension.generators[0].target)
        self.value = value

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.value if node.id == self.name else node


__all__ = ["write_out_comprehensions"]
