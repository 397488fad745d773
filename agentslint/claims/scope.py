"""Where instructions apply: what a file claims to govern."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from agentslint.claims import hedges
from agentslint.claims.hedges import Span
from agentslint.core import lazy_re
from agentslint.io import document_cache
from agentslint.model import File, Place
from agentslint.text import markdown, wording
from agentslint.text.instruction_files import STEM
from agentslint.text.lexicon import WORD
from agentslint.text.units import Unit, marks, stating

_PATH = lazy_re.compile(
    r"(?=.*[\w*])(?![~$<{])[\w@.*?{},\[\]+ -]*(?:/[\w@.*?{},\[\]+-]*)+$|[\w.-]+\*[\w.*-]*$"
)
# a path that is not marked as code: "applies to packages/payments"
_PART = r"[\w@-]+(?:\.[\w@-]+)*"
_PLAIN = lazy_re.compile(rf"(?<![\w@:/.-])(/?{_PART}(?:/{_PART})+/?|/{_PART}/?)(?=[\s.,;:)*]|$)")
# What a statement of scope may speak of before its verb: the file itself.
_SUBJECT = rf"\W*(?:«this»?\W*(?:«file»|{STEM}\.md)?\W*«is»?)\W*"
_NAMED = lazy_re.compile(
    rf"(?<![\w@:/.-])`?(/?{_PART}(?:/{_PART})+/?|/{_PART}/?|{_PART}/)`?(?=[\s.,;:)]|$)"
)
_ASIDE = r"\((?!\W*«including»|\W*\()[^\W\d_][^()]*$"


@dataclass(frozen=True, slots=True)
class ScopeClaim:
    """What a file says it governs: a path or glob as written, or everything of a kind.

    kind    "path", "title" for one that the title names, or what of the whole repository is claimed:
            "all", "tests"
    marked  whether it is written as code; in plain text "read/write" is two words
    """

    place: Place
    text: str
    kind: str
    marked: bool = True


def claims(file: File) -> tuple[ScopeClaim, ...]:
    """What a file says that it governs, in its order."""
    return _claims(file.path, file.data)


@lru_cache(maxsize=2048)
def _claims(path: str, data: bytes) -> tuple[ScopeClaim, ...]:
    return document_cache.kept(
        "claims", path, data, lambda: _read(path, data), _plain, lambda rows: _back(path, rows)
    )


def _plain(found: tuple[ScopeClaim, ...]) -> list[Any]:
    return [(document_cache.span(one.place), one.text, one.kind, one.marked) for one in found]


def _back(path: str, rows: list[Any]) -> tuple[ScopeClaim, ...]:
    return tuple(ScopeClaim(Place(path, *where), *rest) for where, *rest in rows)


def _read(path: str, data: bytes) -> tuple[ScopeClaim, ...]:
    file = File(path, data, len(data))
    found = [c for unit in stating(file, "scope:applies") for c in _stated(unit)]
    return (*_titled(file), *found)


def _titled(file: File) -> Iterator[ScopeClaim]:
    """The directory that a document's title names: whoever copied it may have left it as it was."""
    for piece in markdown.read(file):
        if piece.kind == "heading":
            named = list(_NAMED.finditer(piece.text))
            if piece.info["level"] == 1 and len(named) == 1:
                start, end = named[0].span(1)
                yield ScopeClaim(markdown.within(piece, start, end), named[0][1], "title")
            return


def _stated(unit: Unit) -> Iterator[ScopeClaim]:
    """The claims of one sentence that states a scope."""
    if not _states(unit) or unit.marks.get("scope:excluded"):
        return
    found = False
    reached = unit.marks["scope:applies"][0][1]
    bracketed = "(" in unit.plain
    for start, _, text in unit.codes:
        # what stands in brackets explains, unless it is what is included
        if _PATH.match(text) and not (
            bracketed and wording.pattern("subject", _ASIDE).search(unit.plain[:start])
        ):
            found = True
            # "Scope: the loop that executes `plan.md` by itself" tells what something does
            if len(WORD.findall(unit.plain[reached:start])) > _MOST:
                break
            reached = start + len(text)
            if _taken_back(unit, start, start + len(text)) or _about(unit, start):
                continue
            yield ScopeClaim(markdown.within(unit.piece, start, start + len(text)), text, "path")
    if not found and not unit.codes:
        for named in _PLAIN.finditer(unit.plain, unit.marks["scope:applies"][0][1]):
            found = True
            yield ScopeClaim(markdown.within(unit.piece, *named.span(1)), named[1], "path", False)
    if not found and unit.marks.get("scope:whole"):
        kind = "tests" if wording.pattern("check", "«tests»").search(unit.plain) else "all"
        yield ScopeClaim(unit.piece.place, unit.piece.text, kind)


def _about(unit: Unit, start: int) -> bool:
    """Whether what is governed is about a path, and need not lie there: "the metadata for `src/a/`"."""
    verb = unit.marks["scope:applies"][0][1]
    between = unit.plain[verb:start]
    return len(between.split()) > 1 and bool(wording.pattern("scope", _ABOUT).search(between))


def _taken_back(unit: Unit, start: int, end: int) -> bool:
    """Whether a path is named as one that was, may be, or only could be governed."""
    text = unit.piece.text
    start -= text.endswith("`", 0, start)
    end += text.startswith("`", end)
    return bool(hedges.hedge(Span(text, start, end), hedges.STATED))


def _states(unit: Unit) -> bool:
    spans = unit.marks.get("scope:applies", ())
    if not spans:
        return False
    opens = spans[0][0] <= _OPENING and wording.pattern("subject", _SUBJECT).fullmatch(
        unit.plain, 0, spans[0][0]
    )
    if opens or (unit.head and marks(unit.head).get("scope:applies")):
        return True
    # below a heading of its own the verb may come last, as it does in Korean
    title = unit.headings[-1] if unit.headings else ""
    return len(title.split()) <= 3 and bool(marks(title).get("scope:applies"))


_ABOUT = r"\w\W+«about»\W*$"
_MOST = (
    5  # words before a path that is governed, and between two of them: "all files of any kind in"
)
_OPENING = 24  # characters in which a sentence that states a scope says so
