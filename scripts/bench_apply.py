"""Measures ``tf2codemod apply`` beside its floor and beside tf_upgrade_v2, in one run on the same files.

The floor is what any rewriting with libcst costs: parse each file that ``apply`` reads and print it again
(of a notebook, the code of its cells). All are whole processes, so starting the interpreter counts, with
byte code at hand as it is after an installation; the column "net" has the start of each taken off. A list
of programs, as JSON objects with ``repo`` and ``tf_files``, is measured program by program too.

    python scripts/bench_apply.py PATH... [--programs LIST.json --repos FOLDER]
        [--tf-upgrade /path/to/tf_upgrade_v2] [--json]
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
from collections import Counter
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
# Writes the texts that ``apply`` works on into a folder, and prints their names and how many lines they have.
READ = """
import json, sys
from pathlib import Path
from tf2codemod.sources.load import load
texts = [f.source.text for g in load([Path(p) for p in sys.argv[2:]]).groups for f in g]
files = [Path(sys.argv[1], f"{n}.py") for n in range(len(texts))]
for file, text in zip(files, texts):
    file.write_text(text, encoding="utf-8")
print(json.dumps([sum(t.count(chr(10)) for t in texts), [str(f) for f in files]]))
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
    """The costs of converting some paths together."""

    name: str
    files: int
    lines: int
    apply_1: Cost
    apply_2: Cost | None
    floor: Cost
    upgrade: Cost | None
    stages: dict[str, float]

    @property
    def ratio(self) -> float:
        return self.apply_1.cpu / self.floor.cpu


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


def apply_command(paths: Sequence[Path], jobs: int) -> list[str]:
    """Return the command that converts without writing."""
    command = [sys.executable, "-m", "tf2codemod.cli", "apply", "--check", "--quiet", "--jobs", str(jobs)]
    return [*command, *map(str, paths)]


def stage_times(paths: Sequence[Path]) -> dict[str, float]:
    """Return the CPU seconds of each stage of one more conversion."""
    script = Path(__file__).with_name("bench_stages.py")
    done = subprocess.run([sys.executable, script, *paths], capture_output=True, check=True)
    spent: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return spent


def written_texts(paths: Sequence[Path], folder: str) -> tuple[int, list[str]]:
    """Write the texts that ``apply`` works on into a folder; return their lines and their names.

    Not done in this process: the peak of a child counts what its parent held when it was started.
    """
    command = [sys.executable, "-c", READ, folder, *map(str, paths)]
    lines, files = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return lines, files


def upgrade_cost(tool: str, path: Path) -> Cost:
    """Run tf_upgrade_v2 on a path, into a folder that is thrown away."""
    with tempfile.TemporaryDirectory() as scratch:
        out, report = Path(scratch) / "out", Path(scratch) / "report.txt"
        if path.is_file():
            where = ["--infile", str(path), "--outfile", str(out) + ".py"]
        else:
            where = ["--intree", str(path), "--outtree", str(out), "--copyotherfiles", "False"]
        return measure([tool, *where, "--reportfile", str(report)])


def measure_paths(
    name: str, paths: Sequence[Path], tool: str | None, repeat: int, small: bool = False
) -> Row | None:
    """Measure everything on some paths together; None if they hold nothing of TensorFlow."""
    with tempfile.TemporaryDirectory() as scratch:
        lines, files = written_texts(paths, scratch)
        if not files:
            return None
        return Row(
            name,
            len(files),
            lines,
            measure(apply_command(paths, 1), repeat=repeat),
            None if small else measure(apply_command(paths, 2), repeat=repeat),
            measure([sys.executable, "-c", FLOOR], "\0".join(files), repeat),
            upgrade_cost(tool, paths[0]) if tool else None,
            stage_times(paths),
        )


def listed_programs(file: Path, repos: Path) -> list[tuple[str, list[Path]]]:
    """Return the programs of a list, each with those of its files that are there."""
    found = []
    for program in json.loads(file.read_text()):
        folder = repos / program["repo"].replace("/", "__")
        paths = [folder / name for name in program["tf_files"] if (folder / name).is_file()]
        found.append((program["id"], paths))
    return [(name, paths) for name, paths in found if paths]


