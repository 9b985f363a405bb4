"""Writing: all or nothing."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tf2codemod.sources.write import Replacement, WriteFailure, write_program


def replacements(folder: Path, *names: str) -> list[Replacement]:
    made = []
    for name in names:
        (folder / name).write_bytes(b"old " + name.encode())
        made.append(Replacement(folder / name, b"old " + name.encode(), b"new"))
    return made


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_mode_is_kept_and_nothing_is_left_over(tmp_path: Path) -> None:
    program = replacements(tmp_path, "a.py", "b.py")
    (tmp_path / "a.py").chmod(0o754)
    write_program(program)
    assert contents(tmp_path) == {"a.py": b"new", "b.py": b"new"}
    assert stat.S_IMODE((tmp_path / "a.py").stat().st_mode) == 0o754


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    replacements(tmp_path, "real.py")
    (tmp_path / "link.py").symlink_to("real.py")
    write_program([Replacement(tmp_path / "link.py", b"old real.py", b"new")])
    assert (tmp_path / "link.py").is_symlink()
    assert (tmp_path / "real.py").read_bytes() == b"new"


@pytest.mark.parametrize("call", ["fsync", "replace"])
@pytest.mark.parametrize("fails_at", [1, 2, 3])
def test_a_failure_at_any_file_changes_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, fails_at: int
) -> None:
    program = replacements(tmp_path, "a.py", "b.py", "c.py")
    before = contents(tmp_path)
    calls: list[int] = []

    def failing(*arguments: object) -> object:
        calls.append(1)
        if len(calls) == fails_at:
            raise OSError(28, "No space left on device")
        return original(*arguments)

    if call == "fsync":
        original = os.fsync
        monkeypatch.setattr(os, "fsync", failing)
    else:
        original = Path.replace
        monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(WriteFailure, match="No space left"):
        write_program(program)
    assert contents(tmp_path) == before


def test_a_file_that_changed_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    program = replacements(tmp_path, "a.py", "b.py")
    (tmp_path / "b.py").write_bytes(b"edited")
    with pytest.raises(WriteFailure, match="changed while"):
        write_program(program)
    assert contents(tmp_path) == {"a.py": b"old a.py", "b.py": b"edited"}


def test_a_file_that_went_away_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(WriteFailure):
        write_program([Replacement(tmp_path / "a.py", b"", b"new")])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("moment", ["fsync", "replace"])
def test_a_signal_leaves_old_or_new_and_no_temporary_file(
    tmp_path: Path, number: signal.Signals, moment: str
) -> None:
    (tmp_path / "a.py").write_bytes(b"old")
    (tmp_path / "b.py").write_bytes(b"old")
    script = f"""
import os, pathlib, signal
from tf2codemod.sources.write import Replacement, write_program

def interrupted(*arguments):
    os.kill(os.getpid(), {int(number)})
    return original(*arguments)

if {moment!r} == "fsync":
    original, os.fsync = os.fsync, interrupted
else:
    original, pathlib.Path.replace = pathlib.Path.replace, interrupted
here = pathlib.Path({str(tmp_path)!r})
write_program([Replacement(here / name, b"old", b"new") for name in ("a.py", "b.py")])
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert done.returncode != 0
    expected = b"old" if moment == "fsync" else b"new"
    assert contents(tmp_path) == {"a.py": expected, "b.py": expected}
