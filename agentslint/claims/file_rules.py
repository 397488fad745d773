"""What a document says that files of a directory are called, or that none is called: `src/hooks/use<Thing>.ts`, "no `__init__.py` under `tests/`"."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.claims import hedges, passages
from agentslint.claims.claim import Claim
from agentslint.claims.paths import read as mentions
from agentslint.core import lazy_re
from agentslint.model import File, Piece
from agentslint.repo.paths import parent
from agentslint.text import markdown, wording

HOLE = r"(?:<[\w -]+>|\{[\w -]+\}|\[[\w-]+\])"
_PART = rf"(?:[\w@.-]|{HOLE})*"
_PATTERN = lazy_re.compile(
    rf"(?P<fixed>(?:\.?[\w@.-]+/)+)(?P<rest>(?:{_PART}/)*{_PART}{HOLE}{_PART}\.\w{{1,5}})"
)
_NAME = lazy_re.compile(rf"(?P<rest>[\w@.-]*{HOLE}[\w@.-]*\.\w{{1,5}})")
_NONE = (
    r"(?<![\w-])«no»\s+`(?P<name>(?:\*?[\w-]*\.\w{1,6}|__\w+__\.py))`\s*(?:«counted.files»\s*)?"
    r"(?:«join.in»|«join.below»)\s+(?:(?:«every»|«join.the»)\s+)?(?:`(?P<path>[\w@./-]+)/?`|(?P<tests>«tests»))"
)
_SHELLS = frozenset({"", "text", "plaintext"})


def read(file: File) -> Iterator[Claim]:
    """The patterns of paths, `named-so`, and the files that a directory has none of, `none-under`.

    `subject` the directory as written ("tests" for all of tests), `value` what its files are called, from there.
    """
    yield from _patterns(file)
    for one in passages.read(file):
        if one.kind in ("heading", "comment") or hedges.says(one.text, "condition"):
            continue
        for hit in wording.pattern("convention", _NONE).finditer(one.text):
            if not hedges.hedge(one.span(hit.start("name"), hit.end()), hedges.VALUE[1:3]):
                place = one.place(hit.start(), hit.end())
                where = (hit["path"] or "").rstrip("/")
                yield Claim(
                    "files", place, hit[0].replace("`", ""), where, "none-under", hit["name"],
                    parent(file.path),
                )  # fmt: skip


def _patterns(file: File) -> Iterator[Claim]:
    """The patterns of code spans, of fences of nothing else, and those of a row that names their directory."""
    if not lazy_re.search(HOLE, file.text):
        return
    for piece in markdown.read(file):
        if piece.info.get("quoted"):
            continue
        if piece.kind == "code" and "sentence" in piece.info:
            if found := _PATTERN.fullmatch(piece.text):
                yield _named(file, piece, found["fixed"], found["rest"], piece.text)
            elif found := _NAME.fullmatch(piece.text):
                yield from _in_row(file, piece, found["rest"])
        elif piece.kind == "fence" and piece.info["lang"] in _SHELLS:
            text = piece.text.strip()
            if found := _PATTERN.fullmatch(text):
                yield _named(file, piece, found["fixed"], found["rest"], text)


def _named(file: File, piece: Piece, fixed: str, rest: str, text: str) -> Claim:
    return Claim("files", piece.place, text, fixed.rstrip("/"), "named-so", rest, parent(file.path))


def _in_row(file: File, piece: Piece, rest: str) -> Iterator[Claim]:
    """`| Hooks | `src/hooks/` | `use<Thing>.ts` |`."""
    line = piece.place.line
    named = [
        one
        for one in mentions(file)
        if one.place.line == line and one.place.column < piece.place.column
    ]
    block = markdown.read(file)[piece.info["parent"]] if "parent" in piece.info else None
    cell = block is not None and block.kind in ("cell", "sentence")
    if cell and len(named) == 1 and named[0].is_directory and named[0].form == "code":
        yield _named(file, piece, named[0].path, rest, piece.text)
