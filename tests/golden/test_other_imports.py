"""A program is read as TensorFlow 1 however it imports it, and after tf_upgrade_v2 has touched it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tf2codemod.engine import convert
from tf2codemod.model import Level, Options, Source
from tf2codemod.verify.cases import Case, find_cases

GOLDEN = Path(__file__).parents[2] / "golden"
UPGRADED = sorted((Path(__file__).parent / "upgraded").rglob("*.py"))
PLAIN = re.compile(r"^import tensorflow as tf[ \t]*$", re.MULTILINE)
IMPORTS = (
    "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()",
    "from tensorflow.compat import v1 as tf\ntf.disable_eager_execution()",
    "import tensorflow as tf\ntf = tf.compat.v1\ntf.disable_v2_behavior()",
    "try:\n    import tensorflow.compat.v1 as tf\n    tf.disable_v2_behavior()\n"
    "except ImportError:\n    import tensorflow as tf",
)


def cases() -> list[Case]:
    """The cases that become native and switch nothing on or off by themselves."""
    written = (case for case in find_cases(GOLDEN) if case.after.exists())
    return [
        case
        for case in written
        if "compat.v1" not in case.after.read_text(encoding="utf-8")
        and len(PLAIN.findall(case.before.read_text(encoding="utf-8"))) == 1
        and "enable_eager_execution" not in case.before.read_text(encoding="utf-8")
    ]


def native(text: str) -> str:
    programs = convert([Source(Path("program.py"), text)], Options())
    assert [program.level for program in programs] == [Level.NATIVE]
    return programs[0].files[0].text


@pytest.mark.parametrize(("number", "case"), list(enumerate(cases())), ids=lambda x: getattr(x, "name", ""))
def test_the_same_comes_out_of_other_imports(number: int, case: Case) -> None:
    new = IMPORTS[number % len(IMPORTS)]
    before = PLAIN.sub(new, case.before.read_text(encoding="utf-8"))
    assert native(before) == case.after.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", UPGRADED, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_what_tf_upgrade_v2_wrote_becomes_native(path: Path) -> None:
    after = native(path.read_text(encoding="utf-8"))
    assert "compat.v1" not in after and "Session" not in after


def test_upgraded_draws_are_made_at_each_run() -> None:
    text = (Path(__file__).parent / "upgraded" / "random" / "one_draw_per_run.py").read_text(encoding="utf-8")
    assert native(text) == (GOLDEN / "random" / "one_draw_per_run" / "after.py").read_text(encoding="utf-8")
