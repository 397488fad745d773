"""Which lists say that they hold the files of a directory: those below "Files", "Contents", "Directory contents"."""

from __future__ import annotations

from functools import lru_cache

from agentslint.claims.paths.written import Mention
from agentslint.core import lazy_re
from agentslint.text import wording
from agentslint.text.vocabulary import stating

_WORD = lazy_re.compile(r"[^\W_]")


def of_directory(mention: Mention) -> bool:
    """Whether a mention is what an entry of such a list or table begins with, by its name alone."""
    bare = "/" not in mention.path.rstrip("/")
    # what a table lists stands in its first column
    first = mention.group[:1] != ("cell",) or mention.group[-1] == 0
    entry = mention.form == "code" and mention.leading and bool(mention.group) and first
    return entry and bare and any(_says(text) for text in _titles(mention))


def of_instructions(mention: Mention, name: str) -> bool:
    """Whether a mention is a directory of a list of those that have an instruction file of a name.

    "AGENTS.md locations", "Each directory has its own `AGENTS.md`:".
    """
    entry = mention.form == "code" and mention.leading and bool(mention.group)
    if not (entry and mention.is_directory):
        return False
    return any(name in text and "index" in stating().scan(text) for text in _titles(mention))


def located(mention: Mention) -> bool:
    """Whether a mention is what a cell begins with in a column that says where things are."""
    return mention.leading and mention.group[:1] == ("cell",) and placing(mention.header)


@lru_cache(maxsize=1024)
def placing(header: str) -> bool:
    """Whether the header of a column says that it tells where things are: "Location", "Path", "Where"."""
    return wording.pattern("sends", r"\W*(?:«column»)\W*").fullmatch(header) is not None


def _titles(mention: Mention) -> tuple[str, ...]:
    lead = mention.intro.split("\n", 1)[0]
    return (lead,) if lead else mention.headings[-1:]


@lru_cache(maxsize=1024)
def _says(title: str) -> bool:
    """Whether a heading or a lead-in is such a phrase, and nothing more."""
    return any(
        not _WORD.search(title[:start]) and not _WORD.search(title[end:])
        for start, end in stating().scan(title).get("files", ())
    )
