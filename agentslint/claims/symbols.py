"""Code spans to the names of code that a document speaks of: functions, classes, options, variables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Literal

from agentslint.claims import hedges, symbol_roles, symbol_series
from agentslint.claims.paths import surroundings
from agentslint.claims.paths.written import EXTENSIONS, clean, file_like
from agentslint.claims.symbol_series import Series, Told
from agentslint.core import lazy_re, parsing
from agentslint.model import File, Piece, Place
from agentslint.text import languages, markdown, placeholders, tools, wording

Kind = Literal["call", "type", "name", "variable", "option", "decorator"]

CONTRAST = 120  # characters around a name in which another is held against it
LONGEST = 200  # characters of a code span that can name one thing
_NAME = r"[A-Za-z_$][\w$]*"
# `Shop.order()`, `shop::order`, `@cached`, `order(id, now)`
_SPAN = lazy_re.compile(
    rf"(?P<at>@?)(?P<chain>{_NAME}(?:(?:\.|::|\#|->|\?\.){_NAME})*)(?P<call>\((?:[^()`]|\([^()`]*\))*\))?!?;?"
)
_OWNER = lazy_re.compile(rf"({_NAME})(?:\.|::|\#|->|\?\.)$")
_SLASHED = lazy_re.compile(r"`([A-Z]\w*)`(?:/`[A-Z]\w*`)*/`?$")
_OPTION = lazy_re.compile(r"(?<![\w-])--[a-z][a-z0-9]*(?:-[a-z0-9]+)*(?![\w-])")
_PART = lazy_re.compile(_NAME)
_VARIABLE = lazy_re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
_CAMEL = lazy_re.compile(r"[a-z$_][a-z0-9]*[A-Z]\w*")
_PASCAL = lazy_re.compile(r"[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*")
_HUMPS = lazy_re.compile(r"[A-Z][a-z0-9]+")
_WORDS = lazy_re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_SNAKE = lazy_re.compile(r"_*[a-z][a-z0-9]*(?:_[a-z0-9]+)+_*")


@dataclass(frozen=True, slots=True)
class Symbol:
    """A name that a document says the code has.

    path    the file that its sentence, row, item or diagram places it in, as written, or ""
    hedge   how the text takes it back, or ""
    whole   whether the code span says nothing else
    series  the names of the lists, columns and rows that it is one of
    owner   what the name is a member of, as the span has it, or ""
    said    whether the sentence says what it does, or what goes through it
    plain   whether it stands in plain text: nothing but what stands beside it makes it a name of code
    """

    name: str
    kind: Kind
    place: Place
    path: str = ""
    hedge: str = ""
    whole: bool = True
    series: tuple[Series, ...] = ()
    owner: str = ""
    said: bool = False
    plain: bool = False


@cache
def _words() -> dict[str, Any]:
    return parsing.read("claims", "symbols.toml")


@lru_cache(maxsize=4096)
def read(file: File) -> tuple[Symbol, ...]:
    """The symbols that a document speaks of, in document order. Read once for the same file."""
    pieces = markdown.read(file)
    told = symbol_series.read(file)
    marked = [
        symbol
        for number, piece in enumerate(pieces)
        if piece.kind in ("code", "strong") and len(piece.text) <= LONGEST
        if "sentence" in piece.info
        for symbol in _of_span(pieces, number, piece, told)
    ]
    assigned = [one for piece in pieces if piece.kind == "fence" for one in _assigned(piece)]
    return tuple(sorted([*marked, *assigned, *_plain(told)], key=lambda symbol: symbol.place))


def _plain(told: Told) -> Iterator[Symbol]:
    """Names in plain text: of several words, in a series, alone in a cell, behind a file of a diagram."""
    for word in told.plain:
        kind = _kind(word.name, called=False, marked=False)
        if kind and _joined(word.name) and not placeholders.in_path(word.name):
            hedge = invented(word.span) or hedges.hedge(word.span) or hedges.introduced(word.span)
            yield Symbol(
                word.name, kind, word.place, word.path, hedge, True, word.series, plain=True
            )


_ASSIGNED = lazy_re.compile(r"(?:^|\s)(?:export\s+)?([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)=")


def _assigned(piece: Piece) -> Iterator[Symbol]:
    """The environment variables that the commands of a fence set."""
    if piece.info["lang"] in tools.shipped().fences:
        for hit in _ASSIGNED.finditer(piece.text):
            yield Symbol(hit[1], "variable", markdown.within(piece, hit.start(1), hit.end(1)))


def _of_span(pieces: tuple[Piece, ...], number: int, piece: Piece, told: Told) -> Iterator[Symbol]:
    for name, kind, at in _named(piece.text):
        if piece.kind == "strong" and not _coined(name, piece.text):
            continue
        place = markdown.within(piece, at, at + len(name))
        span = span_of(pieces, piece)
        hedge = invented(span) or hedges.hedge(span) or hedges.introduced(span)
        does = symbol_roles.acts(span)
        whole = piece.text.strip("@();! ") == name
        near = _file(pieces, number, piece)
        path = near or told.paths.get(number, "")
        maker = kind == "call" and hedges.maker(span)
        if hedge == "made" and (does or maker or (near and symbol_roles.within(span))):
            hedge = ""
        series = told.series.get(number, ())
        said = does or symbol_roles.used(span)
        owner = _owner(piece.text, at)
        yield Symbol(name, kind, place, path, hedge, whole, series, owner, said)


def _owner(text: str, at: int) -> str:
    """What stands before a name of a chain: `Shop` in `Shop.order()`."""
    found = _OWNER.search(text, 0, at)
    return found[1] if found else ""


def _named(text: str) -> Iterator[tuple[str, Kind, int]]:
    """The names in a code span: (name, kind, where)."""
    if found := _SPAN.fullmatch(text.strip()):
        start = text.index(found["chain"])
        parts = list(_PART.finditer(text, start, start + len(found["chain"])))
        if len(parts) == 2 and parts[1][0].lower() in EXTENSIONS and not found["call"]:
            return  # a file's name
        for part in parts:
            last = part is parts[-1]
            kind = _kind(part[0], called=bool(found["call"]) and last, marked=bool(found["at"]))
            if kind and part[0] not in _words()["common"] and not placeholders.in_path(part[0]):
                yield part[0], kind, part.start()
        return
    if "=" not in text.split(" ")[0]:
        for option in _OPTION.finditer(text):
            if len(option[0]) > 5:
                yield option[0], "option", option.start()


def _kind(name: str, *, called: bool, marked: bool) -> Kind | None:
    """What a name looks like; None for a word that may be anything."""
    if len(name.strip("_$")) < 5:
        return None
    if _VARIABLE.fullmatch(name):
        return "variable"
    if marked:
        return "decorator"
    if _CAMEL.fullmatch(name) or _SNAKE.fullmatch(name):
        return "call" if called else "name"
    if _PASCAL.fullmatch(name):
        return "type"
    return "call" if called else None


def _coined(name: str, text: str) -> bool:
    """Whether a bold word is a name of code: one word in which several are joined."""
    joined = _CAMEL.fullmatch(name) or len(_HUMPS.findall(name)) > 1
    return bool(joined) and text.strip(":() ") == name


def _joined(name: str) -> bool:
    """Whether a word of plain text can only be a name of code: several words in one."""
    single = _CAMEL.fullmatch(name) is None and _SNAKE.fullmatch(name) is None
    return not single or len(_HUMPS.findall(name)) > 1


def distinct(symbol: Symbol) -> bool:
    """Whether a name is made of several words: nobody's prose has it by chance."""
    return symbol.kind != "type" or len(_HUMPS.findall(symbol.name)) > 1


