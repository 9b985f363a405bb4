"""Prepares a program for which no native form could be planned as it stands, and says what to try next."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from tf2codemod.index.project import Project
from tf2codemod.interpret.interpreter import read_as_one
from tf2codemod.plan.model import ProgramPlan
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.program import Reading, plan_program
from tf2codemod.prepare.aliases import drop_alias
from tf2codemod.prepare.branch_tensors import part_branch
from tf2codemod.prepare.branches import hoist_from_branches
from tf2codemod.prepare.call_splitting import split_call
from tf2codemod.prepare.callable_objects import call_functions
from tf2codemod.prepare.called_objects import name_called_methods
from tf2codemod.prepare.carried import begin_with_values
from tf2codemod.prepare.carried_values import go_through_carried_values
from tf2codemod.prepare.carried_widths import carry_widths
from tf2codemod.prepare.chosen_ops import choose_at_runs
from tf2codemod.prepare.chosen_tensors import settle_chosen_tensors
from tf2codemod.prepare.clipped_steps import apply_whatever_is_clipped
from tf2codemod.prepare.collected import name_collected
from tf2codemod.prepare.collection_helpers import write_out_collections
from tf2codemod.prepare.common_ends import take_out_common_ends
from tf2codemod.prepare.computed_after_runs import compute_after_runs
from tf2codemod.prepare.coordinators import start_no_threads
from tf2codemod.prepare.descriptions import describe_printed
from tf2codemod.prepare.dict_entries import name_filled_entries
from tf2codemod.prepare.drawn_elements import return_elements
from tf2codemod.prepare.early_returns import nest_after_returns
from tf2codemod.prepare.edits import Edited, Edits
from tf2codemod.prepare.element_readers import read_where_used
from tf2codemod.prepare.fed_calls import call_before_runs
from tf2codemod.prepare.fed_cells import put_fed_cells_in_functions
from tf2codemod.prepare.fed_halves import halve_calls
from tf2codemod.prepare.fed_summaries import write_fed_values
from tf2codemod.prepare.fed_variables import feed_placeholders
from tf2codemod.prepare.fetch_lists import fetch_side_by_side, write_out_fetches
from tf2codemod.prepare.fission import split_apart
from tf2codemod.prepare.freezing import keep_built_values
from tf2codemod.prepare.given_attributes import give_attributes
from tf2codemod.prepare.given_placeholders import give_placeholders
from tf2codemod.prepare.given_sizes import give_sizes
from tf2codemod.prepare.given_tensors import give_tensors
from tf2codemod.prepare.gradient_helpers import inline_gradient_helpers
from tf2codemod.prepare.grouped_ops import name_grouped_ops
from tf2codemod.prepare.handed_collections import hand_collections
from tf2codemod.prepare.helper_names import make_room_for_helpers
from tf2codemod.prepare.hoisting import hoist_to_module
from tf2codemod.prepare.initial_values import write_initial_values_in_place
from tf2codemod.prepare.initializer_objects import make_initializers_where_used
from tf2codemod.prepare.inlining import inline_once
from tf2codemod.prepare.inner_variables import name_inner_variables
from tf2codemod.prepare.keyword_dicts import write_out_keywords
from tf2codemod.prepare.later_looks import look_later
from tf2codemod.prepare.later_names import name_functions_apart, name_turns_apart
from tf2codemod.prepare.lazy_properties import build_properties_first
from tf2codemod.prepare.lifting import lift_inner_functions
from tf2codemod.prepare.lines import Lines
from tf2codemod.prepare.list_feeds import feed_lists
from tf2codemod.prepare.loop_values import write_out_loop_values
from tf2codemod.prepare.loosening import loosen_measuring, loosen_methods
from tf2codemod.prepare.made_variables import make_variables_first
from tf2codemod.prepare.measuring import measure_tensors
from tf2codemod.prepare.methods import keep_results
from tf2codemod.prepare.named_optimizers import name_optimizers
from tf2codemod.prepare.named_regularizers import name_regularizers
from tf2codemod.prepare.normalizers import normalize_apart
from tf2codemod.prepare.op_arguments import say_by_flags
from tf2codemod.prepare.ops_at_runs import make_ops_where_run
from tf2codemod.prepare.optimizer_classes import pass_functions_on
from tf2codemod.prepare.own_attributes import name_own_attributes
from tf2codemod.prepare.own_shapes import leave_out_reshaping
from tf2codemod.prepare.owned_placeholders import own_placeholders
from tf2codemod.prepare.parted_ways import part_ways
from tf2codemod.prepare.partials import write_out_partials
from tf2codemod.prepare.placeholder_dicts import name_entries
from tf2codemod.prepare.plain_pairs import write_plain_pairs
from tf2codemod.prepare.push_down import push_methods_down
from tf2codemod.prepare.queues import read_data_sets
from tf2codemod.prepare.released_values import keep_what_is_released
from tf2codemod.prepare.returned_collections import collect_at_calls
from tf2codemod.prepare.run_loops import run_lists_at_once
from tf2codemod.prepare.run_splitting import split_run
from tf2codemod.prepare.runs_on_the_spot import run_on_the_spot
from tf2codemod.prepare.scope_arguments import write_out_scope_arguments
from tf2codemod.prepare.second_names import write_out_second_names
from tf2codemod.prepare.shared_objects import hand_on_objects
from tf2codemod.prepare.shown_names import tell_names_of_tensors
from tf2codemod.prepare.shown_variables import show_names
from tf2codemod.prepare.state_feeds import feed_whole
from tf2codemod.prepare.summary_places import make_summaries_where_run
from tf2codemod.prepare.thin_functions import put_thin_functions_in_place
from tf2codemod.prepare.unpacked_results import unpack_results
from tf2codemod.prepare.unused_feeds import leave_out_unused_feeds
from tf2codemod.prepare.variable_tags import write_out_tags
from tf2codemod.prepare.versions import name_apart, name_versions
from tf2codemod.prepare.wrapped_cells import wrap_cells_apart
from tf2codemod.prepare.written_comprehensions import write_out_comprehensions

MOST_ROUNDS = 8
# What keeps a program from being native whatever its variables are called and wherever methods keep results:
# constructs without a counterpart, and values that are not known.
SAME_IN_OTHER_WORDS = frozenset(("TF110", "TF203", "TF211", "TF503", "TF922"))
# What may be said in other words, in the order in which it is tried: the smaller the change, the earlier.
CHANGES = (
    start_no_threads,
    make_variables_first,
    pass_functions_on,
    name_optimizers,
    name_regularizers,
    return_elements,
    read_where_used,
    write_fed_values,
    call_functions,
    name_called_methods,
    write_out_partials,
    make_initializers_where_used,
    write_out_keywords,
    write_out_scope_arguments,
    normalize_apart,
    feed_placeholders,
    make_ops_where_run,
    leave_out_unused_feeds,
    call_before_runs,
    feed_whole,
    write_plain_pairs,
    feed_lists,
    name_entries,
    name_filled_entries,
    say_by_flags,
    choose_at_runs,
    write_out_fetches,
    unpack_results,
    fetch_side_by_side,
    make_summaries_where_run,
    write_out_tags,
    tell_names_of_tensors,
    describe_printed,
    measure_tensors,
    hand_on_objects,
    build_properties_first,
    wrap_cells_apart,
    put_fed_cells_in_functions,
    own_placeholders,
    drop_alias,
    split_call,
    halve_calls,
    part_branch,
    part_ways,
    nest_after_returns,
    hoist_from_branches,
    take_out_common_ends,
    apply_whatever_is_clipped,
    settle_chosen_tensors,
    carry_widths,
    split_apart,
    go_through_carried_values,
    write_out_loop_values,
    make_room_for_helpers,
    name_collected,
    write_out_collections,
    write_out_comprehensions,
    hand_collections,
    show_names,
    look_later,
    name_inner_variables,
    lift_inner_functions,
    give_placeholders,
    give_tensors,
    give_sizes,
    inline_gradient_helpers,
    give_attributes,
    name_versions,
    name_turns_apart,
    name_functions_apart,
    begin_with_values,
    keep_what_is_released,
    keep_built_values,
    hoist_to_module,
    compute_after_runs,
    split_run,
    run_lists_at_once,
    run_on_the_spot,
    collect_at_calls,
    put_thin_functions_in_place,
    name_own_attributes,
    loosen_measuring,
    keep_results,
    name_apart,
    inline_once,
    push_methods_down,
    loosen_methods,
)

# What may be tried where a construct has no counterpart.
WITHOUT_FORM = (
    write_out_second_names,
    leave_out_reshaping,
    read_data_sets,
    write_fed_values,
    start_no_threads,
    make_variables_first,
    pass_functions_on,
    write_initial_values_in_place,
    normalize_apart,
    name_collected,
    name_grouped_ops,
    write_out_collections,
    write_out_comprehensions,
    hand_collections,
    show_names,
    look_later,
    hoist_from_branches,
    inline_once,
)


class Prepared(NamedTuple):
    """A program in other words: its reading, the texts of its files, and where their lines come from."""

    reading: Reading
    texts: dict[Path, str]
    origins: Mapping[Path, Edited]


def prepared(reading: Reading, texts: Mapping[Path, str], obstacle: Obstacle) -> Prepared | None:
    """The program with the changes that its obstacle calls for; ``None`` if there are none to make."""
    if reading.trace.exhausted:
        return None
    reading.trace.put_back()
    try:
        edited = _edited(reading, texts, obstacle)
        if edited and reading.trace.partial:
            reading = read_again(reading)
            edited = _edited(reading, texts, obstacle)
        if not edited:
            return None
        modules = {
            path: reading.modules[path]._replace(tree=ast.parse(new.text)) for path, new in edited.items()
        }
    except (ValueError, SyntaxError):
        return None
    again = reading._replace(modules={**reading.modules, **modules})
    return Prepared(
        read_again(again),
        {**texts, **{path: new.text for path, new in edited.items()}},
        edited,
    )


def _edited(reading: Reading, texts: Mapping[Path, str], obstacle: Obstacle) -> dict[Path, Edited]:
    """The texts of a program that change where an obstacle calls for other words."""
    trace = reading.trace
    trees = {path: reading.modules[path].tree for path in trace.modules}
    for change in CHANGES if obstacle.code not in SAME_IN_OTHER_WORDS else WITHOUT_FORM:
        edits = {path: Edits(texts[path]) for path in trace.modules}
        if change(trace, trees, edits, obstacle):
            return {path: each.apply() for path, each in edits.items() if each.edits}
    return {}


def planned(reading: Reading, texts: Mapping[Path, str]) -> ProgramPlan:
    """The plan of a program, in other words where it needs them."""
    plan, lines, now = plan_program(reading), Lines(), texts
    for _ in range(MOST_ROUNDS):
        if plan.obstacle is None:
            break
        made = prepared(reading, now, plan.obstacle)
        if made is None:
            break
        reading, now, lines = made.reading, made.texts, lines.then(made.origins)
        plan = plan_program(reading)
    notes = lines.notes() if plan.obstacle is None else ()
    return plan._replace(findings=(*lines.told(plan.findings), *notes))


def read_again(reading: Reading) -> Reading:
    """Reads one program alone, with all of its code."""
    entry, *others = (reading.modules[e.path] for e in (reading.entry, *reading.others))
    resolve = Project(reading.modules).resolve
    return Reading(entry, reading.modules, read_as_one([entry, *others], resolve), tuple(others))
