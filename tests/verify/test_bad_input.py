"""Programs that cannot be compared: each gets a verdict, and leaves nothing behind."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tf2codemod.verify.runner import Limits, Program, Run, run_programs

PYTHON = os.environ.get("TF2CODEMOD_PYTHON", sys.executable)
pytestmark = pytest.mark.skipif(
    not hasattr(os, "fork") or (sys.executable == PYTHON and importlib.util.find_spec("tensorflow") is None),
    reason="TensorFlow is not installed",
)
OUTSIDE = Path("/var/tmp/tf2codemod-was-here")
PROGRAMS = {
    "never_ends": "while True: pass",
    "sleeps": "import time; time.sleep(1000)",
    "prints": "while True: print('x' * 1000)",
    "forks": "import os, time\nif os.fork() == 0:\n    os.setsid()\n    time.sleep(1000)\nprint(1)",
    "forks_on": "import os, time\nfor _ in range(20):\n    os.fork() or time.sleep(1000)\ntime.sleep(1000)",
    "writes": f"open('here', 'w').write('x'); open('{OUTSIDE}', 'w').write('x'); print(2)",
    "arguments": "import argparse; p = argparse.ArgumentParser(); p.add_argument('data'); p.parse_args()",
    "stdin": "input('? ')",
    "import_fails": "raise RuntimeError('broken at import')",
    "package": "import surely_no_such_package",
    "data": "open('mnist/train.gz')",
    "kills_itself": "import os; os.kill(os.getpid(), 9)",
    "leaves": "import os; os._exit(7)",
    "memory": "x = []\nwhile True: x.append(b'x' * (1 << 26))",
    "memory_at_once": "x = bytearray(1 << 40)",
    "recursion": "def f(): return f()\nf()",
    "syntax": "print(",
    "latin": "print('caf\u00e9')",
}
VERDICTS = {
    "never_ends": "timed out after 3 s",
    "sleeps": "timed out after 3 s",
    "prints": "printed more than 1 MiB",
    "forks": "",
    "forks_on": "timed out after 3 s",
    "writes": "",
    "arguments": "exit status 2: program.py: error: the following arguments are required: data (give its",
    "stdin": "exit status 1: EOFError: EOF when reading a line (it reads its standard input",
    "import_fails": "exit status 1: RuntimeError: broken at import",
    "package": "exit status 1: ModuleNotFoundError: No module named 'surely_no_such_package' (install",
    "data": "exit status 1: FileNotFoundError: [Errno 2] No such file or directory: 'mnist/train.gz' (put",
    "kills_itself": "killed by signal 9",
    "leaves": "exit status 7: no message",
    "memory": ("used more than 0.75 GiB of memory", "exit status 1: MemoryError"),
    "memory_at_once": "exit status 1: MemoryError",
    "recursion": "exit status 1: RecursionError",
    "syntax": "exit status 1: SyntaxError",
    "latin": "",
}


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Run]:
    """All of them, in forks of one child."""
    folder = tmp_path_factory.mktemp("bad")
    scratch = tmp_path_factory.mktemp("scratch")
    programs = []
    for name, text in PROGRAMS.items():
        path = folder / name / "program.py"
        path.parent.mkdir()
        path.write_text(text, encoding="utf-8")
        limits = Limits(seconds=3 if "timed out" in VERDICTS[name] else 60, memory=768 << 20, printed=1 << 20)
        programs.append(Program(path, project=path.parent, limits=limits))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(scratch))
        found = dict(zip(PROGRAMS, run_programs(PYTHON, programs), strict=True))
    assert not list(scratch.iterdir())
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True).stdout
    assert str(scratch) not in listed
    return found


@pytest.mark.parametrize("name", PROGRAMS)
def test_verdict(name: str, ran: dict[str, Run]) -> None:
    wanted = VERDICTS[name]
    options = wanted if isinstance(wanted, tuple) else (wanted,)
    problem = ran[name].problem
    assert any(problem.startswith(option) and bool(problem) == bool(option) for option in options), problem


def test_the_others_ran_to_their_end(ran: dict[str, Run]) -> None:
    assert (ran["forks"].out, ran["writes"].out, ran["latin"].out) == ("1\n", "2\n", "caf\u00e9\n")
    assert len(ran["prints"].out) <= 1 << 20


def test_nothing_is_left(ran: dict[str, Run]) -> None:
    if ran["writes"].isolated:
        assert not OUTSIDE.exists()
    OUTSIDE.unlink(missing_ok=True)
    assert not any(path.name == "here" for path in ran["writes"].program.path.parent.iterdir())
