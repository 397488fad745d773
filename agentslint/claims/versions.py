"""Which versions a line of prose states: `Node 18+`, `Python 3.9 through 3.12`, `Vite: 8`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from agentslint.claims import hedges
from agentslint.claims.hedges import Span
from agentslint.core import lazy_re, parsing
from agentslint.model import Piece
from agentslint.text import wording
from agentslint.text.units import marks

DEMANDS = ("forbid", "avoid", "prefer", "absolute")
VERSION = r"v?\d+(?:\.\d+){0,3}(?:\.(?:[xX]\b|\*(?!\*)))?"
MORE = r"(?:\+|\s*«later»)"
TO = r"(?:\s*(?:-|–|—|\.\.\.?|/|,|«through»)\s*)"
# what may stand between a name and its version
GAP = r"[\s`*_)]*(?:(?:«kind»|«label»)[\s`*_,]*){0,2}(?:[(（]|[:：]|=|\s[-–—]|«copula»\s)?[\s`*_]*(?:«label»\s+)?"
AFTER = (
    rf"{GAP}(?P<sign>>=|≥|~|\^|=|@)?\s*(?P<low>{VERSION})(?![A-Za-z0-9_%％])"
    rf"(?:[`*_]*(?P<more>{MORE})|(?P<rest>(?:{TO}{VERSION}(?![\w%.]*\w*[A-Za-z]))+))?"
)
# `zod` v3, `zod` (`3.2.0`); of a Go module, which has a stroke in its name, **chi/v5** (v5.0.2) is enough
PACKAGE = (
    r"(?P<mark>`|\*\*(?=[\w.-]+/))(?P<name>@?(?-i:[a-z])[\w.-]*(?:/[\w.-]+){0,5})(?P=mark)\s+\(?`?"
    r"(?P<low>v\d+(?:\.\d+){0,3}|\d+(?:\.\d+){1,3})"
    rf"(?![\w%]|\.\d)(?P<more>{MORE})?"
)
BARE = lazy_re.compile(r"[vV]\d+")
NEAR = 32  # characters before a version in which a sign of a comparison counts
BEFORE = 100  # characters before a version that may name what came with it
PACKAGED = lazy_re.compile(r"[`*]\s+\(?`?v?\d")  # within each match of it
WORD = lazy_re.compile(r"[A-Za-z0-9_]+")
DIGIT = lazy_re.compile(r"\d")  # every version has one
HIGHEST = 999  # a larger first number is a port or a year
DIGITS = 9  # of a number that Python may be asked to read
# an integer before one of these counts something; "Next.js 15 app router" is one thing
COUNTED = r"^[\s-]*(?:%|[-/:]\d|(?!apps?\s+router)«counted»)"
# "Minimum Rust version is 1.70": what is meant is that and everything above it
LEAST = r"«least»[\w\s*_]{0,24}$"
# ".NET 10 RC": before its release
EARLY = r"[\s`*_-]*«early»"
# "PostgreSQL (32 tables)": in brackets an integer before any other word counts, in any language
BRACKETED = r"\s+(?!«uncounted»)[^\W\d_]"
# a list of what a browser feature needs, and the title of a linked page
BROWSERS = lazy_re.compile(r"\b(?:Chrome|Safari|Firefox|Edge) ?\d")
LINKED = lazy_re.compile(r"!?\[[^\[\]]*\]\(https?://[^()\s]*\)")
# "from 16 < 18", "16 → 18": more than one version is spoken of
SIGNS = lazy_re.compile(r"<|→|->|⇒")
MOVED = lazy_re.compile(r"[\s`*_)]*(?:[-–—\s]*\bvs\b|→|->|⇒)")
# "Go 1.22+: do not copy loop variables": since when a rule applies
RULE = lazy_re.compile(r"[\s`*_]*(?:[:：]|\s[-–—])\s+(?P<rule>\S.{0,200})")
# "`slices.Sort()` (Go 1.21+)": since when there is such a thing
SINCE = lazy_re.compile(r"`[^`\n]*\w\([^`\n]*`\s*[（(]\s*$")


@dataclass(frozen=True, slots=True)
class Product:
    """Something that has a version: a runtime, or the packages of an ecosystem."""

    name: str
    ecosystem: str
    packages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VersionClaim:
    """One statement in a line. `start` and `end` are offsets; `high` is set for a range.

    `more` says that the version and everything above it is meant, `bare` that it is a `v2`,
    `early` that it is one before its release.
    """

    product: Product
    low: str
    high: str
    start: int
    end: int
    more: bool = False
    bare: bool = False
    early: bool = False


def naming(text: str) -> frozenset[int]:
    """The numbers, from 1, of the lines that may state a version. One look at the whole text."""
    # may stand over two lines, and hide what begins on the second
    if PACKAGED.search(text) and _words(PACKAGE).search(text):
        return frozenset(range(1, text.count("\n") + 2))
    firsts = _products()[2]
    known = firsts.keys() & set(WORD.findall(text))
    names = [name for word in known for name in firsts[word]]
    return frozenset(
        number
        for number, line in enumerate(text.split("\n") if names else (), 1)
        if any(name in line for name in names) and DIGIT.search(line)
    )


def claims(line: str) -> Iterator[VersionClaim]:
    """The versions that a line states as holding now."""
    names, pattern, _ = _products()
    if BROWSERS.search(line):
        return
    yield from _by_package(line)
    linked = [range(*found.span()) for found in LINKED.finditer(line)]
    for found in pattern.finditer(line):
        if any(found.start() in span for span in linked):
            continue
        product = names[_key(found[0])]
        after = _words(AFTER).match(line, found.end())
        if after is None or _elsewhere(line, found.start(), after.end()):
            continue
        low, rest = after["low"].lstrip("vV"), after["rest"] or ""
        if "." not in low and not after["more"] and _words(COUNTED).match(line[after.end() :]):
            continue
        if _counted_in_brackets(line, found.end(), after):
            continue
        spanned = _is_span(line, found.start(), after.end())
        if _implausible(product, found[0], low, after, spanned=spanned):
            continue
        if after["more"] and _since_when(line, found.start(), after.end()):
            continue
        numbers = lazy_re.findall(VERSION, rest)
        high = numbers[-1].lstrip("vV") if numbers else ""
        least = found[0] == "MSRV" or _words(LEAST).search(
            line, max(0, found.start() - BEFORE), found.start()
        )
        more = bool(after["more"] or least) or after["sign"] in (">=", "≥")
        bare = BARE.fullmatch(after["low"]) is not None
        early = _words(EARLY).match(line, after.end())
        end = early.end() if early else after.end()
        yield VersionClaim(product, low, high, found.start(), end, more, bare, early is not None)


def _since_when(line: str, start: int, end: int) -> bool:
    """Whether a version only says since when there is something, or a rule applies."""
    if SINCE.search(line, max(0, start - BEFORE), start):
        return True
    rule = RULE.match(line, end)
    return rule is not None and any(
        start == 0 and (table in DEMANDS or table.startswith("action:"))
        for table, spans in marks(rule["rule"]).items()
        for start, _ in spans
    )


def _words(shape: str) -> lazy_re.Pattern[str]:
    return wording.pattern("version", shape)


def _by_package(line: str) -> Iterator[VersionClaim]:
    """`` `zod` v3 ``: a package by its own name, whatever the ecosystem."""
    for found in _words(PACKAGE).finditer(line):
        low = found["low"]
        if not _elsewhere(line, found.start(), found.end()):
            product = Product(found["name"], "any", (found["name"],))
            more, bare = bool(found["more"]), BARE.fullmatch(low) is not None
            yield VersionClaim(
                product, low.lstrip("vV"), "", found.start(), found.end(), more, bare
            )


def product_named(text: str) -> Product | None:
    """The product whose name is the whole of a text."""
    names, _, _ = _products()
    return names.get(_key(text.strip("`* ")))


def _elsewhere(line: str, start: int, end: int) -> bool:
    """Whether a version is not one in use: past, planned, forbidden, or compared with one."""
    if SIGNS.search(line, max(0, start - NEAR), start) or MOVED.match(line, end):
        return True
    return bool(hedges.hedge(Span(line, start, end), hedges.VALUE))


def apart(pieces: Sequence[Piece]) -> Mapping[int, tuple[int, int]]:
    """The lines, with their columns, on which a table or a list takes back what it holds."""
    found: dict[int, tuple[int, int]] = {}
    for piece in pieces:
        if piece.kind in ("cell", "item") and hedges.below(piece):
            at = piece.place
            cell = piece.kind == "cell"
            for line in range(at.line, at.end_line + 1):
                span = (at.column, at.end_column) if cell else (1, 1 << 30)
                known = found.get(line, span)
                found[line] = (min(known[0], span[0]), max(known[1], span[1]))
    return found


def _counted_in_brackets(line: str, end: int, after: lazy_re.Match[str]) -> bool:
    opened = "(" in line[end : after.start("low")]
    whole = "." not in after["low"] and not (after["more"] or after["rest"] or after["sign"])
    return opened and whole and _words(BRACKETED).match(line, after.end()) is not None


def _is_span(line: str, start: int, end: int) -> bool:
    """Whether a code span says nothing else: "`go 1.26.1`", as a manifest has it."""
    return line[start - 1 : start] == "`" == line[end : end + 1]


def _implausible(
    product: Product, name: str, low: str, after: lazy_re.Match[str], *, spanned: bool
) -> bool:
    """Whether the number is more likely no version of this product."""
    major = low.partition(".")[0]
    if len(major) > DIGITS or int(major) > HIGHEST:
        return True
    if product.name in ("go", "rust", "deno") and "." not in low:
        return True
    if product.ecosystem == "runtime" and name[:1].islower() and "`" not in after[0]:
        # `python 3.11` is a version, `node 3` and `go 2` may be anything
        return not spanned and product.name in ("go", "rust", "java", "ruby", "bun", "deno")
    return False


@cache
def _products() -> tuple[dict[str, Product], lazy_re.Pattern[str], dict[str, list[str]]]:
    """The products by their folded names, a pattern of all names, and these by their first words."""
    names: dict[str, Product] = {}
    words: list[str] = []
    for ecosystem, rows in parsing.read("claims", "products.toml").items():
        for key, values in rows.items():
            runtime = ecosystem == "runtime"
            product = Product(key, ecosystem, () if runtime else tuple(values))
            for spelling in [key, *values] if runtime else [key]:
                names[_key(spelling)] = product
                words.append(spelling)
    written = sorted(set(words), key=len, reverse=True)
    alternatives = "|".join(map(lazy_re.escape, written))
    firsts: dict[str, list[str]] = {}
    for name in written:
        firsts.setdefault(WORD.findall(name)[0], []).append(name)
    return (
        names,
        lazy_re.compile(rf"(?<![A-Za-z0-9_@/.$-])(?:{alternatives})(?![A-Za-z0-9_/]|[-.]\w)"),
        firsts,
    )


def _key(name: str) -> str:
    return name.casefold()