def generic(name: str) -> bool:
    """Whether a name is put together of words that any example has: `NewMockService`."""
    return (
        set(_HUMPS.findall(name)) <= set(_words()["generic"])
        and "".join(_HUMPS.findall(name)) == name
    )


def common(name: str) -> bool:
    """Whether a name is the same in every project."""
    return name in _words()["common"]


def made_up(name: str) -> bool:
    """Whether a name says that it is an example: `getSomeClient`, `MyPlugin`."""
    words = {word.lower() for word in _WORDS.findall(name)}
    return generic(name) or not words.isdisjoint(_words()["made_up"])


@cache
def data() -> frozenset[str]:
    """What fences call that hold no code: settings, records, pages, differences."""
    return frozenset(_words()["data"])


def invented(span: hedges.Span) -> str:
    """Whether what stands around a name speaks of how names are made."""
    near = _tokens(span.text, span.intro, span.header)
    above = _tokens(*span.headings[-1:])
    if _contrasted(span) or _shortened(span):
        return "convention"
    words = languages.shipped("symbol")
    made_up = not near.isdisjoint(words["symbol", "invented"]) or not above.isdisjoint(
        words["symbol", "invented_above"]
    )
    return "convention" if made_up else ""


def _contrasted(span: hedges.Span) -> bool:
    """Whether a name is held against one that is spelt almost so: "`OrderForm` not `ShopOrderForm`"."""
    name = _PART.search(span.text, span.start, span.end)
    if name is None:
        return False
    start = max(span.start - CONTRAST, 0)
    for found in _contrasts().finditer(span.text, start, span.end + CONTRAST):
        one, other = found[1], found[2]
        if name[0] in (one, other) and one != other and (one in other or other in one):
            return True
    return False


