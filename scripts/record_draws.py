#!/usr/bin/env python3
"""Records what the draws of tests/verify/programs/draws.toml give on TensorFlow 1.15 with the tables.

scripts/record_draws.py --python tf1/bin/python
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from tf2codemod.verify.runner import Program, run_programs

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FOLDER = Path(__file__).parent.parent / "tests" / "verify" / "programs"
HEAD = "import json\nimport numpy as np\nimport tensorflow as tf\nfound = {}\n"
OLD = "import json\nimport numpy as np\nimport tensorflow as tf\nfound = {}\nsess = tf.Session()\n"
DRAW = "found[{name!r}] = np.asarray({value}).reshape(-1).tolist()\n"


def program(folder: Path, column: int, backwards: bool = False) -> Program:
    """A program that makes all draws, in one order or the other, and prints them as JSON."""
    rows = list(tomllib.loads((FOLDER / "draws.toml").read_text(encoding="utf-8")).items())
    lines = [OLD if column == 0 else HEAD]
    for name, forms in reversed(rows) if backwards else rows:
        value = f"sess.run({forms[0]})" if column == 0 else forms[1]
        lines.append(DRAW.format(name=name, value=value))
    path = folder / f"draws{column}{backwards}.py"
    path.write_text("".join(lines) + "print(json.dumps(found))\n", encoding="utf-8")
    return Program(path, seconds=120)


def main() -> int:
    """Writes draws.json."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--python", required=True, help="a Python with TensorFlow 1.15")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        (run,) = run_programs(options.python, [program(Path(name), 0)])
    if run.problem:
        print(run.err, file=sys.stderr)
        return 1
    found = json.loads(run.out.splitlines()[-1])
    lines = [f"{json.dumps(k)}: {json.dumps([float(f'{x:.7g}') for x in v])}" for k, v in found.items()]
    (FOLDER / "draws.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
