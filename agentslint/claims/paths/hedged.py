"""How a document takes back that a path is there: what is peculiar to paths."""

from __future__ import annotations

from functools import lru_cache

from agentslint.claims import hedges
from agentslint.claims.hedges import Kind, Span
from agentslint.claims.paths.written import Mention

_LINE = ":0123456789-"  # what a path's line is written with
_EMPTY = 3  # words between a directory and the word that says that it is empty


@lru_cache(maxsize=1024)
def hedge(mention: Mention) -> Kind:
    """How the text takes back that the path is there; empty where it does not."""
    span = _span(mention)
    # "`TODO.md` and `NOTES.md` may hold open work": a page that somebody is free to write
    if mention.path.endswith((".md", ".txt")) and hedges.directly(span, "may"):
        return "optional"
    found = hedges.hedge(span)
    if found or not mention.is_directory:
        return found
    # git holds no empty directory, and whoever writes the first record makes the directory of records
    if hedges.within(span, "empty", _EMPTY):
        return "optional"
    return "made" if hedges.ends_in(span, "recorded") else ""


def making(mention: Mention) -> bool:
    """Whether what makes a path stands right before it."""
    return hedges.making(_span(mention))


def introduced(mention: Mention) -> Kind:
    """How the list, table or heading that a mention stands in takes back that it is there."""
    return hedges.introduced(_span(mention))


def _span(mention: Mention) -> Span:
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
        listed=bool(mention.group),
        opens=not mention.leading and mention.block.startswith(sentence[: hedges.NEAR]),
    )
