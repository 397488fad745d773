"""What a text says of a file that another one hides: it is to be read, it is added to, it is passed over."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from agentslint.claims import hedges
from agentslint.claims.hedges import Span
from agentslint.core import lazy_re
from agentslint.model import File, Piece
from agentslint.text import markdown

Addition = Literal["adds", "holds", "decides"]

_REACH = 30  # characters between a word and the file's name
_DENIAL = 12  # characters before a word in which a denial is one of that word
_TAIL = 8  # characters behind a word in which a verb at the end is denied
_SHORT = 1500  # characters of a file that does nothing but point elsewhere
_DENIALS = ("negated", "none")
_NUMBERED = lazy_re.compile(r"[\s*_`\d.)-]*")


def is_read(file: File, path: str) -> bool:
    """Whether a file demands that the file beside it at `path` is read."""
    return any(_read(piece.text, spot) for piece, spot in _naming(file, path))


def is_found(file: File, path: str) -> bool:
    """Whether a file does no more than send its reader to the one at `path`: nothing of it is lost."""
    if len(file.text) > _SHORT:
        return False
    return any(
        _read(piece.text, spot) or _pointed(piece, spot) for piece, spot in _naming(file, path)
    )


def is_passed_over(file: File, path: str) -> bool:
    """Whether a file says that the one at `path` is not for its reader, and whose it is."""
    sentences = [piece for piece in markdown.read(file) if piece.kind == "sentence"]
    named = _pattern(path)
    for number, piece in enumerate(sentences):
        if not named.search(piece.text) or not _near(piece.text, named, "hides"):
            continue
        following = " ".join(each.text for each in sentences[number : number + 2])
        if _has(named.sub("", following), "theirs"):
            return True
    return False


def is_refused(file: File, path: str) -> bool:
    """Whether a file forbids to read or to import the one at `path`: "do not route through `AGENTS.md`"."""
    return any(
        end <= spot.start() <= end + _REACH and _denied(piece.text, start, end)
        for piece, spot in _naming(file, path)
        for start, end in (*_found(piece.text, "reads"), *_found(piece.text, "imports"))
    )


def is_replaced(file: File, path: str) -> bool:
    """Whether a file says that it is taken instead of the one at `path`."""
    return any(
        _near(piece.text, _pattern(path), "replaces")
        and not hedges.found(piece.text, *_DENIALS)
        and not _has(piece.text, "conflict")
        for piece, _ in _naming(file, path)
    )


def additions(file: File, path: str) -> Iterator[tuple[Piece, Addition]]:
    """The sentences that take the file beside it, at `path`, for one that is read as well."""
    for piece, spot in _naming(file, path):
        text = piece.text
        if _stands(text, spot, "adds", before=True) or _stands(text, spot, "adds_behind"):
            yield piece, "adds"
        elif any(not _denied(text, *span) for span in _found(text, "still")):
            yield piece, "holds"
        elif _has(text, "conflict") and _has(text, "wins") and not _has(text, "root"):
            yield piece, "decides"


def invites(text: str) -> bool:
    """Whether a sentence that names an override sends additions there, or has it read as well."""
    if hedges.found(text, *_DENIALS) or _has(text, "copies") or _has(text, "replaces"):
        return False
    return _has(text, "joins") or (_has(text, "sends") and _has(text, "adds"))


def names_root(text: str) -> bool:
    """Whether a sentence speaks of the root's file."""
    return _has(text, "root")


def replaces(text: str) -> bool:
    """Whether a sentence says that something is replaced, and does not deny it."""
    return _has(text, "replaces") and not hedges.found(text, *_DENIALS)


def _naming(file: File, path: str) -> Iterator[tuple[Piece, lazy_re.Match[str]]]:
    """The sentences that name a file of this directory, with where they do."""
    if path.rpartition("/")[2] not in file.text:
        return
    named = _pattern(path)
    for piece in markdown.read(file):
        if piece.kind == "sentence" and (found := named.search(piece.text)):
            yield piece, found


@lru_cache(maxsize=256)
def _pattern(path: str) -> lazy_re.Pattern[str]:
    """The name of a file, alone or with its whole path; not that of a namesake elsewhere."""
    folder, _, name = path.rpartition("/")
    whole = rf"(?:{lazy_re.escape(folder)}/)?" if folder else ""
    return lazy_re.compile(
        rf"(?<![A-Za-z0-9_./-])(?:\./)?{whole}{lazy_re.escape(name)}(?![A-Za-z0-9_-])"
    )


def _read(text: str, spot: lazy_re.Match[str]) -> bool:
    """Whether a sentence demands to read what it names, and not for interest only."""
    if _has(text, "aside") or _stands(text, spot, "hides", before=True):
        return False
    if _stands(text, spot, "reads", before=True):
        return not _forbidden(text, spot)
    return _stands(text, spot, "reads_behind")


def _pointed(piece: Piece, spot: lazy_re.Match[str]) -> bool:
    text = piece.text
    alone = _NUMBERED.fullmatch(text[: spot.start()] + text[spot.end() :]) is not None
    told = _stands(text, spot, "points", before=True)
    return (told or alone) and not _forbidden(text, spot)


def _stands(text: str, spot: lazy_re.Match[str], table: str, *, before: bool = False) -> bool:
    """Whether a word of a table stands close before the name, or behind it, and is not denied."""
    for start, end in _found(text, table):
        gap = text[end : spot.start()] if before else text[spot.end() : start]
        ordered = end <= spot.start() if before else spot.end() <= start
        near = ordered and len(gap) <= _REACH and not _parted(gap)
        if near and not _denied(text, start, end) and not _denied_behind(text, spot):
            return True
    return False


def _denied_behind(text: str, spot: lazy_re.Match[str]) -> bool:
    """Whether a denial follows the name at once: "ergänzt `AGENTS.md` nicht"."""
    behind = hedges.found(text, *_DENIALS)
    return any(at >= spot.end() and not text[spot.end() : at].strip(" `*_") for at, _ in behind)


def _parted(gap: str) -> bool:
    """Whether a sentence turns between a word and the name: "this file instead of `AGENTS.md`"."""
    return bool(hedges.found(gap, "instead", *_DENIALS))


def _denied(text: str, start: int, end: int) -> bool:
    around = hedges.found(text, *_DENIALS, "refused_behind")
    return any(start - _DENIAL <= at and until <= end + _TAIL for at, until in around)


def _near(text: str, named: lazy_re.Pattern[str], table: str) -> bool:
    spot = named.search(text)
    return spot is not None and any(
        (0 <= spot.start() - end <= _REACH or 0 <= start - spot.end() <= _REACH)
        # a word that denies by itself, "do not read", is not denied by that
        and not any(at < start and start - _DENIAL <= at for at, _ in hedges.found(text, *_DENIALS))
        for start, end in _found(text, table)
    )


def _forbidden(text: str, spot: lazy_re.Match[str]) -> bool:
    return hedges.hedge(Span(text, *spot.span()), hedges.ACT) == "negated"


def _found(text: str, table: str) -> list[tuple[int, int]]:
    return hedges.found(text, f"override:{table}")


def _has(text: str, table: str) -> bool:
    return bool(_found(text, table))
