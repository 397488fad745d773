"""How much of a directory a list says that it tells: all, a map of it, what counts most, or nothing of the kind."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from agentslint.claims.paths import Mention
from agentslint.core import lazy_re
from agentslint.text import wording

# `all`: "Subdirectories"; `lives`: "Features live under `src/features/`:"; `map`: "Structure", "Module map";
# `key`: "Key files"; `some`: what says that it is a part, or of something else; `long`, "": says nothing
Extent = Literal["all", "lives", "map", "key", "some", "long", ""]

_LONGEST = 90  # characters of a title; what is longer is a sentence that leads to a list
_WORDS = 4  # of a title that says nothing of how whole a list is; one of more may say anything
_PATH = lazy_re.compile(r"`([^`\s]+/?)`|\(((?:[\w.@-]+/)+[\w.@-]*)\)")
_LIVES = r"^\W*(?:[^\W_]+\W+){1,4}?«lives»\s+`[^`\s]+`\W*$"


def extent(mention: Mention) -> Extent:
    """What the lead-in of a list, or else its heading, says of how whole it is."""
    return _of(_title(mention))


def folders(mention: Mention) -> tuple[str, ...]:
    """The directories that the lead-in or heading names, as written, without the last slash."""
    found = _PATH.findall(_title(mention))
    return tuple((code or bare).strip("/") for code, bare in found)


def _title(mention: Mention) -> str:
    lead = mention.intro.split("\n", 1)[0].strip()
    return lead or (mention.headings[-1] if mention.headings else "")


@lru_cache(maxsize=1024)
def _of(title: str) -> Extent:
    if wording.pattern("listed", _LIVES).search(title):
        return "lives"
    if len(title) > _LONGEST or _has(title, "aside"):
        return "some"
    if _has(title, "key"):
        return "key"
    if _is(title, "all"):
        return "all"
    if _has(title, "map") or _is(title, "plain"):
        return "map"
    return "" if len(title.split()) <= _WORDS else "long"


def _is(title: str, table: str) -> bool:
    shape = rf"\W*(?:\d\S*\s+)?«{table}»(?:\s*\([^()]*\))?\W*"
    return wording.pattern("listed", shape).fullmatch(title) is not None


def _has(title: str, table: str) -> bool:
    return wording.pattern("listed", f"«{table}»").search(title) is not None
