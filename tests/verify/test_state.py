"""Which variable of the new program is which of the old one."""

from __future__ import annotations

from collections.abc import Mapping

from tf2codemod.verify.state import Held, pair_variables
from tf2codemod.verify.tolerances import Tolerances


def held(name: str, value: float, *paths: str) -> Held:
    return Held(name, {"d": "float32", "s": [2], "v": [value, value]}, held=paths)


def paired(old: list[Held], new: list[Held], owners: Mapping[str, str]) -> list[tuple[str, str, str]]:
    found = pair_variables(old, new, Tolerances(), owners)
    return [(before.name, after.name if after else "", how) for before, after, how in found]


def test_the_plan_counts_for_more_than_names_and_values() -> None:
    old = [held("dense/bias", 1.0), held("dense_1/bias", 2.0)]
    new = [held("dense/bias", 1.0, "second.bias"), held("dense_1/bias", 2.0, "first.bias")]
    assert paired(old, new, {"dense/bias": "first", "dense_1/bias": "second"}) == [
        ("dense/bias", "dense_1/bias", "by the plan: first"),
        ("dense_1/bias", "dense/bias", "by the plan: second"),
    ]


def test_attributes_of_one_name_are_told_by_their_objects() -> None:
    old = [held("Critic/l1/bias", 1.0), held("Actor/l1/bias", 2.0)]
    new = [held("dense/bias", 1.0, "actor.l1.bias"), held("dense_1/bias", 2.0, "critic.l1.bias")]
    owners = {"Critic/l1/bias": "self.l1", "Actor/l1/bias": "self.l1"}
    assert [after for _, after, _ in paired(old, new, owners)] == ["dense_1/bias", "dense/bias"]


def test_layers_within_an_owner_are_told_by_their_names() -> None:
    old = [held("Net/a/bias", 1.0), held("Net/b/bias", 2.0)]
    new = [held("net/dense/bias", 2.0, "net.a.bias"), held("net/dense_1/bias", 1.0, "net.b.bias")]
    owners = {"Net/a/bias": "net", "Net/b/bias": "net"}
    assert [after for _, after, _ in paired(old, new, owners)] == ["net/dense/bias", "net/dense_1/bias"]


def test_without_a_plan_names_and_then_values_count() -> None:
    old = [held("w", 1.0), held("Variable", 2.0), held("Variable_1", 3.0)]
    new = [held("Variable", 3.0), held("Variable", 2.0), held("w", 1.0)]
    assert [how for _, _, how in paired(old, new, {})] == [
        "by name",
        "by shape and order",
        "by shape and order",
    ]
    pairs = pair_variables(old, new, Tolerances(), {})
    assert all(after is not None and after.value == before.value for before, after, _ in pairs)


def test_a_whole_path_counts_for_more_than_the_end_of_another() -> None:
    old = [held("w", 1.0), held("net/w", 2.0)]
    new = [held("Variable", 2.0, "net.w"), held("Variable", 1.0, "w")]
    pairs = pair_variables(old, new, Tolerances(), {"w": "w", "net/w": "net.w"})
    assert [after.held for _, after, _ in pairs if after] == [("w",), ("net.w",)]


def test_a_bare_owner_leaves_what_a_longer_one_names() -> None:
    old = [held("w", 1.0), held("net/w", 2.0)]
    new = [held("Variable", 2.0, "net.w"), held("Variable", 1.0)]
    pairs = pair_variables(old, new, Tolerances(), {"w": "w", "net/w": "net.w"})
    assert [after.held for _, after, _ in pairs if after] == [(), ("net.w",)]


def test_a_counter_is_no_weight_of_its_name() -> None:
    counter = {"d": "int32", "s": [2], "v": [3, 3]}
    old = [Held("Variable", counter), held("Variable_1", 2.0)]
    new = [held("Variable", 2.0), Held("Variable_1", counter)]
    pairs = pair_variables(old, new, Tolerances(), {})
    assert all(after is not None and after.value == before.value for before, after, _ in pairs)
