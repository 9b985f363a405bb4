"""A project in a temporary folder, and an engine that makes one known edit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tf2codemod import engine
from tf2codemod.cli import main
from tf2codemod.model import Finding, Level, Options, ProgramResult, Rewritten, Source

Run = Callable[..., Result]


def rename_everything(sources: Sequence[Source], options: Options) -> tuple[ProgramResult, ...]:
    """Rename ``tf.old`` and remark on ``tf.odd``; the whole group is one program."""
    files = []
    for source in sources:
        if "CRASH" in source.text:
            raise RuntimeError("the engine broke")
        if "BAD" in source.text:
            files.append(Rewritten(source, "x = = 1\n"))
            continue
        findings = tuple(
            Finding(source.path, number, line.index("tf.odd") + 1, "TF110", "tf.odd was left", "Rename it.")
            for number, line in enumerate(source.text.split("\n"), 1)
            if "tf.odd" in line
        )
        files.append(Rewritten(source, source.text.replace("tf.old", "tf.new"), findings))
    return (ProgramResult(tuple(files), min(options.level, Level.HYBRID)),)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(engine, "convert", rename_everything)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run() -> Run:
    def invoke(*arguments: str) -> Result:
        result = CliRunner().invoke(main, arguments)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return invoke
