"""Questions for static shapes."""

from __future__ import annotations

import libcst as cst

from tf2codemod.transforms.shapes import dimension, spec_shape

MODULE = cst.Module([])


def test_the_value_of_a_dimension_is_the_dimension() -> None:
    node = cst.parse_expression("x.get_shape()[1].value")
    assert isinstance(node, cst.Attribute)
    assert MODULE.code_for_node(dimension(node)) == "x.get_shape()[1]"


def test_a_specification_has_its_shape_as_an_attribute() -> None:
    node = cst.parse_expression("self.x.get_shape()")
    assert isinstance(node, cst.Call)
    assert MODULE.code_for_node(spec_shape(node)) == "self.x.shape"
