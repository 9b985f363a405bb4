"""What an installation needs is in pyproject.toml, and what the README says is what the CI does."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "tf2codemod"


def _project() -> dict[str, object]:
    if sys.version_info < (3, 11):
        pytest.skip("tomllib comes with Python 3.11")
    import tomllib

    table: dict[str, object] = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    return table


def test_every_package_is_installed() -> None:
    packages = {
        ".".join(file.parent.relative_to(PACKAGE.parent).parts)
        for file in PACKAGE.rglob("__init__.py")
        if "helpers" not in file.parts
    }
    listed = _project()["packages"]
    assert isinstance(listed, list)
    assert packages | {"tf2codemod.transforms"} == set(listed)


def test_every_data_file_is_installed() -> None:
    data = _project()["package-data"]
    assert isinstance(data, dict)
    covered = {
        file
        for package, patterns in data.items()
        for pattern in patterns
        for file in PACKAGE.parent.joinpath(*package.split(".")).glob(pattern)
    }
    present = {
        file
        for file in PACKAGE.rglob("*")
        if file.is_file() and file.suffix in {".toml", ".md", ".json", ".typed"}
    }
    assert present - covered == set()


def test_the_ci_runs_the_test_command_of_the_readme() -> None:
    readme, ci = (ROOT / "README.md").read_text(), (ROOT / ".ci/run").read_text()
    assert "python -m pytest\n" in readme
    assert ci.rstrip().splitlines()[-1] == "python -m pytest"
