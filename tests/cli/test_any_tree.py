"""Whatever lies in a tree: the odd file is told of, the rest is converted, and no byte is lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tf2codemod.api import convert_paths

GRAPH = (
    "import tensorflow as tf\n\nx = tf.placeholder(tf.float32, [None])\ny = tf.log(x)\n"
    "sess = tf.Session()\nprint(sess.run(y, {x: [1.0]}))\n"
)
ODD = {
    "null.py": (b"import tensorflow as tf\nx = 1\x00\n", "TF981"),
    "undeclared.py": (b"# caf\xe9\n" + GRAPH.encode(), "TF981"),
    "python2.py": (GRAPH.encode() + b"print 'done'\n", "TF983"),
    "syntax.py": (GRAPH.encode() + b"def f(:\n", "TF982"),
    "parentheses.py": (GRAPH.encode() + b"z = " + b"(" * 3000 + b"1" + b")" * 3000 + b"\n", "TF984"),
    "signs.py": (GRAPH.encode() + b"z = " + b"-" * 30000 + b"1\n", "TF984"),
    "blocks.py": (
        GRAPH.encode() + b"".join(b" " * i + b"if x:\n" for i in range(120)) + b" " * 120 + b"pass\n",
        "TF984",
    ),
    "empty.ipynb": (b"tensorflow", "TF989"),
    "list.ipynb": (b'["tensorflow"]', "TF989"),
}
EVEN = {
    "good.py": GRAPH.encode(),
    "bom.py": b"\xef\xbb\xbf" + GRAPH.encode(),
    "latin.py": b"# -*- coding: latin-1 -*-\n# caf\xe9\n" + GRAPH.encode(),
    "windows.py": GRAPH.replace("\n", "\r\n").encode(),
    "macintosh.py": GRAPH.replace("\n", "\r").encode(),
}


def apply(folder: Path, *options: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "tf2codemod.cli", "apply", "--quiet", *options, "."],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


@pytest.mark.skipif(os.name != "posix", reason="POSIX files")
def test_odd_files_are_told_of_and_the_others_converted(tmp_path: Path) -> None:
    for name, data in {**{name: data for name, (data, _) in ODD.items()}, **EVEN}.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "loop").symlink_to(".")
    (tmp_path / "dangling.py").symlink_to("nowhere.py")
    (tmp_path / "circle.py").symlink_to("circle.py")
    (tmp_path / "folder.py").mkdir()
    os.mkfifo(tmp_path / "pipe.py")
    (tmp_path / "none.py").write_bytes(b"")
    conversion = convert_paths([tmp_path])
    codes = {finding.path.name: finding.code for finding in conversion.failures}
    assert {name: codes.get(name) for name in ODD} == {name: code for name, (_, code) in ODD.items()}
    after = contents(tmp_path)
    assert {name: after[name] for name in ODD} == {name: data for name, (data, _) in ODD.items()}
    assert all(b"placeholder" not in after[name] and b"TensorSpec" in after[name] for name in EVEN)
    assert after["bom.py"].startswith(b"\xef\xbb\xbf") and b"caf\xe9" in after["latin.py"]
    assert b"\n" not in after["windows.py"].replace(b"\r\n", b"") and b"\n" not in after["macintosh.py"]


def test_a_file_that_vanishes_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "good.py").write_text(GRAPH)
    (tmp_path / "gone.py").write_text(GRAPH)
    read = Path.read_bytes

    def reading(path: Path) -> bytes:
        if path.name == "gone.py":
            path.unlink(missing_ok=True)
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", reading)
    conversion = convert_paths([tmp_path])
    assert [finding.path.name for finding in conversion.failures] == ["gone.py"]
    assert b"TensorSpec" in read(tmp_path / "good.py")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_is_read_only_keeps_its_files(tmp_path: Path) -> None:
    (tmp_path / "locked").mkdir()
    (tmp_path / "locked" / "a.py").write_text(GRAPH)
    (tmp_path / "b.py").write_text(GRAPH)
    (tmp_path / "locked").chmod(0o500)
    try:
        conversion = convert_paths([tmp_path])
    finally:
        (tmp_path / "locked").chmod(0o700)
    assert [finding.code for finding in conversion.failures] == ["TF987"]
    assert (tmp_path / "locked" / "a.py").read_text() == GRAPH
    assert "TensorSpec" in (tmp_path / "b.py").read_text()


def test_two_runs_at_once_convert_every_file_once(tmp_path: Path) -> None:
    names = [f"program{number}.py" for number in range(8)]
    for name in names:
        (tmp_path / name).write_text(GRAPH)
    runs = [apply(tmp_path, "--jobs", "1") for _ in range(2)]
    for run in runs:
        run.communicate(timeout=120)
        assert run.returncode in (0, 2)
    after = contents(tmp_path)
    assert sorted(after) == names
    assert len(set(after.values())) == 1 and b"TensorSpec" in after[names[0]]


@pytest.mark.skipif(os.name != "posix", reason="POSIX signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("delay", [0.1, 0.5, 1.0])
def test_a_signal_at_any_moment_leaves_whole_files(
    tmp_path: Path, number: signal.Signals, delay: float
) -> None:
    names = [f"program{each}.py" for each in range(6)]
    for name in names:
        (tmp_path / name).write_text(GRAPH)
    run = apply(tmp_path, "--jobs", "1")
    time.sleep(delay)
    run.send_signal(number)
    run.communicate(timeout=60)
    after = contents(tmp_path)
    assert sorted(after) == names
    assert len(set(after.values()) - {GRAPH.encode()}) <= 1
    run = apply(tmp_path, "--jobs", "1")
    run.communicate(timeout=120)
    assert run.returncode == 0
    assert len(set(contents(tmp_path).values())) == 1


def test_a_large_generated_file_is_converted_without_a_plan(tmp_path: Path) -> None:
    rows = "".join(f"    ({number}, 'name', {number}.5),\n" for number in range(45_000))
    (tmp_path / "large.py").write_text(GRAPH.replace("\n\n", f"\n\nDATA = [\n{rows}]\n"))
    (tmp_path / "good.py").write_text(GRAPH)
    conversion = convert_paths([tmp_path])
    assert [finding.code for finding in conversion.findings] == ["TF922"]
    assert "tensorflow.compat.v1" in (tmp_path / "large.py").read_text()
    assert "TensorSpec" in (tmp_path / "good.py").read_text()


@pytest.mark.skipif(sys.platform != "linux", reason="measures the peak as Linux counts it")
def test_a_tree_of_many_files_takes_bounded_memory(tmp_path: Path) -> None:
    body = "".join(f"def f{number}(a, b):\n    return a + b * {number}\n\n\n" for number in range(40))
    for number in range(2000):
        folder = tmp_path / f"package{number // 100}"
        folder.mkdir(exist_ok=True)
        (folder / f"module{number}.py").write_text(f"import numpy\n\n\n{body}")
    (tmp_path / "program.py").write_text(GRAPH)
    script = (
        "import json, re\nfrom pathlib import Path\nfrom tf2codemod.api import convert_paths\n"
        "done = convert_paths(['.'])\n"
        "peak = re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text()).group(1)\n"
        "print(json.dumps([done.files_seen, len(done.changes), int(peak) / 1024]))\n"
    )
    run = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, check=True)
    seen, changed, megabytes = json.loads(run.stdout)
    assert (seen, changed) == (2001, 1)
    assert megabytes < 150