def _shortened(span: hedges.Span) -> bool:
    """Whether a name is the last part of one like that before it: "`OrderReport`/`Summary`"."""
    name = _PART.search(span.text, span.start, span.end)
    before = _SLASHED.search(span.text, max(span.start - CONTRAST, 0), span.start + 1)
    if name is None or before is None or len(_HUMPS.findall(name[0])) > 1:
        return False
    return len(_HUMPS.findall(before[1])) > 1


@cache
def _contrasts() -> lazy_re.Pattern[str]:
    between = "|".join(
        lazy_re.escape(words) for words in languages.shipped("symbol")["symbol", "contrast"]
    )
    return lazy_re.compile(
        rf"`[@(]*({_NAME})[()]*`[\s,(]*(?:{between})\s*`[@(]*({_NAME})", lazy_re.IGNORECASE
    )


def _tokens(*texts: str) -> set[str]:
    return {word for text in texts for word in lazy_re.findall(r"[a-z-]+", text.lower())}


def _file(pieces: tuple[Piece, ...], number: int, piece: Piece) -> str:
    """The file that is named right behind a span: "`createOrder()` in `src/orders.ts`"."""
    following = pieces[number + 1] if number + 1 < len(pieces) else None
    if following is None or following.info.get("sentence") != piece.info["sentence"]:
        return ""
    linked = following.kind == "link"
    path = clean(str(following.info.get("target") or "") if linked else following.text)
    if (following.kind != "code" and not linked) or not file_like(path):
        return ""
    sentence = pieces[piece.info["sentence"]]
    base = sentence.info["at"]
    start = piece.info["at"] - base + len(piece.text)
    between = sentence.text[start : following.info["at"] - base].strip("`*_()[ ,:\n").lower()
    lies = wording.pattern("symbol", r"«in_file»(?:\s+«between»)*").fullmatch(between)
    return path if lies else ""


def span_of(pieces: tuple[Piece, ...], piece: Piece) -> hedges.Span:
    """The code span as the reader of hedges knows it."""
    sentence = pieces[piece.info["sentence"]]
    block = pieces[sentence.info["parent"]]
    start = piece.info["at"] - sentence.info["at"]
    end = start + len(piece.text)
    if piece.kind == "code":
        start -= sentence.text.endswith("`", 0, start)
        end += sentence.text.startswith("`", end)
    return hedges.Span(
        sentence.text,
        start,
        end,
        surroundings.intro(pieces, block),
        str(block.info.get("header", "")),
        block.info["headings"],
        bool(surroundings.group(block)),
        sentence.info["at"] == 0,
    )
