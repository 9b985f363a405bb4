"""Golden cases as data."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod.verify.cases import disagreements, find_cases, read_case
from tf2codemod.verify.runner import Run
from tf2codemod.verify.sites import Record

TOML = 'title = "T"\ncovers = ["tf.add"]\nlevel = "native"\nstatus = "pending"\n'
REFERENCE = '{"versions": {"tensorflow": "1.15.5"}, "printed": ["loss 0.5"]}'


def write_case(root: Path, toml: str = TOML) -> Path:
    folder = root / "subject" / "case"
    folder.mkdir(parents=True)
    (folder / "case.toml").write_text(toml)
    (folder / "reference.json").write_text(REFERENCE)
    return folder


def test_read_case(tmp_path: Path) -> None:
    case = read_case(write_case(tmp_path, TOML + 'rtol = 0.5\narguments = ["--x"]\n'))
    assert (case.name, case.level, case.pending, case.arguments) == ("subject/case", "native", True, ("--x",))
    assert (case.tolerances.of("float32").rtol, case.tolerances.of("float32").atol) == (0.5, 1e-6)


@pytest.mark.parametrize(
    "toml", [TOML + "rtoll = 1\n", TOML.replace("native", "good"), TOML.replace("pending", "?")]
)
def test_unknown_values_are_refused(tmp_path: Path, toml: str) -> None:
    with pytest.raises(ValueError, match="case"):
        read_case(write_case(tmp_path, toml))


def test_find_cases_by_name(tmp_path: Path) -> None:
    write_case(tmp_path)
    assert [case.name for case in find_cases(tmp_path, ["subj"])] == ["subject/case"]
    assert list(find_cases(tmp_path, ["other/"])) == []


def test_disagreements(tmp_path: Path) -> None:
    case = read_case(write_case(tmp_path))
    program = case.program(case.after)
    record = Record((), ())
    assert disagreements(case, Run(program, 0, "loss 0.50001\n", ""), record) == []
    found = disagreements(case, Run(program, 0, "loss 0.6\n", ""), record)
    assert found == ["printed numbers: 0.5 -> 0.6"]
    failed = disagreements(case, Run(program, 1, "", "a\nValueError: b\n"), record)
    assert failed == ["exit status 1: ValueError: b"]
