"""Where a document says that tests lie, or that none do: "Tests live in `src/__tests__/` or `tests/`"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from agentslint.claims import hedges, passages
from agentslint.claims.claim import Claim
from agentslint.claims.passages import Passage
from agentslint.core import lazy_re
from agentslint.model import File
from agentslint.repo.paths import parent
from agentslint.text import wording

_DIRECTORY = r"`(?:\.?/)?(?:[\w@.*<>{}-]+/)*[\w@.*<>{}-]+/?`"
_NEXT = r"(?:\s*[,、，]\s*(?:(?:«join.and»|«join.or»)\s+)?|\s*(?:«join.and»|«join.or»|/)\s*)"
_ROW = rf"(?P<row>{_DIRECTORY}(?:{_NEXT}{_DIRECTORY}){{0,5}})"
# only what opens a sentence speaks of all tests: "unit tests live in" speaks of some
_LIVES = rf"^\W*(?:«every»\s+)?(?:(?P<of>[\w-]+)\s+)?«tests»\s*(?:«lives»|«in»|[:：])\s*(?:«join.the»\s+)?{_ROW}"
_ONLY = rf"^\W*{_ROW}\s+«only»(?=\W*(?:$|[.:;,—–]|\s-\s))"
_NONE = (
    rf"^\W*(?:«no»|«never»)\s*(?:«every»\s+)?«tests»\s*(?:«lives»|«in»)\s*(?:«join.the»\s+)?{_ROW}"
)
_PATH = lazy_re.compile(r"`(?:\./)?/?([^`]+?)/?`")


@dataclass(frozen=True, slots=True)
class TestHomes:
    """The directories that hold all tests, or with the relation `none-in` none.

    of       what else the sentence names: the package whose tests they are, or ""
    """

    claim: Claim
    paths: tuple[str, ...]
    of: str = ""


def read(file: File) -> Iterator[TestHomes]:
    """The statements of a document on where its tests lie; `relation` is `lives-in`, `only-in` or `none-in`."""
    for one in passages.read(file):
        if "`" in one.text and one.kind == "sentence":
            for relation, shape in (("none-in", _NONE), ("lives-in", _LIVES), ("only-in", _ONLY)):
                hit = wording.pattern("placed", shape).match(one.text)
                if hit is not None:
                    paths = tuple(_paths(hit["row"]))
                    if paths and all(paths) and not _aside(one, hit):
                        yield _made(file, one, hit, relation, paths)
                    break


def _paths(row: str) -> Iterator[str]:
    """The directories of a row; empty for what is none: `*.test.ts`."""
    for found in _PATH.finditer(row):
        folder, _, last = found[1].rpartition("/")
        named = "." in last.lstrip(".") or "*" in last.replace("**", "")
        yield folder if named else found[1] if "/" in found[0] or last.isidentifier() else ""


def _made(
    file: File, one: Passage, hit: lazy_re.Match[str], relation: str, paths: tuple[str, ...]
) -> TestHomes:
    start, end = hit.span("row")
    text = one.text[: hit.end()].strip(" *_-")
    claim = Claim("tests", one.place(start, end), text, hit["row"], relation, "", parent(file.path))
    return TestHomes(claim, paths, hit.groupdict().get("of") or "")


def _aside(one: Passage, hit: lazy_re.Match[str]) -> bool:
    """Whether a sentence speaks of some tests only, or on a condition."""
    back = hedges.hedge(one.span(*hit.span("row")), hedges.STATED)
    narrowed = wording.pattern("placed", r"\s*«narrowing»").match(one.text, hit.end())
    return bool(narrowed) or back not in ("", "negated") or bool(hedges.says(one.text, "condition"))
