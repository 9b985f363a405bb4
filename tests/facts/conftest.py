"""The script that checks the facts, as a module."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "check_facts.py"


@pytest.fixture(scope="session")
def check_facts() -> ModuleType:
    """Return ``scripts/check_facts.py``."""
    spec = importlib.util.spec_from_file_location("check_facts", SCRIPT)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["check_facts"] = module
    spec.loader.exec_module(module)
    return module
