"""The routes of a server that a document names: "`GET /api/orders`", "the endpoint `/api/orders`"."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.claims import passages
from agentslint.claims.claim import Claim
from agentslint.core import lazy_re
from agentslint.model import File, Place
from agentslint.repo.paths import parent
from agentslint.text import markdown, wording

_PATH = r"(?P<path>/[a-z][\w-]*(?:/[\w-]+)*)"
_METHOD = lazy_re.compile(
    rf"`?\b(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)`?[\s|`*:]+{_PATH}/?(?=[`\s?,.;|)]|$)"
)
_SPAN = rf"`{_PATH}/?`"
_CALLED = lazy_re.compile(rf"(?:localhost|127\.0\.0\.1)(?::\d+)?{_PATH}(?=[\s\"'?`]|$)")
_SPEAKS = r"«route»|«serves»"


def read(file: File) -> Iterator[Claim]:
    """Each route once, in document order."""
    told: set[str] = set()
    for path, place in _named(file):
        if path not in told:
            told.add(path)
            yield Claim("route", place, path, path, "served", "", parent(file.path))


def _named(file: File) -> Iterator[tuple[str, Place]]:
    for one in passages.read(file):
        hits = list(_METHOD.finditer(one.text))
        if not hits and wording.pattern("stated", _SPEAKS).search(one.text):
            hits = list(lazy_re.finditer(_SPAN, one.text))
        if not hits and one.kind != "comment":
            spans = list(lazy_re.finditer(_SPAN, one.text))
            hits = spans if any("/" in hit["path"][1:] for hit in spans) else []
        for hit in hits:
            if not one.taken_back(hit.start("path"), hit.end("path")):
                yield hit["path"], one.place(hit.start("path"), hit.end("path"))
    for piece in markdown.read(file):
        if piece.kind in ("code", "fence"):
            for hit in _CALLED.finditer(piece.text):
                yield hit["path"], markdown.within(piece, hit.start("path"), hit.end("path"))
