"""Watches and ends the processes that a program starts, with what /proc tells where there is one.

This file is loaded by path inside a child process and must run on Python 3.7.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from pathlib import Path

SET_PARENT_DEATH_SIGNAL = 1
SET_CHILD_SUBREAPER = 36
PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


def _prctl(option: int, value: int) -> None:
    if sys.platform.startswith("linux"):
        try:
            ctypes.CDLL(None).prctl(option, value, 0, 0, 0)
        except (AttributeError, OSError):
            return


def adopt_orphans() -> None:
    """Makes orphans beneath this process its own children, so that none escapes."""
    _prctl(SET_CHILD_SUBREAPER, 1)


def end_with_parent() -> None:
    """Has this process killed when the one that forked it dies."""
    _prctl(SET_PARENT_DEATH_SIGNAL, int(signal.SIGKILL))


def descendants(root: int) -> list[int]:
    """The processes beneath one, however deep."""
    children: dict[int, list[int]] = {}
    proc = Path("/proc")
    for folder in proc.iterdir() if proc.is_dir() else ():
        if folder.name.isdigit():
            try:
                status = (folder / "stat").read_text(encoding="utf-8", errors="replace")
            except OSError:
                continue
            fields = status.rpartition(")")[2].split()
            children.setdefault(int(fields[1]), []).append(int(folder.name))
    found, left = [], [root]
    while left:
        below = children.get(left.pop(), [])
        found.extend(below)
        left.extend(below)
    return found


def resident(pids: list[int]) -> int:
    """The bytes of memory that processes hold; what forks share counts once."""
    total = 0
    for pid in pids:
        try:
            if len(pids) > 1:
                total += proportional(pid)
                continue
            total += int(Path(f"/proc/{pid}/statm").read_text(encoding="utf-8").split()[1]) * PAGE
        except (OSError, IndexError, ValueError):
            continue
    return total


def proportional(pid: int) -> int:
    """The memory of one process with its part of what it shares."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0


def end_all(root: int) -> None:
    """Kills every process beneath one and takes leave of it."""
    for _ in range(20):
        below = descendants(root)
        if not below:
            break
        for pid in below:
            try:
                os.kill(pid, signal.SIGKILL)
            except OSError:
                continue
        while True:
            try:
                if os.waitpid(-1, os.WNOHANG)[0] == 0:
                    break
            except OSError:
                break


def limit_data(size: int) -> None:
    """Makes allocations far beyond a limit fail at once; what TensorFlow holds already does not count."""
    import resource

    held = 0
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text(encoding="utf-8").splitlines():
            if line.startswith("VmData:"):
                held = int(line.split()[1]) * 1024
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (held + size + (2 << 30), hard))
