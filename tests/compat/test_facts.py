"""The tables of the compat level agree with each other, and with TensorFlow where it is installed."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import subprocess
import sys

import pytest

from tf2codemod.compat import facts

CHECK = """
import importlib, json, sys
import tensorflow.compat.v1 as tf
tf.disable_v2_behavior()
missing = []
for name in json.load(sys.stdin):
    parts = name.replace("tf.python.", "tensorflow.python.").split(".")
    thing = tf if parts[0] == "tf" else importlib.import_module(".".join(parts[:-1]))
    for part in parts[1:] if parts[0] == "tf" else parts[-1:]:
        thing = getattr(thing, part, None)
    if thing is None:
        missing.append(name)
print(json.dumps(missing))
"""


@pytest.mark.parametrize("name", facts.helpers())
def test_helper_is_one_definition_and_calls_what_it_names(name: str) -> None:
    helper = facts.helpers()[name]
    tree = ast.parse(helper.code)
    called = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
    assert set(helper.uses) <= called
    assert {n for n in called if n in facts.helpers()} <= {name, *helper.uses}
    for statement in helper.imports:
        ast.parse(statement)


def test_every_helper_is_reached_from_a_name() -> None:
    used = {u for h in facts.helpers().values() for u in h.uses}
    assert set(facts.contrib().helpers.values()) | used == set(facts.helpers())


def test_conditions_belong_to_core_names_that_have_another_choice_or_a_remedy() -> None:
    tables = facts.contrib()
    for name in tables.arguments:
        assert name in tables.core
        left = facts.longest(tables.left, name)
        told = left is not None and left[0] != "tf.contrib"
        assert name in tables.helpers or facts.longest(tables.slim, name) or told


def test_paths_lead_to_paths_that_are_final() -> None:
    paths = facts.contrib().paths
    assert not set(paths.values()) & set(paths)


@pytest.mark.skipif(importlib.util.find_spec("tf_keras") is None, reason="needs TensorFlow and tf_keras")
def test_replacements_exist_in_tensorflow() -> None:
    names = [
        *facts.contrib().core.values(),
        *facts.contrib().modules.values(),
        *facts.names().renamed.values(),
    ]
    names = [n for n in names if n.startswith(("tf.", "tensorflow."))]
    environment = dict(os.environ, TF_USE_LEGACY_KERAS="1", TF_CPP_MIN_LOG_LEVEL="3")
    run = subprocess.run(
        [sys.executable, "-c", CHECK],
        input=json.dumps(names),
        capture_output=True,
        text=True,
        env=environment,
    )
    assert json.loads(run.stdout.splitlines()[-1]) == []
