"""Which values a document says there are of a kind: "three roles: `admin`, `member`, `viewer`", "`status` (`open` | `done` | `void`)"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from agentslint.claims import counted, hedges, passages
from agentslint.claims.claim import Claim
from agentslint.claims.passages import Passage
from agentslint.core import lazy_re
from agentslint.model import File
from agentslint.repo.paths import parent
from agentslint.text import wording

_VALUE = r"[\"']?[A-Za-z][\w-]{1,40}[\"']?"
_SPAN = rf"`{_VALUE}`"
# what may be said of a value in brackets behind it
_ASIDE = r"(?:\s*[(（][^()（）`\n]{0,80}[)）])?"
_ROW = lazy_re.compile(
    rf"{_SPAN}{_ASIDE}(?:\s*(?:,|/|\||\\\||·|、|，)\s*(?:(?:and|or)\s+)?{_SPAN}{_ASIDE}){{1,24}}"
)
_LAST = r"\s*,?\s*(?:«join.and»|&)\s*"
_ALTERNATIVES = lazy_re.compile(rf"`({_VALUE}(?:\s*\\?\|\s*{_VALUE}){{2,24}})`")
_EACH = lazy_re.compile(r"`[\"']?([A-Za-z][\w-]{1,40})[\"']?`")
_WORD = lazy_re.compile(r"[A-Za-z]{3,}|`[\w.]+`")
_KEYED = lazy_re.compile(r"`[\w.]+`[\s:：(（*_=—–-]*$")
_HEAD = 70  # characters before a row that say of what it is
_BREAK = lazy_re.compile(r"[.;!?]\s")
_OPEN = lazy_re.compile(r"\s*(?:…|\.\.\.|,?\s*`?…|\+\s*\d|,\s*\.{2,})")


@dataclass(frozen=True, slots=True)
class Enumeration:
    """Values of a kind, told as all that there are.

    heads    the words and names before them that may say of what kind they are, nearest first
    """

    claim: Claim
    values: tuple[str, ...]
    heads: tuple[str, ...]


def read(file: File) -> Iterator[Enumeration]:
    """The rows of three values or more that a document tells as complete; `subject` is the nearest word before them."""
    if "`" not in file.text:
        return
    for one in passages.read(file):
        if "`" in one.text and one.kind not in ("heading", "comment"):
            yield from _of(file, one)


def _of(file: File, one: Passage) -> Iterator[Enumeration]:
    for found in _ALTERNATIVES.finditer(one.text):
        values = tuple(lazy_re.findall(r"[A-Za-z][\w-]+", found[1]))
        yield from _made(file, one, found.span(), values, True)
    for found in _ROW.finditer(one.text):
        end = found.end()
        last = wording.pattern("stated", _LAST).match(one.text, end)
        also = lazy_re.compile(_SPAN).match(one.text, last.end()) if last else None
        end = also.end() if also else end
        values = tuple(_EACH.findall(one.text[found.start() : end]))
        strokes = found[0].count("|") >= len(values) - 1
        # with strokes the other way a text names some as often, but for what a key may be
        named = _KEYED.search(one.text[: found.start()]) is not None
        strokes = strokes or (named and found[0].count("/") >= len(values) - 1)
        yield from _made(file, one, (found.start(), end), values, strokes)


def _made(
    file: File, one: Passage, at: tuple[int, int], values: tuple[str, ...], strokes: bool
) -> Iterator[Enumeration]:
    before = one.text[max(at[0] - _HEAD, 0) : at[0]]
    head = _BREAK.split(before)[-1]
    if not head.strip(" *_:([`") and one.start and at[0] >= one.start:
        head = one.text[: one.start]
    words = [word.strip("`") for word in _WORD.findall(head)]
    number = list(lazy_re.finditer(counted.number(), head, lazy_re.I))
    told = bool(number) and counted.value(number[-1][0]) == len(values)
    whole = told or strokes or wording.pattern("stated", r"«all_of»").search(head) is not None
    if not words or not whole or _OPEN.match(one.text, at[1]) or len(set(values)) < 3:
        return
    back = hedges.hedge(one.span(*at), hedges.STATED)
    if not back and wording.pattern("stated", r"«partial»").search(head) and not told:
        back = "example"
    text = one.text[at[0] : at[1]].strip("`")
    claim = Claim(
        "enumeration",
        one.place(*at),
        text,
        words[-1],
        "are",
        " ".join(values),
        parent(file.path),
        back,
    )
    yield Enumeration(claim, values, tuple(reversed(words)))
