"""How many packages, crates, workflows or skills a document says there are, which ones, and the single ones it names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from agentslint.claims import counted, hedges, passages
from agentslint.claims.passages import Passage
from agentslint.claims.paths import surroundings
from agentslint.core import lazy_re
from agentslint.model import File, Piece, Place
from agentslint.repo.paths import parent
from agentslint.text import markdown, wording

COUNTED = ("packages", "crates", "workflows", "skills")
# the word for one of each kind, and what a text has to speak of besides for it to be that kind
SINGLE = {
    "workflows": ("«workflows»", ""),
    "jobs": ("«job»", "«ci»|«workflows»|«pulls»|`[^`]*\\.ya?ml`"),
    "services": ("«service»", "compose"),
    "skills": ("«skills»", ""),
}
HEADED = {
    "packages": "packages",
    "crates": "crates",
    "workflows": "workflows",
    "skills": "skills",
    "services": "service",
    "jobs": "job",
}
_VAGUE = r"(?:~|≈|<|>|≤|≥|«vague»)[\s*_]*$"
_PART = "«partial»"
_CODE = lazy_re.compile(r"`([^`\n]+)`")
_ITEM = lazy_re.compile(r"[@\w][\w@./-]*")
_SERIES = r"(?:`[^`\n]+`(?:\s*\([^()]*\))?(?:\s*[,、，]\s*(?:«join.and»)?\s*|\s+(?:«join.and»|&)\s+)?){2,}"
_PATTERN = lazy_re.compile(r"[@\w][\w@.*/-]*")
_NEXT = lazy_re.compile(r"\s*[/,&]\s*`([^`\n]+)`")
_DIRECTORY = lazy_re.compile(r"`((?:\.?[\w@.-]+/)+)`")
_COMMAND = lazy_re.compile(
    r"docker[ -]compose (?:-f \S+ )?(?:up|run|exec|logs|restart|stop|start|build|ps)((?: +-{1,2}[\w=-]+)*) +(?P<name>[a-z][\w-]*)"
)
_WORKFLOW = lazy_re.compile(r"`(\.github/workflows/[\w.-]+\.ya?ml)`")
_MEMBERS = ("packages", "crates")
_BEHIND = 24  # characters behind a row of names in which the word for their kind stands
_ROW = 5  # names of such a row
_SHORT = 60  # characters of a lead-in that says what a list is of
_OWN_SKILL = r"«foreign_skill»"
_SKILL = lazy_re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")
# what may stand behind a count that is one of all
_END = r"[\s*_]*(?:[.,:：;；!。，、()（）]|$|«join.below»|[-–—]\s)"


@dataclass(frozen=True, slots=True)
class Listed:
    """Members of one kind that a text names: all there are (`whole`), or so many; `scope` is the document's directory.

    kind     packages, crates, workflows, jobs, services or skills
    names    (name, place) in order; `number` what is said of how many there are, 0 for nothing
    under    the directory that they are said to lie in, or ""
    loose    they are the entries of a list; `spoken` of one whose lead-in speaks of the kind, and of more
    """

    kind: str
    names: tuple[tuple[str, Place], ...]
    number: int
    place: Place
    text: str
    scope: str
    whole: bool = False
    under: str = ""
    loose: bool = False
    spoken: bool = False


def read(file: File) -> Iterator[Listed]:
    """Counts and series of sentences, single names beside the word for their kind, then lists and columns."""
    for one in passages.read(file):
        if one.kind != "heading" and not hedges.says(one.text, "condition"):
            yield from _of_text(file, one)
    yield from _lists(file)
    yield from _commands(file)


def _of_text(file: File, one: Passage) -> Iterator[Listed]:
    for kind in COUNTED:
        found = _counted(one, kind)
        series = _series(one, kind)
        if not found and not series:
            continue
        number, start, end = found or (0, series[0][1], series[-1][2])
        if not found and _is(one.text, _PART):
            continue
        if series:
            end = max(end, series[-1][2])
        names = tuple((name, one.place(at, to)) for name, at, to in series)
        whole = bool(series) and (not found or number == len(series))
        under = _DIRECTORY.search(one.text)
        yield Listed(
            kind, names, number, one.place(start, end), one.text[start:end].strip(" *_"),
            parent(file.path), whole, under[1].rstrip("/") if under else "",
        )  # fmt: skip
        return
    yield from _own(file, one)
    yield from _single(file, one)


def _own(file: File, one: Passage) -> Iterator[Listed]:
    """In a directory's own file: "`app`, `web`, `cli`, `core` and `base` are packages of their own"."""
    home = parent(file.path)
    for row in wording.pattern("stated", _SERIES).finditer(one.text) if home != "." else ():
        names = [hit for hit in _CODE.finditer(row[0]) if _ITEM.fullmatch(hit[1])]
        behind = one.text[row.end() : row.end() + _BEHIND]
        kind = next((kind for kind in _MEMBERS if _is(behind, rf"^[^.;:]*?«{kind}»")), "")
        start = row.start()
        if kind and len(names) >= _ROW and not _is(one.text[:start] + behind, _PART):
            places = [
                (hit[1], one.place(start + hit.start(1), start + hit.end(1))) for hit in names
            ]
            yield Listed(
                kind, tuple(places), 0, one.place(start, row.end()), row[0], home, whole=True,
                under=home, spoken=True,
            )  # fmt: skip


