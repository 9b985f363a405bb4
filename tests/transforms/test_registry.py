"""The list of transforms is complete, explained and in order."""

from __future__ import annotations

from tf2codemod.diagnostics import read_page
from tf2codemod.transforms.registry import ORDER


def place(code: str) -> int:
    return next(index for index, transform in enumerate(ORDER) if transform.code == code)


def test_codes_and_names_are_given_once() -> None:
    assert len({t.code for t in ORDER}) == len(ORDER)
    assert len({t.name for t in ORDER}) == len(ORDER)


def test_each_transform_has_a_page_and_a_reason() -> None:
    for transform in ORDER:
        assert read_page(transform.code) is not None, transform.code
        assert transform.reason
        assert not transform.reason.endswith(".")


def test_specifications_stand_before_the_functions_that_use_them() -> None:
    assert place("TF201") < place("TF202")


def test_layers_stand_before_the_classes_that_hold_them() -> None:
    assert place("TF302") < place("TF303")


def test_tidying_is_last() -> None:
    assert ORDER[-1].code == "TF100"
