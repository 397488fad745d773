"""Who decides where instructions disagree: what documents themselves say of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, Literal

from agentslint.claims import orders
from agentslint.core import lazy_re
from agentslint.io import document_cache
from agentslint.model import File, Place
from agentslint.text import wording
from agentslint.text.instruction_files import STEM
from agentslint.text.lexicon import WORD
from agentslint.text.units import Unit, stating

NEAREST = "the nearest file"
ROOT = "the root file"
_INSTRUCTIONS = rf"\b{STEM}\b|«named»"
_DOCUMENT = lazy_re.compile(
    r"^[\w@.*/-]+(?:\.(?:md|mdc|mdx|rst)|/\*+)$|^\.[\w-]+/[\w./*-]+$|^[A-Z][\w-]+\.md$"
)
_TRUTH = r"«truth»\s+«of»\s+([^.;:()—–]+)"
_AND = r"\W*(?:«and»|/|\+)\W*"
_LIMITED = "«limited»"
_FILLER = "«filler»"


@dataclass(frozen=True, slots=True)
class Ruling:
    """One statement of who decides.

    kind      "conflict" (said of disagreement), "order" (said of precedence at large), or "truth"
    winner    the nearest file, the root file, or a document by its path
    subject   of a source of truth: what for, in plain words
    """

    place: Place
    kind: Literal["conflict", "order", "truth"]
    winner: str
    subject: str = ""


def rulings(file: File) -> tuple[Ruling, ...]:
    """What a document says of precedence, in its order."""
    return _rulings(file.path, file.data)


@lru_cache(maxsize=2048)
def _rulings(path: str, data: bytes) -> tuple[Ruling, ...]:
    return document_cache.kept(
        "rulings", path, data, lambda: _read(path, data), _plain, lambda rows: _back(path, rows)
    )


def _plain(found: tuple[Ruling, ...]) -> list[Any]:
    return [(document_cache.span(one.place), one.kind, one.winner, one.subject) for one in found]


def _back(path: str, rows: list[Any]) -> tuple[Ruling, ...]:
    return tuple(Ruling(Place(path, *where), *rest) for where, *rest in rows)


def _read(path: str, data: bytes) -> tuple[Ruling, ...]:
    file = File(path, data, len(data))
    found = [r for unit in stating(file, "scope:wins", "truth") for r in _said(unit)]
    for place, local in orders.stated(file):
        found.append(Ruling(place, "conflict", NEAREST if local else ROOT))
    return tuple(sorted(found, key=lambda ruling: ruling.place))


def _said(unit: Unit) -> Iterator[Ruling]:
    truth = wording.pattern("ruling", _TRUTH).search(unit.plain)
    documents = [text for _, _, text in unit.codes if _DOCUMENT.match(text)]
    documents += [str(link.info["target"]) for link in unit.links if link.kind == "link"]
    if truth and len(set(documents)) == 1:
        filler = wording.pattern("ruling", _FILLER)
        words = [w.lower() for w in WORD.findall(truth[1]) if not filler.fullmatch(w)]
        if words:
            yield Ruling(unit.piece.place, "truth", documents[0], " ".join(words))
        return
    if not unit.marks.get("scope:wins"):
        return
    conflict = bool(unit.marks.get("scope:conflict"))
    if wording.pattern("ruling", _LIMITED).search(unit.plain) or unit.marks.get("forbid"):
        return
    winner = _winner(unit, documents, conflict)
    if winner:
        yield Ruling(unit.piece.place, "conflict" if conflict else "order", winner)


def _winner(unit: Unit, documents: list[str], conflict: bool) -> str:
    """The one that a sentence lets win: the first named, before its verb where there is one."""
    wins = unit.marks["scope:wins"][0][0]
    nearest = [span[0] for span in unit.marks.get("scope:nearest", ())]
    root = [span[0] for span in unit.marks.get("scope:outermost", ())]
    named = [start for start, _, text in unit.codes if _DOCUMENT.match(text)]
    if _both(unit):
        return ""
    if (
        nearest
        and wording.pattern("ruling", _INSTRUCTIONS).search(unit.piece.text)
        and nearest[0] < wins + _AFTER
    ):
        return NEAREST if not root or nearest[0] < root[0] else _first(root, wins)
    if conflict and named and len(documents) >= 1 and not _own(documents[0]):
        return documents[0]
    if root and wording.pattern("ruling", _INSTRUCTIONS).search(unit.piece.text):
        return _first(root, wins) if conflict or nearest else ""
    return ""


def _both(unit: Unit) -> bool:
    """Whether the root's file and the nested ones are named as one: "the root and nested files win"."""
    join = wording.pattern("join", _AND)
    spans = sorted((*unit.marks.get("scope:nearest", ()), *unit.marks.get("scope:outermost", ())))
    return any(join.fullmatch(unit.plain, one[1], other[0]) for one, other in pairwise(spans))


_AFTER = 60  # characters behind the verb in which a passive still names its winner


def _first(root: list[int], wins: int) -> str:
    return ROOT if root[0] < wins else ""


def _own(path: str) -> bool:
    return path.rsplit("/", 1)[-1] in ("AGENTS.md", "AGENTS.override.md")
