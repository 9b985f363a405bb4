"""Notebooks: only the source of changed code cells changes."""

from __future__ import annotations

import json

import pytest

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
