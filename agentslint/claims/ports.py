"""The port that a document says a server listens on: "the dev server runs on port 3000", "http://localhost:3000"."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.claims import hedges, passages
from agentslint.claims.claim import Claim
from agentslint.claims.passages import Passage
from agentslint.core import lazy_re
from agentslint.model import File
from agentslint.repo.paths import parent
from agentslint.text import wording

_URL = lazy_re.compile(r"(?:https?://)?(?:localhost|127\.0\.0\.1|0\.0\.0\.0):(\d{2,5})\b")
_NAMED = r"«port»(?:\s*(?:«join.be»|«port_is»|«join.particle»))?[\s*_`:：=|]{0,6}(\d{2,5})(?!\d|\.\d)|(?<![\d.])(\d{2,5})[\s*_`]{0,3}«port»"
_BARE = r"«serves»\s+(?:«join.on»|:)\s*[`*_]*(\d{4,5})(?!\d|\.\d)"
_OTHER = r"«foreign_port»"
_LEAST, _MOST = 80, 65535


def read(file: File) -> Iterator[Claim]:
    """The ports that are said to be served here. Nothing of a text that names two."""
    for one in passages.read(file):
        found = _numbers(one)
        if len({number for number, _, _ in found}) != 1:
            continue
        number, start, end = found[0]
        if _LEAST <= int(number) <= _MOST and not _taken_back(one, start, end):
            text = one.text[start:end].strip(" *_`")
            scope = parent(file.path)
            yield Claim("port", one.place(start, end), text, "port", "is", number, scope, "")


def _numbers(one: Passage) -> list[tuple[str, int, int]]:
    text = one.text
    hits = [(hit[1], hit.start(), hit.end()) for hit in _URL.finditer(text)]
    hits += [
        (hit[1] or hit[2], hit.start(), hit.end())
        for hit in wording.pattern("stated", _NAMED).finditer(text)
    ]
    hits += [
        (hit[1], hit.start(1), hit.end(1))
        for hit in wording.pattern("stated", _BARE).finditer(text)
    ]
    served = one.kind in ("cell", "comment") or wording.pattern("stated", "«serves»|«port»").search(
        text
    )
    return sorted(hits, key=lambda hit: hit[1]) if served else []


def _taken_back(one: Passage, start: int, end: int) -> bool:
    return bool(wording.pattern("stated", _OTHER).search(one.text)) or bool(
        hedges.hedge(one.span(start, end), hedges.ACT) or hedges.says(one.text, "condition")
    )
