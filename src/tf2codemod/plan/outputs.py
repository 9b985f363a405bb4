"""What a program writes besides its printing: summaries and checkpoints."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from tf2codemod.interpret.trace import Trace
from tf2codemod.model import Finding
from tf2codemod.plan.functions import FramePlanner
from tf2codemod.plan.model import CallForm, FilePlan, Role, SummaryPlan
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.run_records import leave_out_records
from tf2codemod.plan.savers import Savers
from tf2codemod.plan.sessions import Sessions
from tf2codemod.plan.variable_methods import methods_of_layer_variables
from tf2codemod.plan.ways_not_taken import ways_left_out
from tf2codemod.plan.writers import Writers
from tf2codemod.tree import walk


class Outputs:
    """The calls that make and use writers and savers, with what takes their place."""

    def __init__(self, trace: Trace, planners: Sequence[FramePlanner], sessions: Sessions) -> None:
        writers = Writers(trace, [p.summaries for p in planners])
        savers = Savers(trace, planners)
        methods = methods_of_layer_variables(trace)
        self.forms: dict[ast.Call, CallForm] = {**methods, **writers.forms, **savers.forms}
        self.summaries: tuple[SummaryPlan, ...] = writers.written
        self.findings: tuple[Finding, ...] = ()
        written = self.summaries or writers.records.forms or writers.is_entered
        if written and writers.first is not None:
            path, call = writers.first
            message = "tf.summary needs the package tensorboard, which TensorFlow no longer installs"
            self.findings = (Obstacle("TF520", message, "pip install tensorboard", call).at(path),)
        self.consumed = {
            n
            for call, form in self.forms.items()
            for argument in (*call.args, *(k.value for k in call.keywords))
            if argument not in form.parts.values()
            for n in walk(argument)
        }
        for scope in writers.kept_scopes():
            sessions.roles.pop(scope, None)
        for planner in planners:
            sessions.roles.update(dict.fromkeys(planner.summaries.inner.dropped, Role.DROP))
        dropped = writers.dropped | savers.dropped
        recorded = leave_out_records(trace, sessions, dropped)
        if recorded is not None:
            message, remedy = "what a run records of itself is not written any more", "use tf.profiler"
            self.findings += (Obstacle("TF521", message, remedy, recorded[1]).at(recorded[0]),)
        for frame in trace.frames:
            for run in frame.statements:
                if isinstance(run.node, ast.Expr) and run.node.value in dropped:
                    sessions.roles[run.node] = Role.DROP
                    for planner in planners:
                        if run.node in planner.staging.roles:
                            planner.staging.roles[run.node] = Role.DROP
                    dropped = dropped - {run.node.value}
                    self.consumed.update(walk(run.node))
        for call in dropped:
            if call not in self.consumed:
                raise Obstacle(
                    "TF514", "the result of a call that has no counterpart is used", "remove the call", call
                )
        self.findings += (*savers.findings, *ways_left_out(planners))

    def added_to(self, plan: FilePlan) -> FilePlan:
        """The plan of the file with what becomes of its writers and savers."""
        return plan._replace(forms=self.forms, summaries=self.summaries, findings=self.findings)


__all__ = ["Outputs"]
