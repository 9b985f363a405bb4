"""Check the facts about TensorFlow 1 symbols against real TensorFlow 1.15 and 2.x.

    python scripts/check_facts.py --tf1-python PATH --tf2-python PATH

Every native name exists and takes every argument that is passed on; calls made up from the signatures, and
those of ``tests/facts/calls.toml``, give the same numbers on both sides. The outcome goes to
``tests/facts/checked.json``, which tests read without TensorFlow 1.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import math
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
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

from tf2codemod.facts import Symbol, lookup, table  # noqa: E402
from tf2codemod.transforms.symbols import CallContext, Hint, bind, native_call  # noqa: E402

OUTCOME = ROOT / "tests" / "facts" / "checked.json"
CALLS = ROOT / "tests" / "facts" / "calls.toml"
TOLERANCE = 2e-5
TRIED = 150
DATA = tomllib.loads(CALLS.read_text())
VALUES: dict[str, list[str]] = DATA["values"]


def functions() -> Iterator[Symbol]:
    """Yield the TensorFlow 1 functions that make tensors."""
    for file in ("signatures", "signatures_rest"):
        for name in table(file):
            fact = lookup(name)
            if fact is None or fact.stage not in (
                "tensor",
                "tensors",
                "optimizer",
                "schedule",
                "initializer",
            ):
                continue
            if (
                name.startswith(tuple(DATA["skipped"]))
                or fact.fate == "program"
                or not table(file)[name].startswith("function")
            ):
                continue
            yield fact


def unaccepted() -> list[str]:
    """Return the parameters that would be passed on to a native function that does not take them."""
    found = []
    for fact in functions():
        row = fact.row
        if fact.fate not in ("same", "changed") or any(
            key in row for key in ("form", "each", "whole", "hybrid")
        ):
            continue
        natives = {parameter.name for parameter in fact.native_parameters}
        if any(name.startswith("**") for name in natives) or not natives:
            continue
        for name in fact.params:
            native = row.get("rename", {}).get(name, name)
            if name not in row.get("drop", ()) and native not in natives:
                found.append(f"{fact.name}: {name} -> {fact.native}({native})")
    return found


def made_up(fact: Symbol) -> list[str]:
    """Return calls that give every required parameter a value."""
    required = []
    for parameter in fact.parameters:
        doubled = parameter.name == "filters" and "filter" in fact.params
        wanted = parameter.default is None or (
            parameter.default == "None" and parameter.name in DATA["needed"]
        )
        if wanted and "*" not in parameter.name and not doubled and not parameter.name.startswith("_"):
            required.append(parameter.name)
    if not required and fact.parameters and fact.parameters[0].default == "None":
        required.append(fact.parameters[0].name)
    choices = [VALUES.get(name, VALUES["any"]) for name in required]
    combinations = sorted(itertools.product(*(range(len(choice)) for choice in choices)), key=sum)
    keyword = "_sentinel" in fact.params
    calls = []
    for indices in combinations[:TRIED]:
        values = [choice[index] for choice, index in zip(choices, indices, strict=True)]
        named = [f"{name}={value}" for name, value in zip(required, values, strict=True)]
        calls.append(f"{fact.name}({', '.join(named if keyword else values)})")
    return calls


def varied(fact: Symbol, call: str) -> Iterator[str]:
    """Yield a working call with one more argument each time."""
    for parameter in fact.parameters:
        if parameter.default is not None and parameter.name in VALUES:
            for value in VALUES[parameter.name][:2]:
                comma = "" if call.endswith("()") else ", "
                yield f"{call[:-1]}{comma}{parameter.name}={value})"


def converted(call: str) -> tuple[str | None, str, tuple[str, ...]]:
    """Return the native source of a call, its level, and its helpers."""
    node = cst.parse_expression(call)
    module = cst.Module([])

    def resolve(expression: cst.BaseExpression) -> str | None:
        source = module.code_for_node(expression)
        return source if source.startswith("tf.") else None

    class Converter(cst.CSTTransformer):
        failed = ""
        level = "native"
        helpers: tuple[str, ...] = ()

        def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.BaseExpression:
            symbol = resolve(original_node.func)
            fact = lookup(symbol) if symbol else None
            if symbol is None or fact is None:
                return updated_node
            hints = {}
            for name, argument in bind(fact.parameters, original_node).arguments.items():
                known = DATA["inputs"].get(module.code_for_node(argument.value))
                if known:
                    hints[name] = Hint(known["dtype"], known["rank"])
            native = native_call(symbol, updated_node, CallContext(hints=hints, resolve=resolve))
            if native.node is None:
                self.failed = "; ".join(remark.message for remark in native.findings)
                return updated_node
            if native.level != "native":
                self.level = native.level
            self.helpers = (*self.helpers, *native.helpers)
            return native.node

    converter = Converter()
    new = node.visit(converter)
    if converter.failed:
        return None, converter.failed, ()
    assert isinstance(new, cst.BaseExpression)
    return module.code_for_node(new), converter.level, converter.helpers


def evaluated(
    python: str, entries: list[dict[str, Any]], helpers: Iterable[str] = ()
) -> list[dict[str, Any]]:
    """Run calls under one interpreter; where TensorFlow crashes, go on with the next entry."""
    results: list[dict[str, Any]] = []
    script = str(Path(__file__).with_name("evaluate_calls.py"))
    with tempfile.TemporaryDirectory() as folder:
        asked, answered, source = (
            Path(folder) / "in.json",
            Path(folder) / "out.json",
            Path(folder) / "helpers.py",
        )
        source.write_text("".join(str(table("helpers")[name]["source"]) for name in helpers))
        while len(results) < len(entries):
            asked.write_text(json.dumps(entries[len(results) :]))
            answered.write_text("")
            environment = {"CHECK_FACTS_HELPERS": str(source), "HOME": folder}
            command = [python, script, str(asked), str(answered)]
            with contextlib.suppress(subprocess.TimeoutExpired):
                subprocess.run(command, capture_output=True, check=False, timeout=600, env=environment)
            results.extend(json.loads(line) for line in answered.read_text().splitlines())
            if len(results) < len(entries):
                results.append({"name": entries[len(results)]["name"], "call": None, "error": "crash"})
    return results


def draws(call: str) -> bool:
    """Tell whether a call draws random numbers that no seed fixes."""
    fact = lookup(call.partition("(")[0])
    return fact is not None and "seed" in fact.params and "seed=" not in call


def difference(first: Any, second: Any, numbers: bool = True) -> float:
    """Return the largest relative difference of two values, infinite where shapes or dtypes differ."""
    if isinstance(first, list) and isinstance(second, list) and len(first) == len(second):
        pairs = zip(first, second, strict=True)
        return max((difference(left, right, numbers) for left, right in pairs), default=0.0)
    if isinstance(first, list) and len(first) == 1:
        return difference(first[0], second, numbers)
    if not (isinstance(first, dict) and isinstance(second, dict)) or first["shape"] != second["shape"]:
        return math.inf
    if first["dtype"] != second["dtype"]:
        return math.inf
    if not numbers:
        return 0.0
    if first["dtype"] == "string":
        return 0.0 if first["flat"] == second["flat"] else math.inf
    worst = 0.0
    for left, right in zip(first["flat"], second["flat"], strict=True):
        if left == right or (math.isnan(left) and math.isnan(right)):
            continue
        gap = abs(left - right) / max(1.0, abs(left))
        worst = max(worst, math.inf if math.isnan(gap) else gap)
    return worst


@click.command()
@click.option("--tf1-python", required=True)
@click.option("--tf2-python", required=True)
@click.option("--older-python", help="A Python with TensorFlow 2.15.")
@click.option("--only-new", is_flag=True, help="Evaluate only what is not recorded in this form.")
def main(tf1_python: str, tf2_python: str, older_python: str | None, only_new: bool) -> None:
    """Check, and write tests/facts/checked.json."""
    problems = unaccepted()
    facts = {fact.name: fact for fact in functions()}
    listed = [*DATA["calls"], *(call for calls in DATA["families"].values() for call in calls)]
    wanted = {call: call for call in listed}
    # Where TensorFlow 1.15 no longer has a call, the one that took its place gives the numbers.
    wanted.update(DATA["older"])
    recorded = json.loads(OUTCOME.read_text()) if only_new else {"no call made up": [], "calls": {}}
    silent, known = recorded["no call made up"], recorded["calls"]
    if only_new:
        wanted.update({call: call for call in known if call not in wanted})
        wanted = {
            call: form for call, form in wanted.items() if known.get(call, [""])[0] != converted(call)[0]
        }
    else:
        made = [{"name": name, "calls": made_up(fact)} for name, fact in facts.items()]
        bases = evaluated(tf1_python, made)
        silent = [result["name"] for result in bases if result["call"] is None]
        for result in bases:
            if result["call"]:
                more = [result["call"], *varied(facts[result["name"]], result["call"])]
                wanted.update({call: call for call in more})
    asked_first = [{"name": call, "calls": [form]} for call, form in wanted.items()]
    first = {result["name"]: result for result in evaluated(tf1_python, asked_first) if result["call"]}
    native = {call: converted(call) for call in first}
    helpers = sorted({name for _, _, names in native.values() for name in names})
    asked = [{"name": call, "calls": [form]} for call, (form, _, _) in native.items() if form]
    rows = {call: list(row) for call, row in known.items()}
    second = judged(first, native, evaluated(tf2_python, asked, helpers))
    rows.update({call: [native[call][0], *second[call]] for call in native})
    others = recorded.get("2.15", {})
    if older_python:
        older = judged(first, native, evaluated(older_python, asked, helpers))
        others = {call: verdict for call, (verdict, _) in older.items() if verdict not in ("equal", "left")}
        print(f"2.15: {sum(verdict == 'equal' for verdict, _ in older.values())} equal; {others}")
    counts = Counter(str(row[1]).split(":")[0].split(" by")[0] for row in rows.values())
    body = ",\n".join(sorted(f"{json.dumps(call)}: {json.dumps(row)}" for call, row in rows.items()))
    kept = f'"no call made up": {json.dumps(silent)},\n"2.15": {json.dumps(others)}'
    OUTCOME.write_text(f'{{{kept},\n"calls": {{\n{body}\n}}}}\n')
    called = len({call.partition("(")[0] for call in rows} & set(facts))
    print(f"{len(facts)} functions, {called} with a call, {len(rows)} calls on TF 1.15: {dict(counts)}")
    print(f"{len(problems)} parameters that the native function does not take: {problems}")
    for call, (form, verdict, *_) in rows.items():
        if not verdict.startswith(("equal", "left")):
            print(f"  {call} -> {form}: {verdict}")


def judged(
    first: dict[str, Any], native: dict[str, tuple[str | None, str, tuple[str, ...]]], second: list[Any]
) -> dict[str, tuple[str, float | None]]:
    """Return the verdict for each call, and the largest relative error where there are numbers."""
    results = {result["name"]: result for result in second}
    found: dict[str, tuple[str, float | None]] = {}
    for call, (form, _, _) in native.items():
        if form is None:
            found[call] = "left", None
        elif results[call]["call"] is None:
            found[call] = f"fails: {results[call]['error']}", None
        else:
            numbers = not draws(call)
            gap = difference(first[call]["value"], results[call]["value"], numbers=numbers)
            verdict = "equal" if gap <= TOLERANCE else f"differs by {gap:.1e}"
            found[call] = verdict, float(f"{gap:.1e}") if numbers and math.isfinite(gap) else None
    return found


if __name__ == "__main__":
    main()
