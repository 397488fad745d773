"""Instructions to the settings that a document says hold here: indentation, quotes, line length, coverage."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from agentslint.claims import counted, hedges, instructions, passages
from agentslint.claims.passages import Passage
from agentslint.core import lazy_re, parsing
from agentslint.model import File, Place
from agentslint.text import wording

SLOTS = ("indentation", "quotes", "semicolons", "line-length", "coverage")
# "at most 120 characters": of a line, where the sentence says so
_CODE = lazy_re.compile(r"`[^`]*`")
_RUN = lazy_re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Stated:
    """A setting that a document says holds: `families` of languages that it names, none for all."""

    name: str
    value: str
    families: frozenset[str]
    place: Place
    text: str


@cache
def _data() -> dict[str, Any]:
    return parsing.read("claims", "settings.toml")


@cache
def _languages() -> dict[str, tuple[frozenset[str], lazy_re.Pattern[str]]]:
    """The names of each family's languages: the first words of them, and the pattern of all."""
    return {
        family: (
            frozenset(found[0] for word in words if (found := _RUN.match(word))),
            lazy_re.compile(rf"(?<![\w.#+-])(?:{'|'.join(map(lazy_re.escape, words))})(?![\w#+-])"),
        )
        for family, words in _data()["languages"].items()
    }


def _elsewhere() -> lazy_re.Pattern[str]:
    """What a sentence has that speaks of no code."""
    return wording.pattern("setting", "(?<!-)«elsewhere»(?!-)")


@lru_cache(maxsize=4096)
def read(file: File) -> tuple[Stated, ...]:
    """The settings that a document says hold, in document order, each once."""
    found: dict[tuple[str, str, frozenset[str]], Stated] = {}
    told: set[tuple[str, int]] = set()
    for one in _read(file):
        found.setdefault((one.name, one.value, one.families), one)
        told.add((one.name, one.place.line))
    for one in _worded(file):
        if (one.name, one.place.line) not in told:
            found.setdefault((one.name, one.value, one.families), one)
    return tuple(sorted(found.values(), key=lambda one: one.place))


def _read(file: File) -> Iterator[Stated]:
    headings: _Headings | None = None
    for one in instructions.of(file):
        if one.slot not in SLOTS or one.modality not in ("require", "prefer", "inform"):
            continue
        label = one.condition.rstrip(" *_").endswith((":", "："))
        if one.excepted or (one.condition and not label) or _elsewhere().search(one.text):
            continue
        named = _named(one.text)
        if not named:
            headings = headings or _Headings(file)
            named = headings.named(one.place.line)
        if "other" in named or (one.narrowed and not named):
            continue
        yield Stated(one.slot, one.value, named, one.place, one.text)


def _named(text: str) -> frozenset[str]:
    # each pattern would go through the text from its first letter to its last
    words = set(_RUN.findall(text))
    return frozenset(
        family
        for family, (firsts, names) in _languages().items()
        if not firsts.isdisjoint(words) and names.search(text)
    )


class _Headings:
    """What stands above each line: its headings, and the label of its list."""

    def __init__(self, file: File) -> None:
        from agentslint.text import markdown

        self._above: dict[int, tuple[str, ...]] = {}
        self._known: dict[tuple[str, ...], frozenset[str]] = {}
        for piece in markdown.read(file):
            if piece.kind in ("paragraph", "item", "cell", "fence"):
                above = (*piece.info["headings"], str(piece.info.get("intro", "")))
                for line in range(piece.place.line, piece.place.end_line + 1):
                    self._above[line] = above

    def named(self, line: int) -> frozenset[str]:
        """The families that they name; a list of a thousand items has one label."""
        above = self._above.get(line, ())
        if above not in self._known:
            self._known[above] = _named(" / ".join(above))
        return self._known[above]


