"""Notebooks: only the source of changed code cells changes."""

from __future__ import annotations

import json

import pytest

from tf2codemod.api import convert_source
from tf2codemod.model import Level
from tf2codemod.sources.notebook import NotebookFailure, read_notebook

NOTEBOOK = {
    "cells": [
        {"cell_type": "markdown", "metadata": {}, "source": ["# Title \u4f60\n", "text"]},
        {
            "cell_type": "code",
            "execution_count": 1,
            "metadata": {"source": "not this"},
            "outputs": [{"text": ["source"], "source": 1}],
            "source": ["%matplotlib inline\n", "import tensorflow as tf\n", "x = old()"],
        },
        {"cell_type": "code", "metadata": {}, "outputs": [], "source": "y = (10\n     % old())\n"},
        {"cell_type": "code", "metadata": {}, "outputs": [], "source": ["%%bash\n", "old()"]},
        {"cell_type": "code", "metadata": {}, "outputs": [], "source": []},
    ],
    "metadata": {"kernelspec": {"language": "python"}},
    "nbformat": 4,
    "nbformat_minor": 2,
}


@pytest.mark.parametrize("indent", [None, 1, 2])
@pytest.mark.parametrize("ascii_only", [True, False])
def test_an_edit_changes_the_cells_alone(indent: int | None, ascii_only: bool) -> None:
    data = (json.dumps(NOTEBOOK, indent=indent, ensure_ascii=ascii_only) + "\n").encode()
    notebook = read_notebook(data)
    compile(notebook.text, "notebook", "exec")
    assert notebook.encode(notebook.text) == data
    changed = notebook.encode(notebook.text.replace("old()", "new(1)\nz = 2", 1).replace("old()", "new()"))
    expected = json.loads(data)
    expected["cells"][1]["source"] = [
        "%matplotlib inline\n",
        "import tensorflow as tf\n",
        "x = new(1)\n",
        "z = 2",
    ]
    expected["cells"][2]["source"] = "y = (10\n     % new())\n"
    assert changed == (json.dumps(expected, indent=indent, ensure_ascii=ascii_only) + "\n").encode()


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b'{"worksheets": []}', b"\xff", b'{"cells": [{"cell_type": "code"}]}']
)
def test_what_is_no_notebook_is_said(data: bytes) -> None:
    with pytest.raises(NotebookFailure):
        read_notebook(data)


GRAPH = [
    "%matplotlib inline\nimport tensorflow as tf",
    "x = tf.placeholder(tf.float32, [None])",
    "y = tf.reduce_sum(x)",
    "!ls\n",
    "sess = tf.Session()",
]


def converted(cells: list[str]) -> tuple[Level, list[str], list[str]]:
    content = {
        "cells": [{"cell_type": "code", "metadata": {}, "outputs": [], "source": cell} for cell in cells],
        "metadata": {"kernelspec": {"language": "python"}},
        "nbformat": 4,
        "nbformat_minor": 2,
    }
    conversion = convert_source(json.dumps(content).encode(), path="source.ipynb")
    after = json.loads(conversion.programs[0].files[0].after)
    findings = [f"{finding.code}:{finding.line} {finding.message}" for finding in conversion.findings]
    return conversion.programs[0].level, [cell["source"] for cell in after["cells"]], findings


@pytest.mark.parametrize("run", ["print(sess.run(y, {x: [1.0]}))", "%%time\nprint(sess.run(y, {x: [1.0]}))"])
def test_a_native_notebook_keeps_its_cells_and_magics(run: str) -> None:
    level, cells, _ = converted([*GRAPH, run])
    assert level is Level.NATIVE
    assert cells[0] == GRAPH[0] and cells[3] == GRAPH[3]
    assert cells[5] == run.replace("sess.run(y, {x: [1.0]})", "y([1.0]).numpy()")
    assert all(cell == cell.strip("\n") for cell in cells[4:])


def test_code_in_a_magic_line_keeps_the_graph() -> None:
    run = "print(sess.run(y, {x: [1.0]}))"
    level, cells, findings = converted([*GRAPH, run, "%time sess.run(y, {x: [2.0]})"])
    assert level is Level.COMPAT
    assert cells[6] == "%time sess.run(y, {x: [2.0]})"
    assert findings == ["TF930:1 (code cell 7) a magic line runs code that is not read"]


def test_an_indented_cell_is_read_as_ipython_runs_it() -> None:
    assert converted([*GRAPH, "    print(sess.run(y, {x: [1.0]}))\n    print(2)"])[1][5].endswith("print(2)")
