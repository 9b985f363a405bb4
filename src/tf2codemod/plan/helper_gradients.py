"""Plans tapes in helper functions that take gradients themselves."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.interpret.values import Node
from tf2codemod.plan.bindings import Bindings
from tf2codemod.plan.gradients import Gradients
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.purity import GRADIENTS
from tf2codemod.plan.staging import Staging
from tf2codemod.plan.tapes import GradientCall, TapeUse


class HelperGradients:
    """The helper functions of one file that take gradients, with the tapes in their bodies."""

    def __init__(self, trace: Trace, names: set[str]) -> None:
        self.trace = trace
        self.names = names
        self.tapes: dict[ast.FunctionDef, tuple[TapeUse, ...]] = {}
        self.calls: dict[ast.Call, GradientCall] = {}

    def plan(self, node: Node) -> None:
        """Plans the tapes of the function that a gradient is taken in."""
        function = node.made.frame.function
        code = function.node if function is not None else None
        if not isinstance(code, ast.FunctionDef):
            raise Obstacle(
                "TF410",
                "gradients are computed outside of a plain function",
                "compute them where they are used",
                node.expr,
            )
        if code in self.tapes:
            return
        found: tuple[TapeUse, ...] | None = None
        for frame in self.trace.frames:
            if frame.function is None or frame.function.node is not code or not frame.statements:
                continue
            uses, calls = self._of_frame(frame, code)
            if found is not None and uses != found:
                raise Obstacle(
                    "TF410",
                    f"'{code.name}' takes gradients of different things at different calls",
                    "make it two functions",
                    node.expr,
                )
            found = uses
            self.calls |= calls
        self.tapes[code] = found or ()

    def _of_frame(
        self, frame: Frame, code: ast.FunctionDef
    ) -> tuple[tuple[TapeUse, ...], dict[ast.Call, GradientCall]]:
        staging = Staging(self.trace, frame, [])
        if [s for s in staging.line if s in code.body] != staging.line:
            raise Obstacle(
                "TF410",
                f"'{code.name}' takes gradients and has blocks that fall away",
                "take them outside of the block",
                code,
            )
        gradients = Gradients(self.trace, frame, staging, Bindings(frame), set(self.names), frame.receiver)
        roots = [n for n in self.trace.nodes if n.made.frame is frame and n.op in GRADIENTS]
        if any(n.op != "tf.gradients" for n in roots):
            raise Obstacle(
                "TF410",
                f"an optimizer computes gradients in '{code.name}'",
                "compute them where they are applied",
                code,
            )
        return gradients.uses(staging.line, roots, set(), (), _no_variables), gradients.calls


def _no_variables(call: ast.Call, variables: Sequence[Node]) -> str:
    raise Obstacle(
        "TF413", "the trained variables cannot be named here", "keep the variables in names or lists", call
    )
