"""Calls that a document says there are none of: "No fmt.Printf or log.Printf in production code"."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.claims import hedges, passages
from agentslint.claims.claim import Claim
from agentslint.core import lazy_re
from agentslint.model import File
from agentslint.repo.paths import parent
from agentslint.text import wording

# a function of a package or an object: `fmt.Printf`, `console.log()`
_CALL = r"`?[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+(?:\(\))?`?"
_ROW = rf"(?P<row>{_CALL}(?:(?:\s*[,/]\s*(?:«join.or»\s+)?|\s+(?:«join.or»|«join.and»|«join.nor»)\s+){_CALL}){{0,5}})"
_SHAPE = rf"(?<![\w-])«without»\s+(?:«uses»\s+)?{_ROW}\s+«everywhere»"
_EACH = lazy_re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+")


def read(file: File) -> Iterator[Claim]:
    """Each call with the directory of the document: `value` the name as it is called."""
    for one in passages.read(file):
        if one.kind == "heading" or hedges.says(one.text, "condition"):
            continue
        for hit in wording.pattern("imported", _SHAPE).finditer(one.text):
            if wording.pattern("imported", "«unless»").search(one.text, hit.start()):
                continue
            for found in _EACH.finditer(hit["row"]):
                place = one.place(hit.start(), hit.end())
                yield Claim("calls", place, hit[0], "", "calls-none", found[0], parent(file.path))