# What is said of a setting in other words than those that choose it: topic and value in one text.
_NOT = r"(?:«off»|«no»)"
_SHAPES = {
    "indentation": (
        r"(?P<number>NUMBER)[\s-]*«spaces»",
        r"«spaces»\s*(?P<number>NUMBER)\s*«counted.counter»",
        r"(?P<refused>«off»[^.;,:]{0,24})?(?P<tabs>«tab»)(?!\s*«of_tab»)",
    ),
    "line-length": (
        r"«width»[\s*_`:=|]{0,8}(?:[^\W\d]+\W+){0,4}?(?P<number>\d{2,3})(?!\d|\.\d|\s*%)",
        r"«lines»(?!\W+of\W+code)[^.;:]{0,48}?(?<![\d.])(?P<number>\d{2,3})[\s-]*«characters»",
        r"(?<![\d.])(?P<number>\d{2,3})[\s-]*«characters»[^.;:]{0,32}?«lines»",
        r"«wrap»\s+(?:[^\W\d]+\s+){0,3}?(?:«at»\s+)?(?P<number>\d{2,3})(?!\d|\.\d)(?:\s*«characters»|[\s*_.]*$)",
        r"«lines»[^.;:\d]{0,8}(?P<number>\d{2,3})[\s-]*«characters»",
    ),
    "quotes": (r"(?P<single>«single»)|(?P<double>«double»)",),
    "semicolons": (r"«semicolon»",),
    "coverage": (
        r"«coverage»[^.;]{0,40}?(?<![\d.])(?P<number>\d{2,3})\s?[%％]",
        r"(?<![\d.])(?P<number>\d{2,3})\s?[%％][^.;]{0,16}?«coverage»",
    ),
    "strict": (r"«strict»",),
    "edition": (r"(?P<year>20\d\d)\W{0,3}«edition»|«edition»\W{0,5}(?:is\W+)?(?P<behind>20\d\d)",),
    "target": (
        r"«target»[^.;]{0,24}?(?P<level>ES\d{1,4}|ESNext)(?!\w)",
        r"(?P<level>ES\d{1,4}|ESNext)(?!\w)[^.;]{0,12}?«target»",
    ),
}
_TYPESCRIPT = lazy_re.compile(
    r"(?<![A-Za-z0-9_.])(?:TypeScript|TS|tsconfig(?:\.json)?|`strict`)(?![A-Za-z0-9_])", lazy_re.I
)
_CHECKER = r"(?:mypy|pyright)`?\W{1,3}(?:[^\W\d]+\W+){0,2}?«strict»|«strict»\s+`?(?:mypy|pyright)"
_TYPED = 3  # words of a phrase that says that types are meant
_INDENT = r"«indent»"
_QUOTED = r"«quotes»"
_ALONE = r"\W*(?:«urges»\s*)*(?:«spaces»,?\s+«off»\s+)?\W*$"
_COMPILED = (
    "strict",
    "target",
    "edition",
)  # settings of a compiler, and not of how code is written
_NARROWEST, _WIDEST = 40, 250  # columns of a line that somebody asks for


def _worded(file: File) -> Iterator[Stated]:
    headings: _Headings | None = None
    for one in passages.read(file):
        if one.kind in ("heading", "comment"):
            continue
        for name, value, start, end in _values(one):
            if name not in _COMPILED and _elsewhere().search(one.text):
                continue
            if hedges.says(one.text, "condition") or _back(one, start, end):
                continue
            headings = headings or _Headings(file)
            place = one.place(start, end)
            named = _named(one.text) or headings.named(place.line)
            if "other" not in named:
                yield Stated(name, value, named, place, one.text)


def _back(one: Passage, start: int, end: int) -> bool:
    """Whether the text takes a setting back; a refusal is a value of its own."""
    return one.taken_back(start, end) not in ("", "negated")


@cache
def _shapes() -> dict[str, list[lazy_re.Pattern[str]]]:
    number = counted.number()
    return {
        name: [wording.pattern("stated", shape.replace("NUMBER", number)) for shape in shapes]
        for name, shapes in _SHAPES.items()
    }


def _values(one: Passage) -> Iterator[tuple[str, str, int, int]]:
    """The settings of a text: (name, value, where)."""
    text = _CODE.sub(_blotted, one.text)
    for name, read in _READ.items():
        found = [hit for shape in _shapes()[name] for hit in shape.finditer(text)]
        if found:
            values = {value: hit for hit in found if (value := read(text, hit, found))}
            if len(values) == 1:
                value, hit = next(iter(values.items()))
                yield name, value, hit.start(), hit.end()


