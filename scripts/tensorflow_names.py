"""The TensorFlow names that Python files use, and which of them an installed TensorFlow has."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from tf2codemod.compat.written import Use, uses  # noqa: E402
from tf2codemod.sources.decode import decode  # noqa: E402
from tf2codemod.sources.notebook import read_notebook  # noqa: E402

__all__ = ["ROOT", "Use", "missing", "text_of", "uses"]


def text_of(path: Path) -> str:
    """Return the Python text of a file or notebook."""
    data = path.read_bytes()
    return read_notebook(data).text if path.suffix == ".ipynb" else decode(data).text


CHILD = """
import importlib, inspect, json, sys
def state(name):
    parts = name.split(".")
    thing = importlib.import_module(parts[0])
    for number, part in enumerate(parts[1:], 1):
        try:
            thing = getattr(thing, part)
            continue
        except Exception as error:
            reason = "%s: %s" % (type(error).__name__, str(error)[:120])
        try:
            thing = importlib.import_module(".".join(parts[:number + 1]))
            continue
        except Exception as error:
            pass
        # What hangs on an object may be made at run time; on a module or class it is there or not.
        if inspect.ismodule(thing) or (inspect.isclass(thing) and not part.startswith("_")):
            return reason
        if hasattr(thing, "_tf_decorator") or inspect.isroutine(thing):
            return reason
        return ""
    return ""
names = json.load(open(sys.argv[1]))
found = {}
for name in names:
    try:
        found[name] = state(name)
    except Exception as error:
        found[name] = "%s: %s" % (type(error).__name__, str(error)[:120])
json.dump(found, open(sys.argv[2], "w"))
"""


def missing(python: str, names: Iterable[str], *, legacy_keras: bool = False) -> dict[str, str]:
    """Return the names that the TensorFlow of an interpreter lacks, and what it says."""
    with tempfile.TemporaryDirectory() as folder:
        asked, answered = Path(folder) / "in.json", Path(folder) / "out.json"
        asked.write_text(json.dumps(sorted(set(names))))
        environment = {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "", "PATH": "/usr/bin:/bin"}
        if legacy_keras:
            environment["TF_USE_LEGACY_KERAS"] = "1"
        subprocess.run(
            [python, "-c", CHILD, str(asked), str(answered)],
            check=True,
            stderr=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            env=environment,
        )
        found: dict[str, str] = json.loads(answered.read_text())
    return {name: reason for name, reason in found.items() if reason}