def _counted(one: Passage, kind: str) -> tuple[int, int, int] | None:
    """The number of a kind that a text states, and where."""
    text, number = one.text, rf"(?P<number>{counted.number()})"
    if not wording.pattern("stated", f"«{kind}»").search(text):
        return None
    noun = rf"{number}[\s*_]*(?:«counted.counter»[\s*_]*)?«{kind}»"
    shapes = (
        rf"«{kind}»[\s*_]*[:：][\s*_]*(?P<number>{counted.number()})[\s*_.]*$",
        rf"«holds»\W*(?:[^\W\d]+\W+){{0,2}}?{noun}(?={_END})",
        rf"^\W*(?:[^\W\d]+\W+){{0,3}}?{noun}(?={_END})",
        rf"^\W*{noun}\s+«holds»",
        rf"^(?:\W*`[^`\s]+`)?[^.。;；,，:：]{{0,32}}?{noun}(?=[\s*_]*(?:«join.particle»)?[\s*_]*«holds_behind»)",
        rf"^\W*«{kind}»[\s*_]*{number}[\s*_]*«counted.counter»[\s*_]*(?:[.。]|$)",
        rf"^\W*`[\w@./-]+/`\s*[(（]{noun}[)）]",
    )
    for shape in shapes:
        for hit in wording.pattern("stated", shape).finditer(text):
            count, start = counted.value(hit["number"]), hit.start("number")
            if count >= 2 and not _is(text[:start], _VAGUE):
                return count, start, hit.end()
    return None


def _series(one: Passage, kind: str) -> list[tuple[str, int, int]]:
    """The code spans of a row of them that a text says a kind is made up of."""
    opening = wording.pattern(
        "stated",
        rf"«{kind}»[\s*_]*(?:[:：(（]|«holds»|«join.be»|«join.particle»)?[\s*_]*$|«holds»(?:\s+«join.the»)?(?:\s+«{kind}»)?[\s*_:：]*$",
    )
    for row in wording.pattern("stated", _SERIES).finditer(one.text):
        before = one.text[: row.start()]
        if not opening.search(before) or not wording.pattern(
            "stated", rf"«{kind}»|`{kind}/`"
        ).search(before):
            continue
        spans = [
            (hit[1], row.start() + hit.start(1), row.start() + hit.end(1))
            for hit in _CODE.finditer(row[0])
        ]
        if all(_ITEM.fullmatch(name) for name, _, _ in spans):
            return spans
    return []


