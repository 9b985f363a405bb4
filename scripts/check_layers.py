"""Check the layers and optimizers that the engine writes against real TensorFlow 1.15 and 2.x.

    python scripts/check_layers.py --tf1-python PATH --tf2-python PATH

Each call of ``tests/facts/layers.toml`` is run on both sides from the same weights: layers twice, with the
update of moving statistics, optimizers for some steps. The outcome goes to
``tests/facts/checked_layers.json``.
"""

from __future__ import annotations

import json
import math
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import click
import libcst as cst

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from tf2codemod.facts import table  # noqa: E402
from tf2codemod.transforms.symbols import (  # noqa: E402
    CallContext,
    Hint,
    LayerSplit,
    cell_class,
    helper_sources,
    layer_class,
    native_call,
)

CALLS = ROOT / "tests" / "facts" / "layers.toml"
OUTCOME = ROOT / "tests" / "facts" / "checked_layers.json"
TOLERANCE = 2e-5
MODULE = cst.Module([])


def resolve(node: cst.BaseExpression) -> str | None:
    """Return the TensorFlow 1 name of an expression."""
    source = MODULE.code_for_node(node)
    return source if source.startswith("tf.") else None


def pieces(split: LayerSplit) -> list[list[str]]:
    """Return source and keywords of the layers that a split makes."""
    node = split.constructor if split.constructor is not None else split.function
    assert node is not None
    keywords = ", ".join(MODULE.code_for_node(argument) for argument in split.call_keywords)
    return [[MODULE.code_for_node(node), keywords], *(piece for part in split.then for piece in pieces(part))]


def layer_entry(call: str) -> dict[str, Any]:
    """Return what both sides run for a layer call."""
    node = cst.parse_expression(call)
    assert isinstance(node, cst.Call)
    rank = re.search(r"\((?:inputs=)?x(\d)", call)
    hints = {"inputs": Hint("float32", int(rank.group(1)))} if rank else {}
    split = layer_class(str(resolve(node.func)), node, CallContext(hints=hints, resolve=resolve))
    assert split is not None and split.inputs is not None, (call, split)
    helpers = "\n".join(str(table("helpers")[name]["source"]) for name in dict.fromkeys(split.helpers))
    inputs = MODULE.code_for_node(split.inputs)
    return {"kind": "layer", "call": call, "layers": pieces(split), "inputs": inputs, "helpers": helpers}


def optimizer_entry(call: str) -> dict[str, Any]:
    """Return what both sides run for an optimizer."""
    helpers: list[str] = []

    class Converter(cst.CSTTransformer):
        def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.BaseExpression:
            symbol = resolve(original_node.func)
            if symbol is None:
                return updated_node
            native = native_call(symbol, updated_node, CallContext(resolve=resolve))
            helpers.extend(native.helpers)
            return native.node if native.node is not None else updated_node

    node = cst.parse_expression(call).visit(Converter())
    assert isinstance(node, cst.BaseExpression)
    sources = "\n".join(str(table("helpers")[name]["source"]) for name in helpers)
    return {"kind": "optimizer", "call": call, "native": MODULE.code_for_node(node), "helpers": sources}


def cell_entry(cell: str, run_: str) -> dict[str, Any]:
    """Return what both sides run for a recurrent cell."""
    helpers: list[str] = []

    class Converter(cst.CSTTransformer):
        def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.BaseExpression:
            symbol = resolve(original_node.func)
            context = CallContext(resolve=resolve)
            if symbol is None:
                return updated_node
            native = cell_class(symbol, updated_node, context) or native_call(symbol, updated_node, context)
            helpers.extend(native.helpers)
            return native.node if native.node is not None else updated_node

    forms = [cst.parse_expression(source).visit(Converter()) for source in (cell, run_)]
    native = [MODULE.code_for_node(form) for form in forms if isinstance(form, cst.BaseExpression)]
    sources, imports = helper_sources(tuple(helpers))
    text = "\n".join([*imports, *sources.values()])
    call = f"{cell}; {run_}"
    return {"kind": "cell", "call": call, "cell": cell, "run": run_, "native": native, "helpers": text}


def entries() -> list[dict[str, Any]]:
    """Return everything that is checked."""
    data = tomllib.loads(CALLS.read_text())
    layers = [layer_entry(call) for call in data["layers"]]
    optimizers = [optimizer_entry(call) for call in data["optimizers"]]
    return [*layers, *optimizers, *(cell_entry(cell, run_) for cell, run_ in data["cells"])]


def native_form(entry: dict[str, Any]) -> Any:
    """Return what is recorded as the native form."""
    return entry["layers"] if entry["kind"] == "layer" else entry["native"]


def run(python: str, asked: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Run the entries under one interpreter."""
    with tempfile.TemporaryDirectory() as folder:
        question, answer = Path(folder) / "in.json", Path(folder) / "out.json"
        question.write_text(json.dumps(asked))
        script = str(Path(__file__).with_name("evaluate_layers.py"))
        subprocess.run(
            [python, script, str(question), str(answer)], check=True, capture_output=True, timeout=900
        )
        found: list[dict[str, Any]] = json.loads(answer.read_text())
        return found


def flat(value: Any) -> list[float]:
    """Return the numbers of nested lists."""
    return [number for item in value for number in flat(item)] if isinstance(value, list) else [value]


def verdict(first: dict[str, Any], second: dict[str, Any]) -> str:
    """Compare what both sides computed."""
    if "error" in first or "error" in second:
        return f"fails: {first.get('error', '')} {second.get('error', '')}".strip()
    left, right = first["arrays"], second["arrays"]
    if [len(flat(array)) for array in left] != [len(flat(array)) for array in right]:
        return f"shapes: {[len(flat(array)) for array in left]} and {[len(flat(array)) for array in right]}"
    pairs = zip(flat(left), flat(right), strict=True)
    gap = max((abs(one - other) / max(1.0, abs(one)) for one, other in pairs), default=0.0)
    return "equal" if gap <= TOLERANCE and not math.isnan(gap) else f"differs by {gap:.1e}"


@click.command()
@click.option("--tf1-python", required=True)
@click.option("--tf2-python", required=True)
def main(tf1_python: str, tf2_python: str) -> None:
    """Check, and write tests/facts/checked_layers.json."""
    asked = entries()
    rows = {}
    for entry, first, second in zip(asked, run(tf1_python, asked), run(tf2_python, asked), strict=True):
        rows[entry["call"]] = [native_form(entry), verdict(first, second)]
        if rows[entry["call"]][1] != "equal":
            print(f"  {entry['call']} -> {native_form(entry)}: {rows[entry['call']][1]}")
    lines = ",\n".join(f"{json.dumps(call)}: {json.dumps(row)}" for call, row in rows.items())
    OUTCOME.write_text(f"{{\n{lines}\n}}\n")
    equal = sum(row[1] == "equal" for row in rows.values())
    print(f"{equal} of {len(rows)} equal")


if __name__ == "__main__":
    main()
