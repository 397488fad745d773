"""What a document marks as not there yet: "pets/  # PENDING", "- `web/`: frontend (not yet implemented)"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from agentslint.claims.claim import Claim
from agentslint.claims.paths import Mention
from agentslint.claims.paths import read as mentions
from agentslint.core import lazy_re
from agentslint.model import File
from agentslint.repo.paths import parent
from agentslint.text.vocabulary import stating

# a marker stands apart: in brackets, behind a dash, or alone; "pending orders" marks nothing
_APART = lazy_re.compile(r"[()\[\]（）—–:：,;#|]|\s-\s")
_CODE = lazy_re.compile(r"`[^`]*`")
_WORD = lazy_re.compile(r"[^\W_]")
_LONGEST = 120  # characters behind a path in which its marker stands


@dataclass(frozen=True, slots=True)
class Pending:
    """A claim that a path is still to come, with the mention that names it."""

    claim: Claim
    mention: Mention


def read(file: File) -> Iterator[Pending]:
    """The paths of diagrams and lists that a marker behind them calls pending."""
    for mention in mentions(file):
        if mention.form == "tree" or (
            mention.form == "code" and mention.leading and mention.listed
        ):
            behind = mention.after_name if mention.form == "tree" else mention.after
            # behind a semicolon something else is spoken of
            told = behind[:_LONGEST].removeprefix("`").partition(";")[0]
            marker = _marker(_CODE.sub("x", told))
            if marker:
                text = f"{mention.path}: {marker}"
                scope = parent(file.path)
                yield Pending(
                    Claim("pending", mention.place, text, mention.path, "to-come", "", scope),
                    mention,
                )


@lru_cache(maxsize=4096)
def _marker(text: str) -> str:
    """The marker that stands apart in what is said of a path; empty where none does."""
    for part in _APART.split(text):
        for start, end in stating().scan(part).get("pending", ()):
            if not (_WORD.search(part[:start]) or _WORD.search(part[end:])):
                return part[start:end]
    return ""