def _single(file: File, one: Passage) -> Iterator[Listed]:
    """ "The `integration` job of `ci.yml`": one name beside the word for its kind."""
    for hit in _WORKFLOW.finditer(one.text):
        if not one.taken_back(hit.start(1), hit.end(1)):
            place = one.place(hit.start(1), hit.end(1))
            yield Listed("workflows", ((hit[1], place),), 0, place, hit[1], parent(file.path))
    for kind, (word, beside) in SINGLE.items():
        shape = rf"`(?P<before>[\w.-]+)`[\s*_]*{word}(?![A-Za-z0-9_/-])|(?<![\w-]){word}[\s*_]*[:：]?[\s*_]*`(?P<behind>[\w.-]+)`"
        for hit in wording.pattern("stated", shape).finditer(one.text):
            if beside and not _is(one.text, beside):
                break
            group = "before" if hit["before"] else "behind"
            name, at, to = hit[group], hit.start(group), hit.end(group)
            if kind == "workflows" and not name.endswith((".yml", ".yaml")):
                continue
            if kind == "skills" and not _SKILL.fullmatch(name):
                continue
            if kind == "skills" and _is(one.text, _OWN_SKILL):
                continue
            if not one.taken_back(at, to) and not _is(one.text[:at], _PART):
                place = one.place(at, to)
                yield Listed(
                    kind, ((name, place),), 0, place, f"{name} {kind[:-1]}", parent(file.path)
                )


def _lists(file: File) -> Iterator[Listed]:
    """Lists and first columns under a heading, or a header, that is the word for a kind."""
    pieces = markdown.read(file)
    groups: dict[tuple[object, ...], list[Piece]] = {}
    kinds: dict[tuple[object, ...], tuple[str, bool]] = {}
    for piece in pieces:
        outer = piece.kind != "item" or piece.info["parent"] is None
        if piece.kind == "item":
            key = surroundings.group(piece)
            lead = surroundings.intro(pieces, piece).split("\n", 1)[0]
            above = lead or (piece.info["headings"] or ("",))[-1]
        elif piece.kind == "cell" and piece.info["column"] == 0 and piece.info["row"] > 0:
            key = ("cell", piece.info["table"])
            above = piece.info.get("header") or ""
        else:
            continue
        kind = _headed(str(above)) if outer else ""
        spoken = kind or (_spoken(str(above)) if piece.kind == "item" else "")
        if spoken:
            groups.setdefault(key, []).append(piece)
            kinds[key] = spoken, not kind
    for key, rows in groups.items():
        kind, spoken_of = kinds[key]
        names = [found for row in rows for found in _first(row, several=spoken_of)]
        if len(names) > 1 and len(names) >= len(rows):
            yield Listed(
                kind, tuple(names), 0, names[0][1], f"the list of {kind}", parent(file.path),
                whole=True, loose=True, spoken=spoken_of,
            )  # fmt: skip


def _headed(text: str) -> str:
    """The kind that a heading, lead-in or header is the word for."""
    if _is(text, _PART):
        return ""
    for kind, word in HEADED.items():
        shape = rf"\W*(?:(?:«every»|«join.the»|«current»|«own»)\W+)?«{word}»(?:\s+(?:«here»|in this «workspace»))?\W*"
        if wording.pattern("stated", shape).fullmatch(text):
            return kind
    return ""


def _spoken(text: str) -> str:
    """The kind that a short lead-in speaks of: "Preserve crate boundaries and responsibilities:"."""
    if len(text) > _SHORT or text.rstrip()[-1:] not in (":", "：") or _is(text, _PART):
        return ""
    return next((kind for kind in _MEMBERS if _is(text, f"«{HEADED[kind]}»")), "")


def _is(text: str, shape: str) -> bool:
    return wording.pattern("stated", shape).search(text) is not None


def _first(row: Piece, *, several: bool) -> Iterator[tuple[str, Place]]:
    """What a row begins with; with `several`, each of a few names or patterns between strokes."""
    hit = lazy_re.compile(r"[\s*_\[]*`([^`\n]+)`").match(row.text)
    while hit and (_PATTERN if several else _ITEM).fullmatch(hit[1]):
        yield hit[1].rstrip("/"), markdown.within(row, hit.start(1), hit.end(1))
        hit = _NEXT.match(row.text, hit.end()) if several else None


def _commands(file: File) -> Iterator[Listed]:
    """The services that commands of compose name."""
    if "compose" not in file.text:
        return
    for piece in markdown.read(file):
        if piece.kind not in ("code", "fence"):
            continue
        for hit in _COMMAND.finditer(piece.text):
            place = markdown.within(piece, hit.start("name"), hit.end("name"))
            yield Listed("services", ((hit["name"], place),), 0, place, hit[0], parent(file.path))
