"""Finds the Pythons that hold TensorFlow, without importing it here."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TF1_VARIABLE = "TF2CODEMOD_TF1_PYTHON"
TF2_VARIABLE = "TF2CODEMOD_PYTHON"
# Where scripts/setup_tf1.sh puts its environment, unless it is told another folder.
TF1_FOLDER = Path("~/.cache/tf2codemod/tf1/bin/python")
# The versions as the installed packages name them: importing TensorFlow would take seconds.
ASK_VERSIONS = (
    "import importlib.util, json, os, platform, re, sys\n"
    "found = {}\n"
    "for folder in reversed(sys.path):\n"
    "    for name in os.listdir(folder) if os.path.isdir(folder) else ():\n"
    "        known = re.match(r'(tensorflow(?:_cpu|_gpu)?|numpy|keras|tf_keras)-([\\w.]+?)'\n"
    "                         r'\\.(?:dist|egg)-info$', name, re.I)\n"
    "        if known:\n"
    "            key = known.group(1).lower()\n"
    "            key = key.replace('_cpu', '').replace('_gpu', '') if key != 'tf_keras' else key\n"
    "            found[key] = known.group(2)\n"
    "found['python'] = platform.python_version()\n"
    "print(json.dumps(found if importlib.util.find_spec('tensorflow') else {}))\n"
)


@dataclass(frozen=True)
class TensorFlow:
    """A Python with TensorFlow, and the versions of both."""

    python: str
    versions: tuple[tuple[str, str], ...]

    @property
    def version(self) -> str:
        return dict(self.versions)["tensorflow"]

    @property
    def is_first(self) -> bool:
        """Whether it is TensorFlow 1."""
        return self.version.startswith("1.")


@cache
def ask(python: str) -> TensorFlow | None:
    """The TensorFlow of a Python, asked in a process of its own; None if it has none."""
    try:
        done = subprocess.run(
            [python, "-W", "ignore", "-c", ASK_VERSIONS],
            capture_output=True,
            text=True,
            timeout=60,
            stdin=subprocess.DEVNULL,
        )
        versions = json.loads(done.stdout.strip().splitlines()[-1])
    except (OSError, subprocess.TimeoutExpired, ValueError, IndexError):
        return None
    return TensorFlow(python, tuple(versions.items())) if "tensorflow" in versions else None


def find_tf1(given: str | None) -> TensorFlow | None:
    """The Python with TensorFlow 1: the one that was named, or the first that is found."""
    for candidate in _tf1_candidates(given):
        found = ask(candidate)
        if found is not None and found.is_first:
            return found
    return None


def _tf1_candidates(given: str | None) -> Iterator[str]:
    if given:
        yield given
        return
    if os.environ.get(TF1_VARIABLE):
        yield os.environ[TF1_VARIABLE]
    if TF1_FOLDER.expanduser().exists():
        yield str(TF1_FOLDER.expanduser())
    old = shutil.which("python3.7")
    if old:
        yield old


def find_tf2(given: str | None) -> TensorFlow | None:
    """The Python with TensorFlow 2: the one that was named, or the first that is found."""
    candidates = [given] if given else [os.environ.get(TF2_VARIABLE), sys.executable, shutil.which("python3")]
    for candidate in dict.fromkeys(c for c in candidates if c):
        found = ask(candidate)
        if found is not None and not found.is_first:
            return found
    return None
