"""What has changed around TensorFlow 1 programs since their time: Python itself, and NumPy and its like."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from tf2codemod.aging.names import AgedNames, Names, mentions
from tf2codemod.aging.private_names import published
from tf2codemod.aging.releases import decided
from tf2codemod.aging.shapes import Loose, loose_arrays
from tf2codemod.aging.single_values import may_have_single_values, single_values
from tf2codemod.compat.text import Positions, apply
from tf2codemod.model import Finding, ProgramResult, Rewritten, Source
from tf2codemod.prepare.edits import Edited
from tf2codemod.sources.ignores import ignored_codes
from tf2codemod.tree import parsed


class Aged(NamedTuple):
    """A text in the words of today, the line from which on it has more lines, and what was found."""

    text: str
    findings: tuple[Finding, ...] = ()
    line: int = 0
    more: int = 0
    earlier: Edited | None = None

    def before(self, line: int) -> int:
        """The line of the text as it was."""
        line = max(self.line, line - self.more) if self.more and line >= self.line else line
        return self.earlier.before(line) if self.earlier is not None else line


def modernised(path: Path, text: str, sources: Iterable[Source] = ()) -> Aged:
    """Write a text in the words of today, the way that TensorFlow 1.15 takes through it."""
    answered = decided(path, text)
    edited, findings = answered if answered is not None else (None, ())
    public = published(path, text if edited is None else edited.text, sources)
    if public is not None:
        before = edited.before if edited is not None else int
        edited = public._replace(origins=tuple(before(n) for n in public.origins))
    if edited is None:
        return _renamed(path, text)
    aged = _renamed(path, edited.text)
    later = (replace(f, line=edited.before(f.line)) for f in aged.findings)
    return aged._replace(findings=tuple(sorted((*findings, *later))), earlier=edited)


def _renamed(path: Path, text: str) -> Aged:
    """Write what other packages renamed under its name of today, and tell of what they dropped."""
    renamed, single = mentions(text), may_have_single_values(text)
    if not renamed and not single:
        return Aged(text)
    tree = parsed(text)
    if tree is None:
        return Aged(text)
    names, positions, kept = Names(tree), Positions(text), ignored_codes(text)
    aged = AgedNames(path, names, positions)
    # A line that is to stay as it is must not lack its function.
    loose = Loose() if kept else loose_arrays(path, names, positions)
    taken = single_values(names, positions) if single else ()
    edits = [edit for line, edit in (*aged.edits, *loose.edits, *taken) if line not in kept]
    more = 0
    if loose.helper is not None:
        edits.append(loose.helper)
        more = loose.helper.text.count("\n")
    found = tuple(sorted(f for f in (*aged.findings, *loose.findings) if f.line not in kept))
    return Aged(apply(text, edits), found, loose.line, more)


def as_written(
    result: ProgramResult, sources: Mapping[Path, Source], aged: Mapping[Path, Aged]
) -> ProgramResult:
    """The result of a conversion of texts in the words of today, as one of the texts that were given."""
    files = []
    for file in result.files:
        path = file.source.path
        text, told = file.text, file.findings
        if text == file.source.text and told:
            text = sources[path].text
        elif text != sources[path].text:
            told = (*(replace(f, line=aged[path].before(f.line)) for f in told), *aged[path].findings)
        files.append(Rewritten(sources[path], text, tuple(sorted(told))))
    found = (replace(f, line=aged[f.path].before(f.line)) for f in result.findings)
    return replace(result, files=tuple(files), findings=tuple(found))


__all__ = ["Aged", "as_written", "modernised"]
