"""What TensorFlow 1 symbols are, take and make, and what TensorFlow 2 calls them, as data.

A row of the TOML files is keyed by the TensorFlow 1 name and holds what differs in TensorFlow 2:

``to``        native name; without it the name of the generated signature
``params``    parameters of a name older than TensorFlow 1.15 (``name=`` is optional)
``rename``    parameter -> native parameter
``drop``      parameters that changed nothing in the numbers
``value``     parameter -> template of its new value
``add``       native parameter -> expression that spells out a changed default
``form``      template of the whole call; an argument made of missing parameters falls away
``helper``    class of ``helpers.toml`` that takes the place of the native name
``cases``     the same keys under conditions; the first case that holds wins over the row
``hybrid``    ``tf.compat.v1`` name that works eagerly, for when no native form is certain
``external``  true for an optimizer that evaluates the loss by itself
``program``   true where only the whole program can tell what to write
``stage``     what calling it makes (default: ``stages.toml``)
``code``, ``why``, ``remedy``  the finding when the call is left or kept on ``tf.compat.v1``
"""

from __future__ import annotations

from tf2codemod.facts.symbols import Parameter, Symbol, lookup, native_parameters, table

__all__ = ["Parameter", "Symbol", "lookup", "native_parameters", "table"]
