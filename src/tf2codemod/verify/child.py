"""Runs programs one by one, each in its own fork of a process that has TensorFlow imported already.

    python child.py JOBS.json

This file is run by path and must work on Python 3.7. JOBS.json is a list of
``{"program", "arguments", "cwd", "seconds", "output"}``; what a program printed goes to
``OUTPUT.out`` and ``OUTPUT.err``, and its exit status to ``OUTPUT.code``.
"""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import Any

TIMED_OUT = 124


def load_sibling(name: str) -> Any:
    """Loads a module of this folder without importing the package, whose Python is newer."""
    path = Path(__file__).with_name(name + ".py")
    spec = importlib.util.spec_from_file_location("tf2codemod_child_" + name, str(path))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run_program(job: dict[str, Any]) -> int:
    """Runs one program in this process as ``python PROGRAM`` would, and returns its exit status."""
    import runpy

    os.chdir(job["cwd"])
    sys.argv = [job["program"], *job["arguments"]]
    sys.path[0] = str(Path(job["program"]).parent)
    code = 0
    try:
        runpy.run_path(job["program"], run_name="__main__")
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    except BaseException:
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    return code


def redirect(job: dict[str, Any]) -> None:
    """Sends both streams of this process, at the level of the descriptors, to the job's files."""
    for descriptor, suffix in ((1, ".out"), (2, ".err")):
        file = os.open(job["output"] + suffix, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
        os.dup2(file, descriptor)
        os.close(file)


def wait_for(pid: int, seconds: float) -> int:
    """The exit status of a forked process, which is killed when its time is over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status)
        time.sleep(0.01)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return TIMED_OUT


def main(jobs_file: str) -> None:
    """Prepares TensorFlow once, then forks for each job: no state passes from one to the next."""
    randomness = load_sibling("randomness")
    import tensorflow as tf

    randomness.install(tf)
    randomness.seed_host()
    for job in json.loads(Path(jobs_file).read_text(encoding="utf-8")):
        pid = os.fork()
        if pid == 0:
            redirect(job)
            os._exit(run_program(job))
        code = wait_for(pid, job["seconds"])
        Path(job["output"] + ".code").write_text(str(code), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
