"""Which package a document says depends on which: "`web` -> `@shop/shared`", "Used by: `web`", "only `web` uses `tsdown`"."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.claims import hedges, passages
from agentslint.claims.claim import Claim
from agentslint.core import lazy_re
from agentslint.model import File, Place
from agentslint.repo.paths import parent
from agentslint.text import markdown, wording

_ID = r"[@:]?[A-Za-z][\w./:-]*"
_TICKED = rf"`(?P<{{0}}>{_ID})`"
_LIST = (
    rf"(?P<targets>`{_ID}`(?:\s*[,，、/+]\s*(?:«join.and»\s+)?`{_ID}`|\s*«join.and»\s*`{_ID}`)*)"
)
_ARROWS = rf"{_TICKED.format('source')}\s*(?:->|→|=>|⟶|-->)\s*{_LIST}"
_DEPENDS = rf"{_TICKED.format('source')}[\s*_]*«depends»(?:\s+«directly»)?\s*{_LIST}"
_DEPENDS_BEHIND = rf"{_TICKED.format('source')}\s*«join.particle»\s*{_LIST}\s*«depends_behind»"
_USED = rf"{_TICKED.format('target')}[\s*_]*«usedby»\s*{_TICKED.format('source')}"
# in the instructions of a package: "Depends on: `core`", "**Used by:** `web` and `api`"
_OWN = rf"^[\s*_>-]*«depends»[\s*_:：]+{_LIST}"
_OWN_USED = rf"^[\s*_>-]*(?:«usedby»|«consumers»)[\s*_:：]+{_LIST}"
_OWN_USED_BEHIND = rf"^[\s*_>-]*«usedby_before»\s+{_LIST}\s*«used»"
_ROW = rf"{_TICKED.format('source')}[:：]\s*{_LIST}"
_DRAWN = lazy_re.compile(
    r"^\s*(?P<source>@[\w-]+/[\w.-]+)\s*(?:->|→|=>|-->)\s*(?P<targets>@[\w-]+/[\w.-]+(?:\s*,\s*@[\w-]+/[\w.-]+)*)\s*$",
    lazy_re.M,
)
_ONLY = (
    rf"«only»\s*{_TICKED.format('source')}[\s*_]*«depends»\s*{_TICKED.format('target')}",
    rf"{_TICKED.format('source')}\s*«only_behind»\s*{_TICKED.format('target')}\s*«depends_behind»",
    rf"{_TICKED.format('target')}\s*«join.particle»\s*{_TICKED.format('source')}\s*«only_in_behind»\s*«used»",
    rf"{_TICKED.format('target')}[\s*_]*«join.be»\s+(?:«used»\s+)?«only»(?:\s+«join.by»)?\s+{_TICKED.format('source')}",
    rf"{_TICKED.format('source')}[\s*_]*«join.be»\s+«only»\s+(?:«packages»|«crates»|«modules»|app)[\s\w]{{0,10}}?«depends»\s+{_TICKED.format('target')}",
    rf"{_TICKED.format('source')}[\s*_]*«join.be»\s+«only»\s+(?:«packages»|«crates»|«modules»|app)\s+(?:that\s+)?«using»\s+{_TICKED.format('target')}",
)
_PART = lazy_re.compile(_ID)
# a fence of nothing else: "data ← model, network (what it is for)"
_TURNED = lazy_re.compile(
    rf"^[ \t]*(?P<source>{_ID})[ \t]*(?:←|<-{{1,2}})[ \t]*(?P<targets>{_ID}(?:[ \t]*,[ \t]*{_ID})*)?[ \t]*(?:[(（#].*)?$",
    lazy_re.M,
)
_FEWEST = 3  # such lines, before a fence is read as a table of who needs whom


def read(file: File) -> Iterator[Claim]:
    """`depends` for each arrow: `subject` on `value`; `sole` where no other package uses the value."""
    for one in passages.read(file):
        if "`" not in one.text or hedges.says(one.text, "condition"):
            continue
        yield from _of_own(file, one)
        if one.text.count("`") < 4:
            continue
        sole = next(
            (hit for shape in _ONLY if (hit := wording.pattern("stated", shape).search(one.text))),
            None,
        )
        if sole:
            place = one.place(sole.start(), sole.end())
            yield _claim(file, place, sole[0], sole["source"], "sole", sole["target"])
            continue
        for hit in _hits(one):
            for name, start, end in _targets(hit):
                if not one.taken_back(hit.start(), hit.end()):
                    text = f"{hit['source']} -> {name}"
                    yield _claim(file, one.place(start, end), text, hit["source"], "depends", name)
    for piece in markdown.read(file):
        if piece.kind == "fence":
            turned = list(_TURNED.finditer(piece.text))
            turned = [hit for hit in turned if hit["targets"]] if len(turned) >= _FEWEST else []
            for hit in (*_DRAWN.finditer(piece.text), *turned):
                for part in _PART.finditer(piece.text, hit.start("targets"), hit.end("targets")):
                    place = markdown.within(piece, part.start(), part.end())
                    text = f"{hit['source']} -> {part[0]}"
                    yield _claim(file, place, text, hit["source"], "depends", part[0])


def _of_own(file: File, one: passages.Passage) -> Iterator[Claim]:
    """What is said of the package whose directory the document lies in: its name is ""."""
    if parent(file.path) == "." or one.kind not in ("sentence", "item"):
        return
    for shape, mine in ((_OWN, True), (_OWN_USED, False), (_OWN_USED_BEHIND, False)):
        hit = wording.pattern("stated", shape).match(one.text)
        if hit is None or one.taken_back(hit.start(), hit.end()):
            continue
        for name, start, end in _targets(hit):
            pair = ("", name) if mine else (name, "")
            lead = lazy_re.sub(r"[*_:：>]", "", one.text[: hit.start("targets")]).strip(" -`")
            text = f"{lead} {name}"
            yield _claim(file, one.place(start, end), text, pair[0], "depends", pair[1])
        return


def _hits(one: passages.Passage) -> Iterator[lazy_re.Match[str]]:
    for shape in (_ARROWS, _DEPENDS, _DEPENDS_BEHIND, _USED):
        yield from wording.pattern("stated", shape).finditer(one.text)
    if one.kind == "cell" and wording.pattern(
        "stated", r"\W*(?:«depends»|«dependencies»)\W*"
    ).fullmatch(one.header):
        yield from wording.pattern("stated", _ROW).finditer(one.text)


def _targets(hit: lazy_re.Match[str]) -> Iterator[tuple[str, int, int]]:
    group = "targets" if "targets" in hit.groupdict() else "target"
    for part in _PART.finditer(hit.string, hit.start(group), hit.end(group)):
        if hit.string[part.start() - 1 : part.start()] == "`":
            yield part[0], part.start(), part.end()


def _claim(file: File, place: Place, text: str, source: str, relation: str, target: str) -> Claim:
    return Claim(
        "dependency", place, text.strip(" *_"), source, relation, target, parent(file.path)
    )
