"""Prove the table of fates against the recorded names of TensorFlow 1.15, 2.15 and 2.21.

    python scripts/check_fates.py [--tf2-python PATH]

Without an interpreter this reads tests/facts/names_1_15.json alone; with one, the names of other packages
(tf_slim, private modules of TensorFlow) are looked up as well.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import click

sys.path.insert(0, str(Path(__file__).resolve().parent))

from generate_fates import exists, names, parameters, table as generated, words_of  # noqa: I001

from tf2codemod.compat import facts as compat
from tf2codemod.compat.choices import normalise
from tf2codemod.facts import table
from tf2codemod.facts.fates import KINDS, NATIVE, Fate, fate
from tf2codemod.facts.names import absent


def problems() -> list[str]:
    """Return what is wrong with the table, one line a name."""
    found = [f"{name}: out of date; run scripts/generate_fates.py" for name in stale()]
    for name in names()["first"]:
        known = fate(name)
        if known is None:
            found.append(f"{name}: no fate")
        elif known.kind not in KINDS:
            found.append(f"{name}: unknown kind {known.kind}")
        else:
            found += [f"{name}: {known.kind}: {line}" for line in wrong(known)]
    return found


def stale() -> list[str]:
    """Return the names whose row is another one than would be written now."""
    now, then = generated(), table("fates")
    return [name for name in sorted({*now, *then}) if now.get(name) != then.get(name)]


def wrong(known: Fate) -> list[str]:
    """Return what is wrong with one fate."""
    if known.kind == "gone":
        told = compat.longest(compat.names().left, known.name)
        told = told or compat.longest(compat.contrib().left, normalise(known.name))
        return [] if told and told[0] != "tf.contrib" else ["not said where to"]
    if "2.21" not in known.versions:
        return ["not checked for 2.21"]
    if known.kind == "written":
        return [] if known.target in table("helpers") else ["no such definition"]
    if known.kind == "stand-in":
        return [] if known.target in compat.helpers() else ["no such definition"]
    if known.kind in NATIVE and known.kind != "transform" and known.target.startswith("tf."):
        path = f"tensorflow{known.target.split('(')[0][len('tf') :]}"
        lost = [f"{path} does not exist"] if absent(path) else []
        return lost + (not_taken(known, "native", known.target) if known.kind in ("same", "moved") else [])
    if known.kind in ("graph", "keras", "eager") and known.target.startswith("tf.compat.v1."):
        name = f"tf.{known.target.removeprefix('tf.compat.v1.')}"
        return [
            f"{known.target} is not in {version}"
            for version in known.versions
            if not exists("v1", version, name)
        ] + not_taken(known, "v1", name)
    return []


# Keras moved these arguments apart; programs give them by keyword.
BY_KEYWORD = (
    *("tf.keras.Input", "tf.keras.Sequential", "tf.keras.models.Sequential", "tf.keras.layers.Input"),
    *("tf.keras.preprocessing.image.", "tf.keras.utils.", "tf.keras.callbacks.", "tf.raw_ops."),
    *("tf.keras.losses.", "tf.keras.metrics."),
)


# Keras renamed these arguments, which come first.
RENAMED = {
    "one_hot": "text",
    "text_to_word_sequence": "text",
    "GeneratorEnqueuer": "sequence",
    "serialize_keras_object": "instance",
}


def not_taken(known: Fate, section: str, target: str) -> list[str]:
    """Return the arguments of TensorFlow 1.15 that the new name does not take, or takes elsewhere."""
    kind, words, _ = names()["first"][known.name]
    if kind == "value" or words is None:
        return []
    found = []
    for version in known.versions:
        after = words_of(parameters(section, version, target))
        if not after or any(word.startswith("*") for word in after):
            continue
        before = [word for word in words_of(words) if not word.startswith("*")]
        accepts = compat.contrib().arguments.get(known.name)
        if accepts is not None:
            before = [accepts.rename.get(word, word) for word in before if word in accepts.keywords]
        last = target.rpartition(".")[2]
        lost = [word for word in before if word not in after and word != RENAMED.get(last)]
        if lost:
            found.append(f"{target} of {version} does not take {', '.join(lost)}")
        elif (
            last not in RENAMED
            and after[: len(before)] != before
            and "!" not in words
            and not target.startswith(BY_KEYWORD)
        ):
            found.append(f"{target} of {version} takes {', '.join(after)} for {', '.join(before)}")
    return found


@click.command()
@click.option("--tf2-python", help="A Python with TensorFlow 2.21, tf_slim and tf_keras.")
def main(tf2_python: str | None) -> None:
    """Print the fates by kind, and what is wrong."""
    counts: dict[str, Counter[str]] = {"core": Counter(), "contrib": Counter()}
    for name in names()["first"]:
        known = fate(name)
        if known is not None:
            part = "contrib" if name.startswith("tf.contrib.") else "core"
            if not name.startswith(("tf.keras.", "tf.app.flags.", "tf.flags.")):
                counts[part][known.kind] += 1
    print("| | core | contrib |\n|---|---:|---:|")
    for kind, words in KINDS.items():
        print(f"| {kind}: {words} | {counts['core'][kind]:,} | {counts['contrib'][kind]:,} |")
    print(f"| all | {sum(counts['core'].values()):,} | {sum(counts['contrib'].values()):,} |")
    found = problems()
    if tf2_python:
        from tensorflow_names import missing

        rows = [known for known in map(fate, names()["first"]) if known]
        elsewhere = {known.target for known in rows if known.kind in ("slim", "package")}
        found += [f"{name}: {why}" for name, why in missing(tf2_python, elsewhere).items()]
    for line in found:
        print(line)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
