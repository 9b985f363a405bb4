"""Modules of a project and their imports."""

from __future__ import annotations

from pathlib import Path

from tf2codemod.index.project import parse_project
from tf2codemod.model import Source

ROOT = Path("/project")


def sources(**texts: str) -> list[Source]:
    return [Source(ROOT / (name.replace("__", "/") + ".py"), text) for name, text in texts.items()]


def test_entries_are_what_nothing_imports_and_what_is_guarded() -> None:
    project = parse_project(
        sources(
            train="import model\n",
            model="import layers\n\nif __name__ == '__main__':\n    pass\n",
            layers="x = 1\n",
        )
    )
    assert [p.stem for p in project.entries()] == ["train", "model"]


def test_imports_are_looked_up_beside_and_above() -> None:
    project = parse_project(sources(pkg__a="", pkg__sub__b="", c=""))
    inner = ROOT / "pkg" / "sub" / "b.py"
    for dotted, level, stem in (("pkg.a", 0, "a"), ("c", 0, "c"), ("a", 2, "a")):
        found = project.resolve(inner, dotted, level)
        assert found is not None
        assert found.path.stem == stem
    assert project.resolve(inner, "tensorflow", 0) is None


def test_packages_are_their_init_files() -> None:
    project = parse_project([Source(ROOT / "pkg" / "__init__.py", ""), Source(ROOT / "main.py", "")])
    found = project.resolve(ROOT / "main.py", "pkg", 0)
    assert found is not None
    assert found.name == "pkg"


def test_a_program_that_changes_the_path_finds_modules_in_other_folders() -> None:
    main = ROOT / "main.py"
    texts = {"main": "import sys\nsys.path.insert(0, 'src')\nimport net\n", "src__net": ""}
    found = parse_project(sources(**texts)).resolve(main, "net", 0)
    assert found is not None and found.path == ROOT / "src" / "net.py"
    assert parse_project(sources(**{**texts, "main": "import net\n"})).resolve(main, "net", 0) is None
    assert parse_project(sources(**texts, lib__net="")).resolve(main, "net", 0) is None