def main() -> None:
    """Measure the paths and print tables, or JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("--programs", type=Path, help="a list of programs to measure one by one")
    parser.add_argument("--repos", type=Path, default=Path(), help="the folder of their repositories")
    parser.add_argument("--tf-upgrade", default=shutil.which("tf_upgrade_v2"))
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    tool, repeat = arguments.tf_upgrade, arguments.repeat
    # As after an installation; the first run of all leaves the byte code behind.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as scratch:
        empty = Path(scratch) / "empty"
        empty.mkdir()
        start_apply = measure(apply_command([empty], 1), repeat=3)
        start_floor = measure([sys.executable, "-c", FLOOR], "", 3)
        small = Path(scratch) / "small.py"
        small.write_text(SMALL)
        small_row = measure_paths("20 lines", [small], tool, 3)
    assert small_row is not None
    listed = listed_programs(arguments.programs, arguments.repos) if arguments.programs else []
    programs = [r for name, paths in listed if (r := measure_paths(name, paths, None, repeat, True))]
    folders = [r for p in arguments.paths if (r := measure_paths(str(p), [p], tool, repeat))]
    if arguments.json:
        print(json.dumps([asdict(row) for row in (small_row, *programs, *folders)], indent=2))
        return
    report_small(small_row)
    for title, rows in (("program", programs), ("path", folders)):
        if rows:
            report(title, rows, start_apply, start_floor)


def report_small(row: Row) -> None:
    """Print the figures of the file of 20 lines."""
    print("One file of 20 lines (wall):")
    print(f"  apply          {row.apply_1.wall:6.2f} s")
    if row.upgrade:
        ratio = row.upgrade.wall / row.apply_1.wall
        print(f"  tf_upgrade_v2  {row.upgrade.wall:6.2f} s  ({ratio:.1f} times apply)")
    report_stages([row])


def report(title: str, rows: Sequence[Row], start_apply: Cost, start_floor: Cost) -> None:
    """Print the table and the figures that bars are set on."""
    print()
    head = f"{title:<44} {'files':>5} {'lines':>7} {'lines/s':>8} {'2 jobs':>8} {'MB':>5} {'MB 2':>5}"
    print(head + f" {'floor/s':>8} {'x floor':>8} {'net':>6} {'upgrade/s':>10}")
    net_ratios = []
    for row in rows:
        net_floor = max(row.floor.cpu - start_floor.cpu, 0.005)
        net = max(row.apply_1.cpu - start_apply.cpu, 0.0) / net_floor
        net_ratios.append(net)
        two = f"{row.lines / row.apply_2.wall:8.0f}" if row.apply_2 else f"{'-':>8}"
        two_peak = f"{row.apply_2.peak:5.0f}" if row.apply_2 else f"{'-':>5}"
        upgrade = f"{row.lines / row.upgrade.wall:10.0f}" if row.upgrade else f"{'-':>10}"
        print(
            f"{row.name[-44:]:<44} {row.files:5} {row.lines:7} {row.lines / row.apply_1.wall:8.0f} {two} "
            f"{row.apply_1.peak:5.0f} {two_peak} {row.lines / row.floor.wall:8.0f} {row.ratio:8.2f} "
            f"{net:6.2f} {upgrade}"
        )
    ratios = [row.ratio for row in rows]
    print()
    print(f"CPU time as a multiple of the floor: median {statistics.median(ratios):.2f}, ", end="")
    print(
        f"largest {max(ratios):.2f}; net of starting: median {statistics.median(net_ratios):.2f}, ",
        end="",
    )
    print(f"largest {max(net_ratios):.2f}.")
    peaks = [cost.peak for row in rows for cost in (row.apply_1, row.apply_2) if cost]
    print(f"Peak memory of a process: {max(peaks):.0f} MB.")
    report_stages(rows)


def report_stages(rows: Sequence[Row]) -> None:
    """Print where the CPU time goes, as shares of the whole."""
    spent: Counter[str] = Counter()
    for row in rows:
        spent.update(row.stages)
    whole = sum(spent.values())
    shares = (f"{stage} {seconds / whole:.0%}" for stage, seconds in spent.most_common())
    print(f"Where {whole:.2f} s go: {', '.join(shares)}.")


if __name__ == "__main__":
    main()
