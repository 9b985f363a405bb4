"""The commands that only print."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from click.testing import Result

from tf2codemod.diagnostics import known_codes

Run = Callable[..., Result]


def test_explain_prints_the_page(run: Run) -> None:
    result = run("explain", "tf983")
    assert result.exit_code == 0
    assert result.stdout.startswith("# TF983")


def test_explain_without_a_code_lists_all(run: Run) -> None:
    listed = [line.split()[0] for line in run("explain").stdout.splitlines()]
    assert listed == list(known_codes())


def test_an_unknown_code_is_a_usage_error(run: Run) -> None:
    assert run("explain", "TF777").exit_code == 2


def test_transforms_are_listed_in_order(run: Run) -> None:
    result = run("transforms")
    assert result.exit_code == 0
    rows = json.loads(run("transforms", "--output-format", "json").stdout)
    assert [row["code"] for row in rows] == [line.split()[0] for line in result.stdout.splitlines()]
    assert all(row["reason"] for row in rows)
    assert {row["code"] for row in rows} <= set(known_codes())


def test_plan_takes_a_folder_without_tensorflow(project: Path, run: Run) -> None:
    (project / "a.py").write_text("x = 1\n")
    assert json.loads(run("plan", "--output-format", "json", ".").stdout) == []


def test_apply_imports_neither_tensorflow_nor_numpy(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import tensorflow as tf\nx = tf.placeholder(tf.float32)\n")
    script = (
        "import sys\n"
        "from tf2codemod.cli import main\n"
        f"main(['apply', '--diff', {str(tmp_path)!r}], standalone_mode=False)\n"
        "print(sorted({'tensorflow', 'numpy', 'keras'} & set(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stderr.splitlines()[-1] == "[]"
