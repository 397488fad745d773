"""The branches that a document says work starts from, goes to, or is the default: "branch off `develop`"."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.claims import hedges, passages
from agentslint.claims.claim import Claim
from agentslint.claims.passages import Passage
from agentslint.core import lazy_re
from agentslint.model import File
from agentslint.repo.paths import parent
from agentslint.text import wording

# the names that a repository's lasting branches have: another word may be anything
_LASTING = r"(?:origin/)?(main|master|develop|development|dev|trunk|staging|next|mainline)"
_NAME = rf"[\s*_`\"'“]*{_LASTING}(?![A-Za-z0-9_/.-]*[A-Za-z0-9_])[`\"'”]?"
_DEFAULT = rf"«default_branch»(?:\s*(?:«join.be»|«called»|«join.particle»))?[\s*_:：=|—–]*{_NAME}|`{_LASTING}`[\s*_]*«join.be»\s+(?:«join.the»\s+)?«default_branch»"
_TOWARDS = rf"«branching»(?:\s+(?:«join.the»|«latest»|«join.by»))?{_NAME}(?:\s+«branch»)?"
_DENSE = rf"«branching»\s*`{_LASTING}`|`{_LASTING}`\s*«branching»"
_COMMAND = lazy_re.compile(
    rf"\bgit (?:checkout|switch|pull origin|rebase|merge)\s+{_LASTING}(?![\w/.-])"
)
_OF = r"«pulls»"


def read(file: File) -> Iterator[Claim]:
    """The branches that are stated: `default`, or `used` where work starts from or goes to them."""
    for one in passages.read(file):
        for relation, name, start, end in _stated(one):
            if not _taken_back(one, start, end):
                text = one.text[start:end].strip(" *_`")
                yield Claim(
                    "branch", one.place(start, end), text, name, relation, "", parent(file.path)
                )


def _stated(one: Passage) -> Iterator[tuple[str, str, int, int]]:
    for hit in wording.pattern("stated", _DEFAULT).finditer(one.text):
        yield "default", hit[1] or hit[2], hit.start(), hit.end()
        return
    if wording.pattern("stated", _OF).search(one.text):
        hits = list(wording.pattern("stated", _TOWARDS).finditer(one.text))
        hits += list(wording.pattern("stated", _DENSE).finditer(one.text))
        for hit in hits[:1]:
            name = next(group for group in hit.groups() if group)
            if "`" in hit[0] or name not in ("next", "dev", "development", "staging"):
                yield "used", name, hit.start(), hit.end()


def _taken_back(one: Passage, start: int, end: int) -> bool:
    back = hedges.hedge(one.span(start, end), hedges.ACT)
    # what must not be pushed to is there all the same
    return back not in ("", "negated") or hedges.says(one.text, "condition")
