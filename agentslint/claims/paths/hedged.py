"""How a document takes back that a path is there: what is peculiar to paths."""

from __future__ import annotations

from functools import lru_cache

from agentslint.claims import hedges
from agentslint.claims.hedges import Kind, Span
from agentslint.claims.paths.written import Mention
from agentslint.core import lazy_re
from agentslint.text import wording

_LINE = ":0123456789-"  # what a path's line is written with
_BRIEF = 5  # words of a cell that is a status
_OPENING = 2  # words behind a dash, before the one that says that it is still to come
_SAYS: tuple[tuple[Kind, str], ...] = (("negated", "denied"), ("planned", "planned"))
_DASH = lazy_re.compile(r"\s[–—-]\s|[:：]\s")
_NAMES = lazy_re.compile(r"^[^`]*`|`[^`\n]*`")
_WORDS = lazy_re.compile(r"[^\W\d_]{4,}")
_EMPTY = 3  # words between a directory and the word that says that it is empty


@lru_cache(maxsize=8192)
def hedge(mention: Mention) -> Kind:
    """How the text takes back that the path is there; empty where it does not."""
    span = as_span(mention)
    # "`TODO.md` and `NOTES.md` may hold open work": a page that somebody is free to write
    if mention.path.endswith((".md", ".txt")) and hedges.directly(span, "may"):
        return "optional"
    found = hedges.hedge(span) or _status(mention) or _drawn_elsewhere(mention)
    if found or not mention.is_directory:
        return found
    # git holds no empty directory, and whoever writes the first record makes the directory of records
    if hedges.within(span, "empty", _EMPTY):
        return "optional"
    return "made" if hedges.ends_in(span, "recorded") else ""


def _status(mention: Mention) -> Kind:
    """How what is said of a listed path takes it back: the row's other cells, or what a dash introduces."""
    for cell in mention.row:
        if len(cell.split()) <= _BRIEF and (kind := _said(cell)):
            return kind
        if hedges.whole(cell, "past"):
            return "past"
    told = _DASH.split(mention.sentence[mention.at :], 1)
    if mention.form != "code" or not mention.leading or len(told) < 2:
        return ""
    # of the names alone that stand before the dash
    return _said(told[1], first=_OPENING) if not _WORDS.search(_NAMES.sub("", told[0])) else ""


def _drawn_elsewhere(mention: Mention) -> Kind:
    """Whether the top of its diagram is another checkout: `shop-ops/   (ops repo)`."""
    if mention.form != "tree" or not mention.top:
        return ""
    lines = [line for line in mention.block.split("\n") if line.startswith(mention.top)]
    said = lines[0][len(mention.top) :] if lines else ""
    other = wording.pattern("place", "«checkout»").search(said)
    here = wording.pattern("place", "«here»").search(said)
    return "elsewhere" if other and not here else ""


def _said(text: str, first: int = _BRIEF) -> Kind:
    """What a short text says of something named elsewhere: that it is not there, or is to come."""
    for kind, table in _SAYS:
        for start, _ in hedges.found(text, table):
            if len(text[:start].split()) <= first:
                return kind
    return ""


def making(mention: Mention) -> bool:
    """Whether what makes a path stands right before it."""
    return hedges.making(as_span(mention))


def product(mention: Mention) -> bool:
    """Whether a diagram says behind an entry that a run makes it, and not what the code in it does."""
    return bool(hedges.found(mention.after_name, "product"))


def introduced(mention: Mention) -> Kind:
    """How the list, table or heading that a mention stands in takes back that it is there."""
    return hedges.introduced(as_span(mention))


def as_span(mention: Mention) -> Span:
    """A mention as hedges read it: with its marks of code and the line numbers behind it."""
    sentence, start = mention.sentence, mention.at
    # a diagram writes the last part of a path, and the entries above it the rest
    drawn = mention.form == "tree"
    end = start + (mention.place.end_column - mention.place.column if drawn else len(mention.path))
    if mention.form == "code":
        start -= sentence.endswith("`", 0, start)
        while sentence[end : end + 1] in _LINE and end < len(sentence):
            end += 1
        end += sentence.startswith("`", end)
    return Span(
        sentence,
        start,
        end,
        mention.intro,
        mention.header,
        mention.headings,
        listed=mention.listed,
        opens=not mention.leading and mention.block.startswith(sentence[: hedges.NEAR]),
    )
