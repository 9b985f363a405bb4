"""The scripts that check the facts, as modules."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"


def loaded(name: str) -> ModuleType:
    """Import a script by its path."""
    spec = importlib.util.spec_from_file_location(name, SCRIPTS / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def check_facts() -> ModuleType:
    """Return ``scripts/check_facts.py``."""
    return loaded("check_facts")


@pytest.fixture(scope="session")
def check_fates() -> ModuleType:
    """Return ``scripts/check_fates.py``."""
    return loaded("check_fates")


@pytest.fixture(scope="session")
def check_layers() -> ModuleType:
    """Return ``scripts/check_layers.py``."""
    return loaded("check_layers")


@pytest.fixture(scope="session")
def generate_spellings() -> ModuleType:
    """Return ``scripts/generate_spellings.py``."""
    return loaded("generate_spellings")
