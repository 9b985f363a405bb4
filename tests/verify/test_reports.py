"""What a person, a program and a browser are shown."""

from __future__ import annotations

import json
from html.parser import HTMLParser

from tf2codemod.verify.outcome import (
    DIFFERS,
    EQUAL,
    FETCH,
    PRINTED,
    UNMATCHED,
    UNSTEADY,
    Departure,
    Outcome,
    Quantity,
    Side,
    without,
)
from tf2codemod.verify.show_html import page
from tf2codemod.verify.show_text import show

OLD = Side("old.py", "TensorFlow 1.15.5", {"python": "3.7"}, seconds_per_step=0.002)
NEW = Side("new.py", "TensorFlow 2.21.0", {"python": "3.11"}, seconds_per_step=0.001)
LOSS = Quantity(
    FETCH,
    "loss <x>",
    "train.py:7",
    DIFFERS,
    3,
    dtype="float32",
    largest_absolute=0.5,
    largest_relative=0.1,
    tolerance="0.0001 relative, 1e-06 absolute",
    departure=Departure(2, "1", "1.5", "1 of 1 elements"),
    order=5,
    old_curve=(3.0, 1.0, float("nan")),
    new_curve=(3.0, 1.5, 0.5),
)
WORDS = Quantity(PRINTED, "words", "", DIFFERS, 4, departure=Departure(0, "a", "b", "words differ"), order=9)
FINE = Quantity(FETCH, "accuracy", "train.py:9", EQUAL, 3)


def test_the_first_departure_is_in_the_headline() -> None:
    outcome = Outcome(OLD, NEW, (WORDS, FINE, LOSS))
    assert outcome.headline == "differs: first fetch loss <x> at train.py:7"
    assert (outcome.verdict, outcome.exit_code) == ("differs", 1)
    text = show(outcome)
    assert text.index("loss <x>") < text.index("accuracy")
    assert "fetch loss <x>, train.py:7 at step 2 of 3: 1 -> 1.5 (1 of 1 elements)" in text
    assert "per run after warm-up: 2 ms before, 1 ms after (0.5 times)" in text


def test_verdicts() -> None:
    failed = Side("old.py", "TensorFlow 1.15.5", {}, "timed out after 3 s")
    assert Outcome(OLD, NEW, (FINE,)).exit_code == 0
    assert Outcome(failed, NEW).headline == "old side failed: timed out after 3 s"
    assert Outcome(failed, NEW).exit_code == 2
    broken = Outcome(OLD, Side("new.py", "", {}, "exit status 1: E"))
    assert (broken.headline, broken.exit_code) == ("new side failed: exit status 1: E", 2)
    assert Outcome(OLD, NEW).headline == "nothing could be compared"
    assert Outcome(OLD, NEW).exit_code == 2


def test_chaos_is_not_called_equal() -> None:
    moving = Quantity(FETCH, "loss", "train.py:7", UNSTEADY, 0, 3)
    outcome = Outcome(OLD, NEW, (FINE, moving, moving))
    assert (outcome.verdict, outcome.exit_code) == ("unsteady", 2)
    assert outcome.headline.startswith("unsteady: 2 quantities do not hold still on the old side itself")
    assert Outcome(OLD, NEW, (FINE, moving)).verdict == "equal"


def test_quantities_can_be_set_aside() -> None:
    (loss, fine) = without([LOSS, FINE], ["loss*"])
    assert (loss.status, loss.departure, fine) == (UNMATCHED, None, FINE)


def test_json() -> None:
    data = json.loads(json.dumps(Outcome(OLD, NEW, (LOSS,)).to_json_data()))
    assert data["verdict"] == "differs"
    assert data["quantities"][0]["departure"]["step"] == 2


def test_the_page_is_whole_and_escaped() -> None:
    html = page(Outcome(OLD, NEW, (LOSS, WORDS), ("a <note>",)))
    assert "loss &lt;x&gt;" in html
    assert "<x>" not in html
    assert "a &lt;note&gt;" in html
    assert html.count("<svg") == 1
    assert "class='old'" in html
    assert "class='new'" in html
    open_tags: list[str] = []

    class Check(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag not in ("meta",):
                open_tags.append(tag)

        def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            return

        def handle_endtag(self, tag: str) -> None:
            assert open_tags.pop() == tag

    Check().feed(html)
    assert open_tags == []
