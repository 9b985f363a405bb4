"""The transforms in the order in which they act, each with the reason for its place."""

from __future__ import annotations

from typing import NamedTuple


class Transform(NamedTuple):
    """One kind of construct, the code that selects it, and why it stands where it stands."""

    code: str
    name: str
    reason: str


ORDER: tuple[Transform, ...] = (
    Transform("TF201", "placeholders", "specifications stand before the functions whose signatures use them"),
    Transform("TF110", "symbols", "single calls are rewritten from the inside out, before anything moves"),
    Transform("TF301", "variables", "variables are made where they stood, before what reads them"),
    Transform(
        "TF302", "layer_classes", "a layer call is split into the layer and its call before the call moves"
    ),
    Transform(
        "TF303",
        "functions_with_state",
        "a function with layers becomes a class when its own statements are rewritten",
    ),
    Transform(
        "TF304", "recurrent_cells", "cells are made like layers, and their loops called like functions"
    ),
    Transform(
        "TF401", "optimizers", "an optimizer is made where it stood; its step is written into a function"
    ),
    Transform("TF402", "gradients", "tapes enclose statements that are rewritten already"),
    Transform("TF403", "metrics", "a metric object is made where the streaming metric stood"),
    Transform("TF404", "assignments", "assignments become methods before they move"),
    Transform(
        "TF202",
        "sessions",
        "with every statement rewritten, runs become calls and moved statements functions",
    ),
    Transform("TF206", "session_parameters", "sessions leave signatures once nothing runs on them"),
    Transform("TF501", "summaries", "what a run returns is written after the run"),
    Transform("TF502", "checkpoints", "checkpoints name the variables and optimizers that exist by then"),
    Transform("TF901", "compat", "a program that is not native is upgraded to tf.compat.v1 as a whole"),
    Transform("TF100", "tidy", "what the others left without a use goes last"),
)
