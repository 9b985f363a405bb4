"""Which files are found."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tf2codemod.sources.discover import discover


def write(root: Path, *names: str, **contents: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("", encoding="utf-8")


def found(root: Path, *exclude: str, paths: tuple[Path, ...] = ()) -> list[str]:
    files = discover(paths or (root,), exclude).files
    return [file.relative_to(root.resolve()).as_posix() for file in files]


def test_python_files_and_notebooks_are_found_in_order(tmp_path: Path) -> None:
    write(tmp_path, "b.py", "a/z.py", "a/n.ipynb", "a/readme.md", "c.pyc")
    assert found(tmp_path) == ["a/n.ipynb", "a/z.py", "b.py"]


def test_folders_that_hold_no_code_of_the_project_are_skipped(tmp_path: Path) -> None:
    write(
        tmp_path,
        ".git/x.py",
        "__pycache__/x.py",
        "node_modules/x.py",
        ".venv/x.py",
        "ok.py",
        "env/pyvenv.cfg",
    )
    write(tmp_path, "env/lib/x.py")
    assert found(tmp_path) == ["ok.py"]


def test_gitignore_holds_at_every_level_and_the_inner_one_decides(tmp_path: Path) -> None:
    write(tmp_path, "gen/a.py", "src/a_pb2.py", "src/a.py", "src/keep/b_pb2.py", ".git/config")
    (tmp_path / ".gitignore").write_text("gen/\n*_pb2.py\n", encoding="utf-8")
    (tmp_path / "src/keep/.gitignore").write_text("!b_pb2.py\n", encoding="utf-8")
    assert found(tmp_path) == ["src/a.py", "src/keep/b_pb2.py"]


def test_a_gitignore_above_the_path_holds_inside_a_checkout(tmp_path: Path) -> None:
    write(tmp_path, "src/gen.py", "src/a.py", ".git/config")
    (tmp_path / ".gitignore").write_text("gen.py\n", encoding="utf-8")
    assert found(tmp_path, paths=(tmp_path / "src",)) == ["src/a.py"]


def test_exclude_takes_the_patterns_of_gitignore(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "a.py", "old/b.py", "new/old/c.py", "new/test_d.py")
    monkeypatch.chdir(tmp_path)
    assert found(tmp_path, "/old/", "test_*.py") == ["a.py", "new/old/c.py"]


def test_a_file_named_outright_is_taken_whatever_is_ignored(tmp_path: Path) -> None:
    write(tmp_path, "gen.py", "script", ".git/config")
    (tmp_path / ".gitignore").write_text("gen.py\n", encoding="utf-8")
    assert found(tmp_path, paths=(tmp_path / "gen.py", tmp_path / "script")) == ["gen.py", "script"]


def test_links_neither_loop_nor_repeat_a_file_nor_leave_the_folder(tmp_path: Path) -> None:
    root = tmp_path / "root"
    write(root, "a.py", "pkg/b.py")
    write(tmp_path, "outside.py")
    (root / "pkg/loop").symlink_to(root)
    (root / "same.py").symlink_to(root / "a.py")
    (root / "out.py").symlink_to(tmp_path / "outside.py")
    assert found(root) == ["a.py", "pkg/b.py"]


def test_what_cannot_be_read_is_reported_and_the_rest_found(tmp_path: Path) -> None:
    write(tmp_path, "a.py")
    (tmp_path / "gone.py").symlink_to(tmp_path / "nowhere")
    discovery = discover((tmp_path, tmp_path / "missing"))
    assert [file.name for file in discovery.files] == ["a.py"]
    assert sorted(problem.path.name for problem in discovery.problems) == ["gone.py", "missing"]
    assert {problem.code for problem in discovery.problems} == {"TF980"}


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_a_locked_folder_is_reported(tmp_path: Path) -> None:
    write(tmp_path, "a.py", "locked/b.py")
    (tmp_path / "locked").chmod(0)
    try:
        discovery = discover((tmp_path,))
    finally:
        (tmp_path / "locked").chmod(0o755)
    assert [problem.path.name for problem in discovery.problems] == ["locked"]
