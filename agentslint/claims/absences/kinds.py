"""What a document says is not there yet: tests, CI, a linter, a Dockerfile, a file or function to be written."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from agentslint.claims import hedges, passages
from agentslint.claims.claim import Claim
from agentslint.claims.passages import Passage
from agentslint.claims.paths import clean
from agentslint.core import lazy_re
from agentslint.model import File
from agentslint.repo.paths import parent
from agentslint.text import markdown, wording

KINDS = ("tests", "ci", "linter", "formatter", "docker")
_NO = r"(?P<no>«no»)[\s*_`]*(?P<what>WHAT)`?"
_STOP = r"[\s*_]*(?:[.;,(（—–。；，、）]|\s-\s|$)"  # what follows speaks of something else
_LABEL = rf"\W*(?P<what>WHAT)[\s*_]*[:：][\s*_]*(?P<nothing>«nothing»){_STOP}"
_STATE = (
    rf"\W*«state»[\s*_]*[:：][\s*_]*(?P<what>«no»[\s*_`]*WHAT(?:\s+«here»)?)(?P<nothing>){_STOP}"
)
_BEHIND = (
    r"(?P<what>WHAT)`?[\s*_]*(?:«join.particle»)?\s*(?:«here»\s*)?(?P<yet>«notyet»|«unset»|«no»)"
)
_WHOLE = r"\W*(?:(?:«whole»|«here»|«join.the»)\W*){0,2}"
_REST = r"(?:\W|«here»|«join.particle»)*"
# a file or a name that is still to be written
_CODE = r"`(?P<code>[^`\s]+)`[)\]*_]*\s*(?:«function»\s*)?(?:[(（:：—–|-]\s*|«join.particle»\s*)?(?:«here»\s*)?[*_]*(?P<yet>«notyet»)"
_NO_CODE = r"(?P<no>«no»)[\s*_]*`(?P<code>[^`\s]+)`\s*(?:«function»)?"
_STOPS = lazy_re.compile(r"[.;,(（—–。；]|\s-\s")
_HEADINGS = " / "
_BARE_NO = frozenset({"no"})
_TODO = "«deed»"


def read(file: File) -> Iterator[Claim]:
    """The absences of a kind (`subject` is one of KINDS, `value` the headings above), and of paths and names (`pending`)."""
    pieces = markdown.read(file)
    for one in passages.read(file):
        if one.kind in ("heading", "comment"):
            continue
        # what an inner item says, it says of the outer one
        block = pieces[one.piece.info["parent"]]
        if block.kind != "item" or block.info["depth"] == 1:
            yield from _of_kinds(file, one)
        if not hedges.says(one.text, "condition"):
            yield from _of_code(file, one)


def _of_kinds(file: File, one: Passage) -> Iterator[Claim]:
    for kind in KINDS:
        found = _kind(one.text, kind)
        if found and not hedges.says(one.text[: found[1]], "condition"):
            start, end = found
            text = one.text[start:end].strip(" *_`")
            value = _HEADINGS.join(one.headings)
            # "in the codebase" is said of all of it, wherever the document lies
            behind = _STOPS.split(one.text[end:], 1)[0]
            far = wording.pattern("stated", "«codebase»").search(behind)
            scope, value = (".", "") if far else (parent(file.path), value)
            yield Claim("absence", one.place(start, end), text, kind, "absent", value, scope)


def _kind(text: str, kind: str) -> tuple[int, int] | None:
    """Where a text says that a thing is not there, and nothing else."""
    for shape in (_LABEL, _STATE):
        if label := _pattern(shape, kind).match(text):
            return label.start("what"), label.end("nothing")
    for shape in (_NO, _BEHIND):
        for hit in _pattern(shape, kind).finditer(text):
            rest = _STOPS.split(text[hit.end() :], 1)[0]
            before = _pattern(_WHOLE, kind).fullmatch(text[: hit.start()])
            if not before or not _pattern(_REST, kind).fullmatch(rest):
                continue
            groups = hit.groupdict()
            if (groups.get("no") or "").casefold() in _BARE_NO and not rest.strip(" .*_`!"):
                continue  # "No tests." may be a rule
            return hit.start(), hit.end()
    return None


@cache
def _pattern(shape: str, kind: str) -> lazy_re.Pattern[str]:
    return wording.pattern("stated", shape.replace("WHAT", f"«{kind}»"))


def _of_code(file: File, one: Passage) -> Iterator[Claim]:
    if "`" not in one.text or wording.pattern("stated", _TODO).search(one.text):
        return
    for shape in (_CODE, _NO_CODE):
        for hit in wording.pattern("stated", shape).finditer(one.text):
            if (hit.groupdict().get("no") or "").casefold() in _BARE_NO:
                continue
            if shape is _NO_CODE and not wording.pattern("stated", _REST).fullmatch(
                one.text[hit.end() :]
            ):
                continue
            relation = "absent" if "exist" in (hit.groupdict().get("yet") or "exist") else "to-come"
            text = one.text[hit.start() : hit.end()].strip(" *_")
            yield Claim(
                "pending",
                one.place(hit.start(), hit.end()),
                text,
                clean(hit["code"]) or hit["code"].removesuffix("()"),
                relation,
                "",
                parent(file.path),
            )
            return
