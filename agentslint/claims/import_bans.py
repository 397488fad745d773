"""What a document says that code does not import: "pure helpers, no FastAPI imports", "must not import from `ui/`"."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.claims import hedges, passages
from agentslint.claims.claim import Claim
from agentslint.claims.passages import Passage
from agentslint.claims.paths import read as mentions
from agentslint.core import lazy_re
from agentslint.model import File
from agentslint.repo.paths import parent
from agentslint.text import wording

_NEXT = r"(?:\s*[,/、，]\s*(?:(?:«join.and»|«join.or»)\s+)?|\s+(?:«join.and»|«join.or»)\s+)"
_ROW = r"(?P<row>`@?[A-Za-z@~][\w@./*:-]*`(?:NEXT`@?[A-Za-z@~][\w@./*:-]*`){0,8})".replace(
    "NEXT", _NEXT
)
_SHAPES = (
    rf"(?<![\w-])«refuses»\s+(?:«join.the»\s+)?{_ROW}",
    r"(?<![\w-])«no»\s+`?(?P<name>@?[A-Za-z][\w@./*-]*[\w*])`?\s+«imports»(?![\w-])",
    # "fasthttp (NOT net/http)"
    r"[(（]«not»\s+`?(?P<whole>[a-z@][\w.@-]*/[\w./-]*\w)`?[)）]",
)
_EACH = lazy_re.compile(r"`([^`]+)`")
_SUBJECT = lazy_re.compile(r"[\s*_>-]*(?:`(?P<path>[\w@./-]+/)`[\s*_:：—–-]*)?")
# a word that is written small is of the language: "no circular imports"
_PROPER = lazy_re.compile(r"[A-Z]|@|[a-z]\w*[./-]")


def read(file: File) -> Iterator[Claim]:
    """The modules that code does not import: `subject` where, "" for the document's directory, `value` the module."""
    for one in passages.read(file):
        if one.kind in ("sentence", "cell") and not _limited(one):
            for shape in _SHAPES:
                for hit in wording.pattern("imported", shape).finditer(one.text):
                    yield from _made(file, one, hit)


def _limited(one: Passage) -> bool:
    return wording.pattern("imported", "«unless»").search(one.text) is not None or bool(
        hedges.says(one.text, "condition")
    )


def _made(file: File, one: Passage, hit: lazy_re.Match[str]) -> Iterator[Claim]:
    groups = hit.groupdict()
    told = groups.get("name") or groups.get("whole") or ""
    modules = _EACH.findall(groups["row"]) if groups.get("row") else [told]
    bare = not groups.get("row") and "`" not in hit[0]
    back = hedges.hedge(one.span(*hit.span()), hedges.STATED)
    where = "" if groups.get("whole") else _where(file, one, hit)
    if where is None or back not in ("", "negated") or (bare and not _PROPER.match(modules[0])):
        return
    for module in modules:
        text = lazy_re.sub(r"[*_]", "", hit[0])
        place = one.place(hit.start(), hit.end())
        yield Claim("imports", place, text, where, "imports-none", module, parent(file.path))


def _where(file: File, one: Passage, hit: lazy_re.Match[str]) -> str | None:
    """The directory whose code is meant; None where the text speaks of all code, or of one that is unknown."""
    line = one.piece.place.line
    if one.kind == "cell":
        named = [
            mention
            for mention in mentions(file)
            if mention.place.line == line and mention.place.column < one.place(*hit.span()).column
        ]
        folders = [one for one in named if one.is_directory]
        return folders[0].path.rstrip("/") if len(named) == len(folders) == 1 else None
    before = one.text[: hit.start()]
    subject = _SUBJECT.match(before)
    if subject and subject["path"]:
        return str(subject["path"]).rstrip("/")
    own = "`" not in before and parent(file.path) != "."
    return "" if own and len(one.headings) < 4 else None
