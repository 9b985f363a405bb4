"""Patches in plain bytes."""

from __future__ import annotations

import subprocess
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tf2codemod.report.diff import unified_diff

LINES = st.lists(
    st.sampled_from([b"a\n", b"b\n", b"c\r\n", b"\r\n", b"d\rd\n", b"\xe9\n", b"-\n", b"\n"]), max_size=25
)
TAILS = st.sampled_from([b"", b"end", b"end\r", b"\xff"])


def test_the_whole_text_of_a_small_patch() -> None:
    before = b"1\n2\n3\n4\n5\nx"
    after = b"1\n2\n3\n4\nfive\nx\n"
    assert unified_diff("m.py", before, after).decode() == (
        "--- a/m.py\n+++ b/m.py\n"
        "@@ -2,5 +2,5 @@\n 2\n 3\n 4\n-5\n-x\n\\ No newline at end of file\n+five\n+x\n"
    )


def test_equal_bytes_give_no_patch() -> None:
    assert unified_diff("m.py", b"x", b"x") == b""


@given(before=LINES, after=LINES, old_tail=TAILS, new_tail=TAILS)
@settings(max_examples=60, deadline=None)
def test_git_makes_the_new_bytes_of_the_old(
    tmp_path_factory: object, before: list[bytes], after: list[bytes], old_tail: bytes, new_tail: bytes
) -> None:
    # An emptied or newly filled file is a deletion or creation to git: the fence keeps to changes.
    old = b"fence\n" + b"".join(before) + old_tail
    new = b"fence\n" + b"".join(after) + new_tail
    if old == new:
        return
    folder: Path = tmp_path_factory.mktemp("repo")  # type: ignore[attr-defined]
    (folder / "m.py").write_bytes(old)
    patch = unified_diff("m.py", old, new)
    subprocess.run(["git", "apply", "--whitespace=nowarn", "-"], input=patch, cwd=folder, check=True)
    assert (folder / "m.py").read_bytes() == new
