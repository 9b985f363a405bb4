"""What the user of ``tf2codemod apply`` sees."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]
TF = "import tensorflow as tf\n"


def write(folder: Path, **texts: str | bytes) -> None:
    for name, text in texts.items():
        path = folder / (name.replace("__", "/") + ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())


def test_files_are_written_and_the_summary_goes_to_stderr(project: Path, run: Run) -> None:
    write(project, a=TF + "tf.old()\n", b=TF + "tf.same()\n", c="tf.old = 1\n")
    result = run("apply", ".")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert result.stderr == "Changed 1 file of 3. 2 programs: 2 hybrid.\n"
    assert (project / "a.py").read_text() == TF + "tf.new()\n"
    assert (project / "c.py").read_text() == "tf.old = 1\n"


def test_findings_go_to_stdout(project: Path, run: Run) -> None:
    write(project, a=TF + "x = tf.odd()\n")
    result = run("apply", ".")
    assert (result.exit_code, result.stdout) == (0, "a.py:2:5: TF110 tf.odd was left\n")
    verbose = run("apply", "--verbose", ".")
    assert verbose.stdout == "a.py:2:5: TF110 tf.odd was left\n    Rename it.\n"
    assert run("apply", "--quiet", ".").output == ""


def test_json_holds_programs_and_findings(project: Path, run: Run) -> None:
    write(project, a=TF + "tf.old(tf.odd)\n")
    document = json.loads(run("apply", "--check", "--output-format", "json", ".").stdout)
    assert document == {
        "format": 1,
        "written": False,
        "summary": {
            "files": 1,
            "lines": 2,
            "changed": 1,
            "programs": 1,
            "levels": {"hybrid": 1},
            "findings": 1,
            "failures": 0,
        },
        "programs": [{"level": "hybrid", "error": "", "files": [{"path": "a.py", "changed": True}]}],
        "findings": [
            {
                "path": "a.py",
                "line": 2,
                "column": 8,
                "code": "TF110",
                "message": "tf.odd was left",
                "remedy": "Rename it.",
            }
        ],
    }


@pytest.mark.parametrize(
    ("text", "code"),
    [(TF + "tf.old()\n", 1), (TF + "tf.odd()\n", 1), (TF + "tf.same()\n", 0), (TF + "x = = 1\n", 2)],
    ids=["change", "finding", "clean", "failure"],
)
def test_check_says_it_in_the_exit_code_and_writes_nothing(
    project: Path, run: Run, text: str, code: int
) -> None:
    write(project, a=text)
    assert run("apply", "--check", ".").exit_code == code
    assert (project / "a.py").read_text() == text


def test_the_patch_stands_alone_and_git_takes_it(project: Path, run: Run) -> None:
    subprocess.run(["git", "init", "-q", str(project)], check=True)
    body = "\n".join(f"x{number} = {number}" for number in range(40))
    files: dict[str, str | bytes] = {
        "unix": TF + "tf.old()\n" + body + "\ntf.old()\n",
        "windows": (TF + "tf.old()\n" + body + "\ntf.old()\n").replace("\n", "\r\n"),
        "mixed": TF + "tf.old()\r\n" + body + "\r\ntf.odd()",
        "no_newline": TF + "tf.old()",
        "latin": b"# coding: latin-1\nimport tensorflow as tf\ns = '\xe9'; tf.old()\n# \xe8\n",
        "bom": b"\xef\xbb\xbfimport tensorflow as tf\ntf.old()\n",
        'with space/quote"s/\u4f60': TF + "tf.old()\n",
        "sub__deep": TF + "tf.old()\n",
    }
    write(project, **files)
    result = run("apply", "--diff", ".")
    assert result.exit_code == 0
    assert result.stdout_bytes.startswith(b"--- a/bom.py\n+++ b/bom.py\n@@ ")
    assert "mixed.py:43:1: TF110" in result.stderr
    before = {path: path.read_bytes() for path in project.rglob("*.py")}
    subprocess.run(["git", "apply", "-"], input=result.stdout_bytes, cwd=project, check=True)
    patched = {path: path.read_bytes() for path in project.rglob("*.py")}
    for path, data in before.items():
        path.write_bytes(data)
    assert run("apply", ".").exit_code == 0
    assert {path: path.read_bytes() for path in project.rglob("*.py")} == patched
    assert all(patched[path] != before[path] for path in before)


def test_the_patch_fits_the_folder_where_it_was_made(
    project: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    subprocess.run(["git", "init", "-q", str(project)], check=True)
    write(project, sub__a=TF + "tf.old()\n")
    monkeypatch.chdir(project / "sub")
    result = run("apply", "--diff", ".")
    subprocess.run(["git", "apply", "-"], input=result.stdout_bytes, cwd=project / "sub", check=True)
    assert (project / "sub/a.py").read_text() == TF + "tf.new()\n"


def test_a_failed_file_does_not_keep_the_others(project: Path, run: Run) -> None:
    write(
        project,
        a=TF + "tf.old()\n",
        b=TF + "print 'x'\n",
        c=TF + "CRASH = 1\n",
        d=TF + "tf.old(BAD)\n",
        e=TF.encode() + b"s = '\xe9'\n",
        f=TF + "x = = 1\n",
    )
    result = run("apply", ".")
    assert result.exit_code == 2
    assert [line.split(" ")[:2] for line in result.stdout.splitlines()] == [
        ["b.py:2:1:", "TF983"],
        ["c.py:1:1:", "TF985"],
        ["d.py:1:1:", "TF985"],
        ["e.py:2:6:", "TF981"],
        ["f.py:2:5:", "TF982"],
    ]
    assert (project / "a.py").read_text() == TF + "tf.new()\n"
    assert (project / "d.py").read_text() == TF + "tf.old(BAD)\n"


def test_no_file_of_a_program_is_written_if_one_failed(project: Path, run: Run) -> None:
    write(project, main=TF + "import net\ntf.old()\n", net=TF + "tf.old(BAD)\n")
    assert run("apply", ".").exit_code == 2
    assert (project / "main.py").read_text() == TF + "import net\ntf.old()\n"


def test_who_imports_a_broken_file_is_left(project: Path, run: Run) -> None:
    write(project, main=TF + "import net\ntf.old()\n", net=TF + "x = = 1\n", other=TF + "tf.old()\n")
    result = run("apply", ".")
    assert result.exit_code == 2
    assert "main.py:1:1: TF988" in result.stdout
    assert "tf.old" in (project / "main.py").read_text()
    assert "tf.new" in (project / "other.py").read_text()


def test_an_ignore_comment_silences_its_line(project: Path, run: Run) -> None:
    write(project, a=TF + "tf.odd()  # tf2codemod: ignore[TF110]\ntf.odd()\n")
    assert run("apply", ".").stdout == "a.py:3:1: TF110 tf.odd was left\n"


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (("--ignore", "TF110"), False),
        (("--ignore", "tf11,TF98"), False),
        (("--select", "TF11"), True),
        (("--select", "TF980"), False),
    ],
)
def test_select_and_ignore_take_codes_and_beginnings(
    project: Path, run: Run, arguments: tuple[str, ...], shown: bool
) -> None:
    write(project, a=TF + "tf.odd()\n")
    assert ("TF110" in run("apply", *arguments, ".").stdout) is shown


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--select", "TF777", "."),
        ("--level", "best", "."),
        ("--jobs", "0", "."),
        ("--quiet", "--verbose", "."),
        ("missing.py",),
        ("--nonsense", "."),
    ],
)
def test_usage_errors_exit_with_2(project: Path, run: Run, arguments: tuple[str, ...]) -> None:
    assert run("apply", *arguments).exit_code == 2


def test_settings_come_from_the_nearest_pyproject(project: Path, run: Run) -> None:
    write(project, a=TF + "tf.odd()\n", old__b=TF + "tf.odd()\n")
    (project / "pyproject.toml").write_text('[tool.tf2codemod]\nexclude = ["old/"]\nlevel = "compat"\n')
    result = run("apply", ".")
    assert result.stdout == "a.py:2:1: TF110 tf.odd was left\n"
    assert "1 compat" in result.stderr
    assert "1 hybrid" in run("apply", "--level", "native", ".").stderr


@pytest.mark.parametrize("table", ["levels = 1", 'level = "best"', "jobs = 0", 'exclude = "x"', "= broken"])
def test_wrong_settings_are_a_usage_error(project: Path, run: Run, table: str) -> None:
    (project / "pyproject.toml").write_text(f"[tool.tf2codemod]\n{table}\n")
    result = run("apply", ".")
    assert result.exit_code == 2
    assert "pyproject.toml" in result.stderr


def test_workers_give_what_one_process_gives(project: Path, run: Run) -> None:
    write(project, **{f"m{number}": TF + "tf.old(tf.odd)\n" for number in range(6)})
    alone = run("apply", "--diff", "--jobs", "1", ".")
    together = run("apply", "--diff", "--jobs", "2", ".")
    assert alone.stdout_bytes == together.stdout_bytes
    assert alone.stderr == together.stderr
