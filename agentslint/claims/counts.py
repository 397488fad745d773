"""How many of a thing a document says there are: "24 providers in `src/providers/`", "`hooks/` (12)", a column of counts."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass

from agentslint.claims import hedges
from agentslint.claims.hedges import Span
from agentslint.core import lazy_re
from agentslint.model import File, Place
from agentslint.text import markdown, wording

NUMBER = r"(?P<about>~|≈|about |around |roughly |some |over |more than )?(?P<number>\d{1,4})(?P<more>\+)?"
WORD = r"(?P<noun>[A-Za-z][A-Za-z_-]{2,30}s)"
FIRST = lazy_re.compile(rf"(?<![\w.,:/#$@-]){NUMBER}(?![\w.,:/%-]*\d)\s+{WORD}\b(?![/-])")
LAST = lazy_re.compile(
    rf"(?<![\w/]){WORD}\b[`*]*\s*\((?P<about>~)?(?P<number>\d{{1,4}})(?P<more>\+)?\)"
)
# how a match of FIRST ends its number, and how one of LAST begins it
BEFORE_NOUN = lazy_re.compile(r"\d\+?\s+[A-Za-z]")
BEHIND_NOUN = lazy_re.compile(r"\(~?\d")
DIGIT = lazy_re.compile(r"\d")
PLAIN = lazy_re.compile(r"(?P<about>~)?(?P<number>\d{1,4})(?P<more>\+)?")
COUNTED = r"\W*(?:«header»|#)\W*"
FOLDER = lazy_re.compile(r"(?<![\w@:/.])((?:\.{0,2}/)?[\w@.-]+(?:/[\w@.-]+)*)/")
# behind a directory: "`src/tools/registry.ts`" is no count of what is in `src/tools`
_FILE = lazy_re.compile(r"[\w@-][\w@.-]*\.[A-Za-z]\w{0,4}(?![\w/*])")
TREE = lazy_re.compile(r"^(?P<lead>[\s│├└─|`+-]*)(?P<name>[\w@.-]+(?:/[\w@.-]+)*)/?(?=\s|$)")
# not all of them are meant
PART = r"«part»\s*$"
AROUND = 500  # characters of a line before and behind a count that may say of what it is


@dataclass(frozen=True, slots=True)
class Count:
    """A number of things that a text states.

    noun     what is counted: a word, or the first cell of its row
    number   how many; `about` that many, or that many and `more`
    named    the directories and files that the line names, `tree` the one whose diagram it stands in, or ""
    heading  the line is a heading; `table` the number of the table that it is a cell of, or None
    """

    noun: str
    number: int
    text: str
    place: Place
    about: bool = False
    more: bool = False
    named: tuple[str, ...] = ()
    tree: str = ""
    heading: bool = False
    table: int | None = None
    hedge: str = ""


def read(file: File) -> Iterator[Count]:
    """The counts of running text, line by line, then those of tables."""
    text = file.text
    patterns = [FIRST] * bool(BEFORE_NOUN.search(text)) + [LAST] * bool(BEHIND_NOUN.search(text))
    trees = _trees(file) if patterns else {}
    part = wording.pattern("counted", PART)
    for number, line in enumerate(text.split("\n"), 1) if patterns else ():
        if DIGIT.search(line) is None:
            continue
        for found in (match for pattern in patterns for match in pattern.finditer(line)):
            if not part.search(line[max(found.start() - AROUND, 0) : found.start()]):
                yield _of_line(file, number, line, found, trees.get(number, ""))
    yield from _cells(file)


def _of_line(file: File, number: int, line: str, found: lazy_re.Match[str], tree: str) -> Count:
    near = line[max(found.start() - AROUND, 0) : found.end() + AROUND]
    return Count(
        found["noun"],
        int(found["number"]),
        found[0].strip(),
        Place(file.path, number, found.start() + 1, number, found.end() + 1),
        bool(found["about"]),
        bool(found["more"]),
        tuple(_named(near)),
        tree,
        lazy_re.match(r"#+\s", near) is not None,
        hedge=hedges.hedge(Span(line, *found.span()), hedges.SENTENCE),
    )


def _named(line: str) -> Iterator[str]:
    """The directories that a line names, and the files: what is counted lies in neither's directory."""
    for one in FOLDER.finditer(line):
        file = _FILE.match(line, one.end())
        yield f"{one[1]}/{file[0]}" if file else one[1]


def _cells(file: File) -> Iterator[Count]:
    """`| LLMs | 24 |` under a header that says Count."""
    if "|" not in file.text:
        return
    names: dict[tuple[int, int], str] = {}
    for piece in markdown.read(file):
        if piece.kind != "cell" or piece.info["row"] == 0:
            continue
        key = (piece.info["table"], piece.info["row"])
        if piece.info["column"] == 0:
            names[key] = piece.text.strip("`*/ ")
        elif wording.pattern("counted", COUNTED).fullmatch(str(piece.info.get("header"))):
            found = PLAIN.fullmatch(piece.text.strip("*` "))
            if found and names.get(key):
                yield Count(
                    names[key],
                    int(found["number"]),
                    found[0].strip(),
                    piece.place,
                    bool(found["about"]),
                    bool(found["more"]),
                    table=key[0],
                )


def _trees(file: File) -> dict[int, str]:
    """The directory that each line of a tree diagram lies in, by line number."""
    found: dict[int, str] = {}
    for piece in markdown.read(file):
        if piece.kind != "fence":
            continue
        above: list[tuple[int, str]] = []
        first = piece.place.line
        for number, line in enumerate(piece.text.split("\n"), first):
            entry = TREE.match(line)
            if entry is None:
                continue
            depth = len(entry["lead"])
            above = [(level, name) for level, name in above if level < depth]
            found[number] = posixpath.join(*(name for _, name in above)) if above else ""
            if line[entry.end("name") :].startswith("/"):
                above.append((depth, entry["name"]))
                found[number] = posixpath.join(*(name for _, name in above))
    return found
