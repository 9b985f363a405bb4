"""Which files may share a program."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod.sources import programs

ROOT = Path("/project")


def names(paths: object) -> list[str]:
    assert isinstance(paths, (set, frozenset, tuple, list))
    return sorted(path.relative_to(ROOT).as_posix() for path in paths)


@pytest.mark.parametrize(
    ("main", "target"),
    [
        ("import model\n", "model.py"),
        ("import os, model as m\n", "model.py"),
        ("from model import Net\n", "model.py"),
        ("from pkg import net\n", "pkg/net.py"),
        ("from pkg.net import (\n    Net,\n    loss)\n", "pkg/net.py"),
        ("from pkg import (  # networks\n    other,\n    net,\n)\n", "pkg/net.py"),
        ("import pkg.net\n", "pkg/net.py"),
        ("from .model import Net\n", "model.py"),
        ("from . import model\n", "model.py"),
        ("def f():\n    import model\n", "model.py"),
        ("if a: import model\n", "model.py"),
        ("import importlib\nm = importlib.import_module('mod' + 'el')\n", "model.py"),
        ("import sys; sys.path.append('deep')\nimport far\n", "deep/far.py"),
    ],
)
def test_imports_are_seen(main: str, target: str) -> None:
    texts = dict.fromkeys(("model.py", "pkg/net.py", "deep/far.py"), "") | {"main.py": main}
    links = programs.link({ROOT / name: text for name, text in texts.items()})
    assert target in names(links.imports[ROOT / "main.py"])


def test_files_of_one_name_in_two_folders_stay_apart() -> None:
    texts = {"a/main.py": "import model\n", "a/model.py": "", "b/main.py": "import model\n", "b/model.py": ""}
    links = programs.link({ROOT / name: text for name, text in texts.items()})
    grouped = programs.groups(links.imports, links)
    assert [names(group) for group in grouped] == [["a/main.py", "a/model.py"], ["b/main.py", "b/model.py"]]


def test_who_imports_tensorflow_code_matters_and_what_it_imports() -> None:
    texts = {"main.py": "import net, conf\n", "net.py": "", "conf.py": "", "tool.py": "import conf\n"}
    links = programs.link({ROOT / name: text for name, text in texts.items()})
    assert names(programs.relevant([ROOT / "net.py"], links)) == ["conf.py", "main.py", "net.py"]


def test_a_broken_script_holds_back_its_program_but_not_what_others_use() -> None:
    texts = {
        "broken.py": "import utils, own\n",
        "sound.py": "import utils\n",
        "utils.py": "",
        "own.py": "import deeper\n",
        "deeper.py": "",
        "uses.py": "import broken\n",
    }
    links = programs.link({ROOT / name: text for name, text in texts.items()})
    held = programs.held_back([ROOT / "broken.py"], links)
    assert names(held) == ["broken.py", "deeper.py", "own.py", "uses.py"]


def test_links_are_turned_around_once() -> None:
    links = programs.link({Path("/a/main.py"): "import tensorflow\nimport lib\n", Path("/a/lib.py"): ""})
    assert links.importers is links.importers
    assert links.importers[Path("/a/lib.py")] == {Path("/a/main.py")}
