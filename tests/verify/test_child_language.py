"""What runs beside TensorFlow 1.15 must be Python 3.7 and import nothing of this package."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CHILDREN = (
    "src/tf2codemod/verify/child.py",
    "src/tf2codemod/verify/checkpoint_child.py",
    "src/tf2codemod/verify/holders.py",
    "src/tf2codemod/verify/instrument.py",
    "src/tf2codemod/verify/isolation.py",
    "src/tf2codemod/verify/keras_optimizers.py",
    "src/tf2codemod/verify/observer.py",
    "src/tf2codemod/verify/processes.py",
    "src/tf2codemod/verify/randomness.py",
    "scripts/trace_child.py",
)


@pytest.mark.parametrize("name", CHILDREN)
def test_python_3_7(name: str) -> None:
    tree = ast.parse((ROOT / name).read_text(encoding="utf-8"), feature_version=(3, 7))
    imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {
        alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
    }
    assert not any(module.startswith("tf2codemod") for module in imported)
