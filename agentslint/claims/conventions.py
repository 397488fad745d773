"""What a document says that all code of a directory has in common: a base class, a prefix, no interfaces; and what one class is made from."""

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

_BASE = r"`(?P<base>[A-Z][\w:.]*)(?:<[^`]*>)?`"
_THE = r"(?:«join.the»\s+)?"
_ONE = rf"`(?P<name>[A-Z]\w*)`[\s*_]*(?:\([^()]{{0,60}}\)\s*)?«extends»\s+{_THE}{_BASE}"
_EVERY = rf"^[\s*_>-]*«every»\s+[\w -]{{3,40}}?\s+«extends»\s+{_THE}{_BASE}"
_ALONE = rf"^[\s*_>-]*«inherits»\s+{_THE}{_BASE}(?!\s*«purpose»)"
_PREFIX = r"(?<![\w-])«every»\s+(?:(?P<functions>«functions»)|«classes»)\s[^.;:`]{0,40}?«prefixed»\s+`(?P<prefix>\w+?)`"
_NONE = r"(?<![\w-])«no»\s+(?:(?P<interfaces>«interfaces»)|(?P<enums>«enums»)|(?P<types>«types»))\s+(?:«join.be»\s+)?«defined»"
_TURNED = r"(?<![\w-])(?P<types>«types»)\s*(?:«join.particle»\s*)?«nowhere»"


def read(file: File) -> Iterator[Claim]:
    """`extends` of one class, and of all code of a directory `all-extend`, `prefixed` and `none-of` a kind.

    `subject` the class, or the directory: "" for the document's; `value` the base, the prefix or the kind.
    """
    for one in passages.read(file):
        if one.kind in ("heading", "comment") or hedges.says(one.text, "condition"):
            continue
        if "`" in one.text:
            yield from _bases(file, one)
            yield from _prefixed(file, one)
        for shape in (_NONE, _TURNED):
            for hit in wording.pattern("convention", shape).finditer(one.text):
                kind = next(name for name, text in hit.groupdict().items() if text)
                yield from _of_all(file, one, hit, "none-of", kind)


def _bases(file: File, one: Passage) -> Iterator[Claim]:
    for hit in wording.pattern("convention", _ONE).finditer(one.text):
        if not hedges.hedge(one.span(hit.start("name"), hit.end("base")), hedges.STATED):
            place = one.place(hit.start("name"), hit.end("base"))
            text = f"{hit['name']} extends {hit['base']}"
            yield Claim(
                "class", place, text, hit["name"], "extends", hit["base"], parent(file.path)
            )
    for shape in (_EVERY, _ALONE):
        if found := wording.pattern("convention", shape).match(one.text):
            yield from _of_all(file, one, found, "all-extend", found["base"])
            return


def _prefixed(file: File, one: Passage) -> Iterator[Claim]:
    for hit in wording.pattern("convention", _PREFIX).finditer(one.text):
        kind = "functions" if hit["functions"] else "classes"
        yield from _of_all(file, one, hit, f"{kind}-prefixed", hit["prefix"])


def _of_all(
    file: File, one: Passage, hit: lazy_re.Match[str], relation: str, value: str
) -> Iterator[Claim]:
    where = _where(file, one, hit.start())
    back = hedges.hedge(one.span(*hit.span()), hedges.STATED)
    if where is not None and back in ("", "negated"):
        text = hit[0].strip(" *_>-")
        place = one.place(*hit.span())
        yield Claim("convention", place, text, where, relation, value, parent(file.path))


def _where(file: File, one: Passage, at: int) -> str | None:
    """The directory whose code is meant, "" for the document's; None where that is not known."""
    if one.kind == "cell":
        place = one.place(at, at + 1)
        named = [
            mention
            for mention in mentions(file)
            if mention.place.line == place.line and mention.place.column < place.column
        ]
        folders = [one for one in named if one.is_directory]
        return folders[0].path.rstrip("/") if len(named) == len(folders) == 1 else None
    own = "`" not in one.text[:at] and parent(file.path) != "."
    return "" if own and len(one.headings) < 3 else None
