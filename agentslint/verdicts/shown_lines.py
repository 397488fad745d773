"""The lines of a file that a fence is said to show, against where the code stands."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.claims import shown_lines
from agentslint.claims.shown_lines import Shown
from agentslint.facts import names
from agentslint.facts.fact import Fact
from agentslint.model import File, line_place, whole
from agentslint.repo import Repo, vendored
from agentslint.verdicts import definition_places
from agentslint.verdicts.verdict import Verdict, refuted, undecided, verified

_SEVERAL = 2  # lines of a fence, none of which the file has, before it is another text
_NEAR = 1  # lines that a number may be off


def judged(repo: Repo, file: File) -> Iterator[Verdict]:
    """A verdict on each of them."""
    for one in shown_lines.read(file) if not vendored(file.path) else ():
        yield _judged(repo, one)


def _judged(repo: Repo, shown: Shown) -> Verdict:
    claim = shown.claim
    path = definition_places.found(repo, claim)
    text = repo.text(path) if path else None
    if text is None:
        return undecided(claim, "there is no such file")
    at = _lines(text, shown.code)
    if any(shown.first - _NEAR <= line <= shown.last + _NEAR for line in at):
        return verified(claim, Fact("lines", path, "has the code there", whole(path)))
    if len(at) == 1:
        place = line_place(path, at[0], text.split("\n")[at[0] - 1].rstrip("\r"))
        return refuted(claim, Fact("lines", path, "has the code that is shown", place))
    code = shown.code.encode()
    others = [other for other, data in names.code(repo) if not at and code in data]
    if not others and _foreign(text, shown):
        return refuted(claim, Fact("lines", path, "has none of these lines", whole(path)))
    if len(others) != 1:
        return undecided(claim, "the code is nowhere, or in several places")
    there = repo.text(others[0]) or ""
    line = _lines(there, shown.code)
    place = whole(others[0])
    if line:
        place = line_place(others[0], line[0], there.split("\n")[line[0] - 1].rstrip("\r"))
    return refuted(
        claim, Fact("lines", others[0], f"has the code that is shown, and {path} has not", place)
    )


def _foreign(text: str, shown: Shown) -> bool:
    """Whether a file has no line of several that it is said to have there."""
    held = {line.strip() for line in text.split("\n")}
    return len(shown.told) >= _SEVERAL and held.isdisjoint(shown.told)


def _lines(text: str, code: str) -> list[int]:
    """The lines of a text that say just that."""
    return [number for number, line in enumerate(text.split("\n"), 1) if line.strip() == code]