def _blotted(code: lazy_re.Match[str]) -> str:
    """A code span that names a file is no word of the sentence."""
    named = ("." in code[0] or "/" in code[0]) and "tsconfig" not in code[0]
    return "x" * len(code[0]) if named else code[0]


def _indentation(text: str, hit: lazy_re.Match[str], found: list[lazy_re.Match[str]]) -> str:
    topical = wording.pattern("stated", _INDENT).search(text)
    groups = hit.groupdict()
    if groups.get("number"):
        return str(counted.value(groups["number"])) if topical else ""
    rest = text[hit.end() :].strip(" *_.,;")
    alone = wording.pattern("stated", _ALONE).fullmatch(text[: hit.start()]) and (
        not rest or wording.pattern("stated", r"\W*«off»\W+«spaces»").fullmatch(rest)
    )
    if not topical and not alone:
        return ""
    if any("number" in other.groupdict() and other["number"] for other in found):
        return ""  # "2 spaces, no tabs"
    refused = groups.get("refused") or wording.pattern("stated", rf"{_NOT}[^.;]{{0,16}}$").search(
        text[: hit.start("tabs")]
    )
    behind = wording.pattern("stated", r"[^.;]{0,12}«off»(?!\s+«spaces»)").match(
        text, hit.end("tabs")
    )
    if topical or len(text.split()) <= MOST_WORDS:
        return "spaces" if refused or (behind and not refused) else "tabs"
    return ""


MOST_WORDS = 6  # of a text that says no more than what is used


def _line_length(text: str, hit: lazy_re.Match[str], found: list[lazy_re.Match[str]]) -> str:
    width = int(hit["number"])
    return hit["number"] if _NARROWEST <= width <= _WIDEST else ""


def _quotes(text: str, hit: lazy_re.Match[str], found: list[lazy_re.Match[str]]) -> str:
    if not wording.pattern("stated", _QUOTED).search(text):
        return ""
    kinds = {bool(other["single"]) for other in found}
    bare = hit[0].casefold() in ("single", "double")
    label = text.casefold().replace("*", "").strip().startswith(("quote", "string quote"))
    if len(kinds) > 1 or (bare and not label):
        return ""
    if wording.pattern("stated", rf"{_NOT}\W+(?:\w+\W+){{0,2}}$").search(text[: hit.start()]):
        return ""
    return "single" if hit["single"] else "double"


def _semicolons(text: str, hit: lazy_re.Match[str], found: list[lazy_re.Match[str]]) -> str:
    if len(text.split()) > 2 * MOST_WORDS:
        return ""
    if wording.pattern("stated", r"«off»").search(text):
        return "no semicolons"
    return "semicolons" if wording.pattern("stated", r"«on»").search(text) else ""


def _coverage(text: str, hit: lazy_re.Match[str], found: list[lazy_re.Match[str]]) -> str:
    return f"{hit['number']} %" if int(hit["number"]) <= 100 and text.count("%") == 1 else ""


def _strict(text: str, hit: lazy_re.Match[str], found: list[lazy_re.Match[str]]) -> str:
    if "--strict" in text:
        return ""  # a command says itself how strict it is
    brief = len(text.split()) <= 2 * MOST_WORDS
    checker = wording.pattern("stated", _CHECKER).search(text)
    whole = len(hit[0].split()) > 1 and len(text.split()) <= MOST_WORDS
    typed = len(hit[0].split()) >= _TYPED and _named(text)
    web = _TYPESCRIPT.search(text) is not None
    if not brief or not (checker or typed or web or (whole and "python" not in _named(text))):
        return ""
    return "" if wording.pattern("stated", r"«off»").search(text) else "on"


def _target(text: str, hit: lazy_re.Match[str], found: list[lazy_re.Match[str]]) -> str:
    return hit["level"].upper()


def _edition(text: str, hit: lazy_re.Match[str], found: list[lazy_re.Match[str]]) -> str:
    return hit["year"] or hit["behind"]


_READ = {
    "edition": _edition,
    "coverage": _coverage,
    "strict": _strict,
    "target": _target,
    "indentation": _indentation,
    "line-length": _line_length,
    "quotes": _quotes,
    "semicolons": _semicolons,
}
