"""Runs programs one by one, each in its own fork of a process that has TensorFlow imported already.

    python child.py JOBS.json

This file is run by path and must work on Python 3.7. JOBS.json is a list of jobs as ``runner.py``
writes them; what a program printed goes to ``OUTPUT.out`` and ``OUTPUT.err``, how it ended to
``OUTPUT.end``, and what was observed to ``OUTPUT.seen``.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import signal
import sys
import tempfile
import time
import traceback
import types
from pathlib import Path
from typing import Any

TIMED_OUT = 124
LOOK_EVERY = 0.1
# The folders of a run, beside what was written about it.
SETTLED = ("beside", "tmp", "home")


def load_sibling(name: str) -> Any:
    """Loads a module of this folder without importing the package, whose Python is newer."""
    path = Path(__file__).with_name(name + ".py")
    spec = importlib.util.spec_from_file_location("tf2codemod_child_" + name, str(path))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


processes = load_sibling("processes")


def run_as_main(path: str, code: Any) -> types.ModuleType:
    """Executes the code of a program as ``python PROGRAM`` would."""
    module = types.ModuleType("__main__")
    module.__dict__.update(__file__=path, __builtins__=__builtins__)
    sys.modules["__main__"] = module
    exec(code, module.__dict__)
    return module


def run_program(job: dict[str, Any]) -> int:
    """Runs one program in this process, observed if the job asks for it, and returns its exit status."""
    os.chdir(job["cwd"])
    sys.argv = [job["program"], *job["arguments"]]
    sys.path[0] = str(Path(job["program"]).parent)
    sys.path[1:1] = job["python_path"]
    sys.dont_write_bytecode = True
    observer = prepare(job)
    code = 0
    try:
        source = Path(job["program"]).read_bytes()
        places: dict[Any, int] = {}
        if observer is not None:
            places = places_in(job, job["program"])
        run_as_main(job["program"], load_sibling("instrument").compiled(source, job["program"], places))
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else int(stop.code is not None)
        if isinstance(stop.code, str):
            sys.stderr.write(stop.code + "\n")
    except BaseException:
        traceback.print_exc()
        code = 1
    if observer is not None:
        try:
            observer.finish()
        except Exception:
            traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    return code


def places_in(job: dict[str, Any], path: str) -> dict[Any, int]:
    """The observed places of one file: their corners in the text, and their numbers."""
    found = {}
    for number, place in enumerate(job["observe"]["places"]):
        if os.path.realpath(Path(job["observe"]["root"], place["path"])) == os.path.realpath(path):
            found[place["line"], place["column"], place["end_line"], place["end_column"]] = number
    return found


def prepare(job: dict[str, Any]) -> Any:
    """Sets up randomness, the device and the observer of a program about to run."""
    import tensorflow as tf

    check_device(tf, job["device"])
    randomness = load_sibling("randomness")
    if job["randomness"] != "off":
        randomness.seed_host()
    if job["randomness"] == "tables":
        randomness.install(tf, job["nudge"], job["table"] or randomness.TABLE_SIZE)
    elif job["randomness"] == "seeds":
        randomness.install_seeds(tf)
    if job["checkpoint"] is not None:
        load_sibling("checkpoint_child").install(tf, job["checkpoint"], load_sibling("keras_optimizers"))
    if job["old_rates"]:
        parts = load_sibling("keras_optimizers")
        parts.round_rates(parts.base_class())
    if job["observe"] is None:
        return None
    asked = job["observe"]
    module = load_sibling("observer")
    observer = module.Observer(job["output"] + ".seen", asked["root"], asked["identities"])
    module.install_sessions(observer)
    if not tf.__version__.startswith("1."):
        module.install_eager(observer)
        parts = load_sibling("keras_optimizers")
        module.install_keras(observer, parts)
        observer.holders = load_sibling("holders").Holders(asked["root"], parts.key_of)
    load_sibling("instrument").install(observer, asked["root"], asked["places"])
    return observer


def check_device(tf: Any, device: str) -> None:
    """Ends the program with a clear message if it is to run on a device that is not there."""
    if device == "cpu":
        return
    found = tf.config.experimental.list_physical_devices("GPU")
    if not found:
        sys.stderr.write(f"there is no such device: {device} (TensorFlow {tf.__version__} sees no GPU)\n")
        sys.stderr.flush()
        os._exit(97)


def redirect(job: dict[str, Any]) -> None:
    """Sends both streams of this process, at the level of the descriptors, to the job's files."""
    for descriptor, suffix in ((1, ".out"), (2, ".err")):
        file = os.open(job["output"] + suffix, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
        os.dup2(file, descriptor)
        os.close(file)


def wait_for(pid: int, job: dict[str, Any]) -> tuple[int, str]:
    """The exit status of a forked process, and why it was ended if it was."""
    end = time.monotonic() + job["seconds"]
    look = 0.0
    while True:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            if os.WIFSIGNALED(status):
                return 128 + os.WTERMSIG(status), f"killed by signal {os.WTERMSIG(status)}"
            return os.WEXITSTATUS(status), ""
        now = time.monotonic()
        verdict = f"timed out after {job['seconds']:g} s" if now > end else ""
        if not verdict and now > look:
            verdict = too_much(pid, job)
            look = now + LOOK_EVERY
        if verdict:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            return TIMED_OUT if now > end else 125, verdict
        time.sleep(0.005)


def too_much(pid: int, job: dict[str, Any]) -> str:
    """What a program uses too much of; empty if nothing."""
    if processes.resident([pid, *processes.descendants(pid)]) > job["memory"]:
        return f"used more than {job['memory'] / 2**30:.3g} GiB of memory"
    for suffix in (".out", ".err"):
        try:
            if Path(job["output"] + suffix).stat().st_size > job["printed"]:
                return f"printed more than {job['printed'] / 2**20:.3g} MiB"
        except OSError:
            continue
    return ""


def import_tensorflow() -> None:
    """Imports what takes long once, before the forks: no state passes from one to the next."""
    import tensorflow as tf

    if not tf.__version__.startswith("1."):
        try:
            import keras  # noqa: F401
        except ImportError:
            return


def settle(job: dict[str, Any], isolated: bool) -> None:
    """Gives a program folders of its own, and the user's home where nothing written there stays."""
    for variable, name in (("TMPDIR", "tmp"), ("HOME", "home")):
        folder = Path(job["own"], name)
        folder.mkdir()
        os.environ[variable] = str(folder)
    if isolated and job["home"]:
        os.environ["HOME"] = job["home"]
    tempfile.tempdir = None


def run_job(job: dict[str, Any]) -> bool:
    """Runs one job in a fork, notes how it ended, and says whether that was well."""
    for origin, copy in job["copies"]:
        shutil.copytree(origin, copy, symlinks=True)
    pid = os.fork()
    if pid == 0:
        processes.end_with_parent()
        os.setsid()
        redirect(job)
        isolated = load_sibling("isolation").isolate(job["own"])
        if not isolated:
            Path(job["output"] + ".open").touch()
        settle(job, isolated)
        processes.limit_data(job["memory"])
        os._exit(run_program(job) & 255)
    try:
        code, verdict = wait_for(pid, job)
    finally:
        processes.end_all(os.getpid())
        for name in SETTLED:
            shutil.rmtree(Path(job["own"], name), ignore_errors=True)
    isolated = not Path(job["output"] + ".open").exists()
    ended = {"code": code, "verdict": verdict, "isolated": isolated}
    Path(job["output"] + ".end").write_text(json.dumps(ended), encoding="utf-8")
    return not code and not verdict


def main(jobs_file: str) -> None:
    """Prepares TensorFlow once, then forks for each job."""
    processes.adopt_orphans()
    import_tensorflow()
    for job in json.loads(Path(jobs_file).read_text(encoding="utf-8")):
        if not run_job(job) and job["or_stop"]:
            break


if __name__ == "__main__":
    main(sys.argv[1])
