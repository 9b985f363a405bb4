"""Keeps what a program writes outside of its scratch folder from reaching the disk, where Linux allows it.

This file is loaded by path inside a child process and must run on Python 3.7. In a mount namespace of
its own the process sees every folder under an overlay whose upper layer lies in memory and goes with it.
"""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

NEW_MOUNTS, NEW_USER = 0x00020000, 0x10000000
BIND, RECURSIVE, PRIVATE = 4096, 16384, 1 << 18
# File systems that hold no files of a user.
OWN_KINDS = {"proc", "sysfs", "devtmpfs", "devpts", "cgroup", "cgroup2", "mqueue", "securityfs", "bpf"}
LEFT = ("proc", "sys", "dev")


def isolate(scratch: str) -> bool:
    """Overlays every folder but the scratch folder; says whether that could be done."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        _own_mounts(libc)
        return _overlay_all(libc, scratch)
    except (OSError, AttributeError):
        return False


def _check(result: int) -> None:
    if result:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def _own_mounts(libc: ctypes.CDLL) -> None:
    """Takes the process into a mount namespace, and into a user namespace if it may not do so itself."""
    user, group = os.getuid(), os.getgid()
    if libc.unshare(NEW_MOUNTS):
        _check(libc.unshare(NEW_MOUNTS | NEW_USER))
        for name, text in (
            ("setgroups", "deny"),
            ("uid_map", f"{user} {user} 1"),
            ("gid_map", f"{group} {group} 1"),
        ):
            Path("/proc/self", name).write_text(text, encoding="utf-8")
    _check(libc.mount(b"none", b"/", None, RECURSIVE | PRIVATE, None))


def _targets() -> list[str]:
    """The folders to be overlaid: those at the top, and what is mounted beneath them, outermost first."""
    found = {f"/{name}" for name in os.listdir("/") if name not in LEFT}  # noqa: PTH208
    for line in Path("/proc/self/mounts").read_text(encoding="utf-8").splitlines():
        _, point, kind, *_ = line.split()
        if kind not in OWN_KINDS and point != "/" and not point.startswith(tuple(f"/{n}" for n in LEFT)):
            found.add(point)
    return sorted(p for p in found if Path(p).is_dir() and not Path(p).is_symlink() and "\\" not in p)


def _overlay_all(libc: ctypes.CDLL, scratch: str) -> bool:
    layers = Path(scratch, "layers")
    layers.mkdir(exist_ok=True)
    _check(libc.mount(b"tmpfs", os.fsencode(layers), b"tmpfs", 0, b"mode=700"))
    kept = os.open(scratch, os.O_PATH)
    lowers = {target: os.open(target, os.O_PATH) for target in _targets()}
    upper_root = os.open(layers, os.O_PATH)
    complete = True
    for number, (target, lower) in enumerate(lowers.items()):
        upper = f"/proc/self/fd/{upper_root}/{number}"
        for part in (upper, f"{upper}/up", f"{upper}/work"):
            os.mkdir(part)  # noqa: PTH102
        options = f"lowerdir=/proc/self/fd/{lower},upperdir={upper}/up,workdir={upper}/work"
        failed = libc.mount(b"overlay", os.fsencode(target), b"overlay", 0, options.encode())
        if failed:
            failed = libc.mount(
                b"overlay", os.fsencode(target), b"overlay", 0, f"{options},userxattr".encode()
            )
        complete = complete and not failed
    _check(libc.mount(f"/proc/self/fd/{kept}".encode(), os.fsencode(scratch), None, BIND | RECURSIVE, None))
    libc.mount(b"tmpfs", b"/dev/shm", b"tmpfs", 0, b"mode=1777")
    return complete
