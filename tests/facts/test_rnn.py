"""Recurrent programs, rewritten call by call and run, give the numbers that TensorFlow 1.15 gave."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import libcst as cst
import pytest

from tf2codemod.facts import lookup
from tf2codemod.transforms.symbols import CallContext, helper_sources, native_call

FOLDER = Path(__file__).parent
RECORDED: dict[str, dict[str, Any]] = json.loads((FOLDER / "recurrent.json").read_text())
# A Python with TensorFlow 2, where the one that runs the tests has none.
PYTHON = os.environ.get("TF2CODEMOD_PYTHON", sys.executable)
HAS_TENSORFLOW = sys.executable != PYTHON or importlib.util.find_spec("tensorflow") is not None
MODULE = cst.Module([])


class Converter(cst.CSTTransformer):
    """Rewrites every call of a TensorFlow 1 name alone."""

    def __init__(self) -> None:
        super().__init__()
        self.helpers: dict[str, None] = {}
        self.imports: dict[str, None] = {}

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.BaseExpression:
        symbol = MODULE.code_for_node(original_node.func)
        if not symbol.startswith("tf."):
            return updated_node
        native = native_call(symbol, updated_node, CallContext())
        assert native.node is not None, native.findings
        assert native.level == "native"
        self.helpers.update(dict.fromkeys(native.helpers))
        self.imports.update(dict.fromkeys(native.imports))
        return native.node


def converted(name: str) -> dict[str, str]:
    """The two parts of a case for TensorFlow 2, and what stands above them."""
    converter = Converter()
    make, run = (cst.parse_module(RECORDED[name][part]).visit(converter).code for part in ("make", "run"))
    sources, _ = helper_sources(tuple(converter.helpers))
    assert list(sources) == list(converter.helpers)
    return {"above": "\n".join([*converter.imports, *sources.values()]), "make": make, "run": run}


@pytest.mark.parametrize("name", RECORDED)
def test_no_graph_name_is_left(name: str) -> None:
    text = "\n".join(converted(name).values())
    assert not {word for word in ("compat.v1", "contrib", "rnn_cell.", "get_variable") if word in text}


@cache
def evaluated() -> dict[str, Any]:
    """The largest relative error of every case, eagerly and in a function."""
    cases = {name: {**case, **converted(name)} for name, case in RECORDED.items()}
    command = [PYTHON, str(FOLDER / "evaluate_recurrent.py")]
    done = subprocess.run(command, input=json.dumps(cases), capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stderr[-4000:]
    errors: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return errors


@pytest.mark.skipif(not HAS_TENSORFLOW, reason="TensorFlow is not installed")
@pytest.mark.parametrize("name", RECORDED)
def test_numbers_are_those_of_tensorflow_1(name: str) -> None:
    errors = evaluated()[name]
    assert isinstance(errors, dict), errors
    assert all(error < 1e-5 for error in errors.values()), errors


@pytest.mark.skipif(not HAS_TENSORFLOW, reason="TensorFlow is not installed")
@pytest.mark.parametrize(
    "name", ["drops outputs", "drops states", "shares an initializer", "keeps time unknown"]
)
def test_properties(name: str) -> None:
    assert evaluated()[name] is True


def test_cells_and_loops_have_rows() -> None:
    for name in (
        "tf.contrib.rnn.DropoutWrapper",
        "tf.contrib.rnn.static_rnn",
        "tf.nn.rnn_cell.LSTMStateTuple",
    ):
        fact = lookup(name)
        assert fact is not None
        assert fact.fate == "changed"
