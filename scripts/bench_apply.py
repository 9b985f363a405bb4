"""Measures ``tf2codemod apply`` beside its floor and beside tf_upgrade_v2, in one run on the same files.

The floor is what any rewriting with libcst costs: parse each file and print it again. All are whole
processes, so starting the interpreter counts; the column "net" has the start of each taken off.

    python scripts/bench_apply.py PATH... [--tf-upgrade /path/to/tf_upgrade_v2] [--json]
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

FLOOR = """
import sys, libcst
for name in sys.stdin.read().split("\\0"):
    if name:
        try:
            libcst.parse_module(open(name, "rb").read()).code
        except Exception:
            pass
"""
SMALL = """\
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])
y = tf.placeholder(tf.float32, [None, 1])
w = tf.Variable(tf.zeros([4, 1]))
b = tf.Variable(tf.zeros([1]))

prediction = tf.matmul(x, w) + b
loss = tf.reduce_mean(tf.square(prediction - y))
train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss)

data = [[1., 2., 3., 4.], [4., 3., 2., 1.]]
target = [[1.], [2.]]

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(10):
        _, value = sess.run([train_op, loss], feed_dict={x: data, y: target})
        print(value)
    print(sess.run(w))
"""


@dataclass(frozen=True)
class Cost:
    """What a process and its children took: seconds, and the peak of the largest in megabytes."""

    wall: float
    cpu: float
    peak: float


@dataclass(frozen=True)
class Row:
    """The costs of one path."""

    path: str
    files: int
    lines: int
    apply_1: Cost
    apply_2: Cost
    floor: Cost
    upgrade: Cost | None


def measure(command: Sequence[str], stdin: str = "", repeat: int = 1) -> Cost:
    """Run a command and return its cost, the best of several runs."""
    costs = []
    for _ in range(repeat):
        with tempfile.TemporaryFile() as feed:
            feed.write(stdin.encode())
            feed.seek(0)
            started = time.perf_counter()
            process = subprocess.Popen(
                command, stdin=feed, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.perf_counter() - started
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode < 0:
            raise SystemExit(f"{command[0]} was ended by signal {-process.returncode}")
        # macOS counts bytes, Linux kilobytes.
        scale = 1e6 if sys.platform == "darwin" else 1e3
        costs.append(Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / scale))
    return min(costs, key=lambda cost: cost.cpu)


def apply_command(path: Path, jobs: int) -> list[str]:
    """Return the command that converts without writing."""
    return [
        sys.executable,
        "-m",
        "tf2codemod.cli",
        "apply",
        "--check",
        "--quiet",
        "--jobs",
        str(jobs),
        str(path),
    ]


def tensorflow_files(path: Path) -> list[Path]:
    """Return the Python files that mention TensorFlow."""
    files = [path] if path.is_file() else sorted(path.rglob("*.py"))
    return [file for file in files if file.is_file() and b"tensorflow" in file.read_bytes()]


def upgrade_cost(tool: str, path: Path) -> Cost:
    """Run tf_upgrade_v2 on a path, into a folder that is thrown away."""
    with tempfile.TemporaryDirectory() as scratch:
        out, report = Path(scratch) / "out", Path(scratch) / "report.txt"
        if path.is_file():
            where = ["--infile", str(path), "--outfile", str(out) + ".py"]
        else:
            where = ["--intree", str(path), "--outtree", str(out), "--copyotherfiles", "False"]
        return measure([tool, *where, "--reportfile", str(report)])


def measure_path(path: Path, tool: str | None, repeat: int) -> Row | None:
    """Measure everything on one path; None if it holds nothing of TensorFlow."""
    files = tensorflow_files(path)
    if not files:
        return None
    lines = sum(file.read_bytes().count(b"\n") for file in files)
    return Row(
        str(path),
        len(files),
        lines,
        measure(apply_command(path, 1), repeat=repeat),
        measure(apply_command(path, 2), repeat=repeat),
        measure([sys.executable, "-c", FLOOR], "\0".join(map(str, files)), repeat),
        upgrade_cost(tool, path) if tool else None,
    )


def main() -> None:
    """Measure the paths and print a table, or JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--tf-upgrade", default=shutil.which("tf_upgrade_v2"))
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        small = Path(scratch) / "small.py"
        small.write_text(SMALL)
        small_row = measure_path(small, arguments.tf_upgrade, 3)
        empty = Path(scratch) / "empty"
        empty.mkdir()
        start_apply = measure(apply_command(empty, 1), repeat=3)
        start_floor = measure([sys.executable, "-c", FLOOR], "", 3)
    assert small_row is not None
    measured = (measure_path(path, arguments.tf_upgrade, arguments.repeat) for path in arguments.paths)
    rows = [row for row in measured if row is not None]
    if arguments.json:
        print(json.dumps([asdict(row) for row in (small_row, *rows)], indent=2))
        return
    report(small_row, rows, start_apply, start_floor)


def report(small: Row, rows: Sequence[Row], start_apply: Cost, start_floor: Cost) -> None:
    """Print the table and the figures that bars are set on."""
    print("One file of 20 lines (wall):")
    print(f"  apply          {small.apply_1.wall:6.2f} s")
    if small.upgrade:
        ratio = small.upgrade.wall / small.apply_1.wall
        print(f"  tf_upgrade_v2  {small.upgrade.wall:6.2f} s  ({ratio:.1f} times apply)")
    print()
    head = f"{'path':<44} {'files':>5} {'lines':>7} {'lines/s':>8} {'2 jobs':>8} {'MB':>5} {'MB 2':>5}"
    print(head + f" {'floor/s':>8} {'x floor':>8} {'net':>6} {'upgrade/s':>10}")
    ratios, net_ratios = [], []
    for row in rows:
        ratio = row.apply_1.cpu / row.floor.cpu
        net_floor = max(row.floor.cpu - start_floor.cpu, 0.005)
        net = max(row.apply_1.cpu - start_apply.cpu, 0.0) / net_floor
        ratios.append(ratio)
        net_ratios.append(net)
        upgrade = f"{row.lines / row.upgrade.wall:10.0f}" if row.upgrade else f"{'-':>10}"
        print(
            f"{row.path[-44:]:<44} {row.files:5} {row.lines:7} {row.lines / row.apply_1.wall:8.0f} "
            f"{row.lines / row.apply_2.wall:8.0f} {row.apply_1.peak:5.0f} {row.apply_2.peak:5.0f} "
            f"{row.lines / row.floor.wall:8.0f} {ratio:8.2f} {net:6.2f} {upgrade}"
        )
    if rows:
        print()
        print(f"CPU time as a multiple of the floor: median {statistics.median(ratios):.2f}, ", end="")
        print(
            f"largest {max(ratios):.2f}; net of starting: median {statistics.median(net_ratios):.2f}, ",
            end="",
        )
        print(f"largest {max(net_ratios):.2f}.")
        print(f"Peak memory of a process: {max(max(r.apply_1.peak, r.apply_2.peak) for r in rows):.0f} MB.")


if __name__ == "__main__":
    main()
