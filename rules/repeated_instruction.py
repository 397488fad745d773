"""The same demand at two levels of one chain.

One file on purpose: a rule is a page and a check.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from agentslint.chain.context import Context
from agentslint.claims import demands, instructions
from agentslint.core import lazy_re
from agentslint.model import Chain, File, Finding, Link, Modality, Note, Piece, Place
from agentslint.repo.directories import shown
from agentslint.text import markdown, tongues, wording
from agentslint.text.instruction_files import STEM
from agentslint.verdicts import bans

_WORD = lazy_re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*")
# What a nested file is right to repeat: where it applies, what else to read, and what it says
# of itself.
_POINTER = rf"\b{STEM}\.md|«applies»|«this»"
# "**Status**: draft": what a document says of itself, a line each
_LABEL = lazy_re.compile(r"\s*(?:\*\*|__)[^*_\n]{2,40}(?:\*\*\s*:|:\s*\*\*|__\s*:|:\s*__)")
_DATE = lazy_re.compile(r"\b20\d\d-\d\d-\d\d\b")
_CODELIKE = lazy_re.compile(r"[\d_./@]")
_LEAD = r"(?:[\W_]*«lead»)*"
_GAP = 6  # lines between neighbours, a heading among them
_CODE = lazy_re.compile(r"`[^`]*`|\]\([^)]*\)")
_RUNS = lazy_re.compile(r"[\u2e80-\u9fff\uac00-\ud7af]+|[^\u2e80-\u9fff\uac00-\ud7af]+")
_NEAREST = 32  # files above one that it is compared with; no real chain is as long
_LONG = 12  # words of an item that nobody writes twice by chance
# what goes on behind a demand that is whole
_ADDED = lazy_re.compile(r"\s*(?:[(（;；:：,，—–]|-\s|\s-\s)")
_MOST = 64  # sentences that are looked at for one word
_FIRST = "\u2e80"  # of these letters; to compile the pattern takes Python 2 ms
_DENSE = lazy_re.compile(r"[\u2e80-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True, slots=True)
class _Said:
    """One sentence of a block, with the words that count."""

    place: Place
    words: frozenset[str]
    codes: frozenset[str]
    text: str
    modality: Modality
    first: bool  # the first below its heading
    heading: Piece | None
    # all of the long item that it is in, where that is no step, and the section
    item: tuple[str, ...] = ()

    @property
    def demand(self) -> bool:
        """Whether it wants something, if only by the words of its language for that."""
        return self.modality != "inform" or bool(demands.read(self.text, self.modality))


_Index = dict[str, list[int]]


def check_chain(chain: Chain, context: Context) -> Iterator[Finding]:
    least, share = context.options["words"], context.options["share"]
    outer: tuple[File, ...] = ()
    seen: set[str] = set()
    ends: dict[str, tuple[int, int]] = {}
    # an agent may send the nested file first
    for link in sorted(chain.sources, key=lambda link: _depth(link.directory)):
        real = context.repo.real(link.path)
        if link.file is None or _example(link) or real in seen:
            continue
        seen.add(real)
        if link.fate == "cut":
            ends[link.path] = markdown.cut(link.file, link.bytes)
        yield from _twice(link.file, least, ends)
        if outer:
            pairs = _pairs(link.file, outer, least, share)
            sent = [pair for pair in pairs if all(_sent(one, ends) for one in pair)]
            yield from _findings(list(_demanded(sent)))
            told = {line for pair in sent for line in _lines(pair[0].place)}
            yield from _refused(link.file, outer, ends, told)
        outer = (*outer, link.file)[-_NEAREST:]


def _twice(file: File, least: int, ends: Mapping[str, tuple[int, int]]) -> Iterator[Finding]:
    """The same item twice in one section."""
    firsts: dict[tuple[str, ...], _Said] = {}
    for one in _said(file, least) if file.path not in ends else ():
        if one.item and one.demand:
            first = firsts.setdefault((*one.item, one.text), one)
            if one.place.line > first.place.end_line:
                message = f"line {first.place.line} says the same, word for word"
                yield Finding(one.place, message, (Note(first.place, "said here"),))


def _lines(place: Place) -> range:
    return range(place.line, place.end_line + 1)


def _refused(
    file: File, outer: tuple[File, ...], ends: Mapping[str, tuple[int, int]], told: set[int]
) -> Iterator[Finding]:
    """Refusals that a file above has in other words, or for more."""
    for one, other in bans.again(file, outer):
        sent = all(_before(each.place, ends) for each in (one, other))
        if sent and told.isdisjoint(_lines(one.place)):
            message = f"{other.place.path}:{other.place.line} forbids the same"
            cause = f"{other.place.path}:{other.text}"
            yield Finding(one.place, message, (Note(other.place, "said here"),), cause=cause)


def _sent(one: _Said, ends: Mapping[str, tuple[int, int]]) -> bool:
    """Whether a sentence reaches the agent: it ends before a cut."""
    return _before(one.place, ends)


def _before(place: Place, ends: Mapping[str, tuple[int, int]]) -> bool:
    end = ends.get(place.path)
    return end is None or (place.end_line, place.end_column) <= end


def _depth(directory: str) -> int:
    return 0 if directory == "." else directory.count("/") + 1


@lru_cache(maxsize=4096)
def _pairs(
    file: File, outer: tuple[File, ...], least: int, share: float
) -> tuple[tuple[_Said, _Said], ...]:
    """The sentences of a file that files above it have too. Chains share the files they begin with."""
    every, index = _known(outer, least)
    return tuple(
        (one, other) for one in _said(file, least) if (other := _same(one, every, index, share))
    )


def _demanded(pairs: Sequence[tuple[_Said, _Said]]) -> Iterator[tuple[_Said, _Said]]:
    """The demands among some pairs, and what was copied with them: neighbours, word for word."""
    firm = [pair for pair in pairs if pair[0].demand and pair[1].demand]
    for pair in pairs:
        near = any(_next_to(one, pair) or _next_to(pair, one) for one in firm)
        if pair in firm or near:
            yield pair


def _findings(pairs: Sequence[tuple[_Said, _Said]]) -> Iterator[Finding]:
    """One finding for each file that is repeated."""
    by_file: dict[str, list[tuple[_Said, _Said]]] = {}
    for pair in pairs:
        by_file.setdefault(pair[1].place.path, []).append(pair)
    for found in by_file.values():
        yield _finding(found, list(_runs(found)))


def _runs(pairs: list[tuple[_Said, _Said]]) -> Iterator[Place]:
    """Where the copies are: neighbours that repeat neighbours are one."""
    run: list[tuple[_Said, _Said]] = []
    for pair in pairs:
        if run and not _next_to(run[-1], pair):
            yield _span(run)
            run = []
        run.append(pair)
    yield _span(run)


def _span(run: list[tuple[_Said, _Said]]) -> Place:
    one, other = run[0]
    start, last = one.place, run[-1][0].place
    heading = one.heading if one.first else None
    # of one sentence below a heading of many, the heading is no part; a title is
    whole = heading and (len(run) > 1 or heading.info["level"] == 1)
    if heading and whole and other.heading and heading.text == other.heading.text:
        start = heading.place
    return Place(start.path, start.line, start.column, last.end_line, last.end_column)


def _finding(pairs: Sequence[tuple[_Said, _Said]], places: list[Place]) -> Finding:
    other = pairs[0][1]
    exact = all(a.text == b.text for a, b in pairs)
    how = "word for word" if exact else "nearly word for word"
    many = f" ({len(pairs)} sentences)" if len(pairs) > 1 else ""
    message = f"{other.place.path}:{other.place.line} says the same{many}, {how}"
    notes = [Note(other.place, "said here"), *(Note(place, "and here") for place in places[1:])]
    # one sentence that stands in many files has one cause: that of which they are copies
    return Finding(places[0], message, tuple(notes), cause=f"{other.place.path}:{other.text}")


def _next_to(before: tuple[_Said, _Said], after: tuple[_Said, _Said]) -> bool:
    (one, other), (two, second) = before, after
    near = two.place.line - one.place.end_line <= _GAP
    return near and second.place.path == other.place.path and second.place.line >= other.place.line


def _same(one: _Said, every: Sequence[_Said], index: _Index, share: float) -> _Said | None:
    """The outer sentence that shares enough words, asked by the rarest ones."""
    size = len(one.words)
    # all of a short one may be part of a longer one
    known = [word for word in one.words if word in index]
    if len(known) == size and one.demand:
        scarce = min(known, key=lambda word: (len(index[word]), word))
        for at in index[scarce][:_MOST]:
            if _says_all(every[at], one):
                return every[at]
    # a sentence that shares so many words has one of the rarest few of them
    few = size - int(size * share) + 1
    few -= size - len(known)
    if few <= 0:
        return None
    rare = sorted(known, key=lambda word: (len(index[word]), word))[:few]
    best: tuple[float, _Said] | None = None
    for at in sorted({at for word in rare for at in index[word][:_MOST]}):
        other = every[at]
        length = len(other.words)
        if (length / size if length < size else size / length) < share:
            continue
        # like words about other things: "for `*.go`, read `go.md`"
        if one.codes and other.codes and one.codes.isdisjoint(other.codes):
            continue
        shared = len(one.words & other.words)
        found = shared / (size + length - shared)
        if found < share or (best is not None and found <= best[0]):
            continue
        # what two files describe in like words is no demand made twice; see `_demanded` for a copy
        if not (one.demand and other.demand) and one.text != other.text:
            continue
        if one.text == other.text or (
            _verb(one.text) == _verb(other.text) and not _rivals(one, other)
        ):
            best = found, other
    return best[1] if best else None


def _says_all(other: _Said, one: _Said) -> bool:
    """Whether an outer sentence begins with all of a nested one, and goes on to say why or how.

    What only shares its words may be a narrower demand: not to write logs to a table is not never to write to it.
    """
    if not (one.words < other.words and other.demand):
        return False
    short, long = (_plain(each.text) for each in (one, other))
    return long.startswith(short) and _ADDED.match(long, len(short)) is not None


def _plain(text: str) -> str:
    return text.casefold().replace("*", "").replace("`", "").strip(" .;:!")


def _rivals(one: _Said, other: _Said) -> bool:
    """Whether the words that two like sentences do not share may make them say opposite things.

    A negation, a modal, a number, code, or one of two words that exclude each other: that is at least a
    contradiction to be looked at, and no repeat.
    """
    # `make` in a code span is the word "make" in bold
    names = [code.strip("`") for code in one.codes ^ other.codes]
    if any(name not in one.text or name not in other.text for name in names):
        return True
    spoken = tongues.of(one.text)
    for word in one.words ^ other.words:
        if word in spoken.telling or word in spoken.either or _CODELIKE.search(word):
            return True
        if spoken.dense and word.isascii():
            return True
    return _polarities(one) != _polarities(other)


def _polarities(one: _Said) -> list[str]:
    return [clause.polarity for clause in demands.read(one.text, one.modality)]


def _verb(text: str) -> str:
    """The word that says what to do: one who may not write may still read."""
    start = wording.pattern("repeat", _LEAD).match(text)
    found = _WORD.search(text, start.end() if start else 0) if text.isascii() else None
    return found[0].casefold() if found else ""


@lru_cache(maxsize=64)
def _known(files: tuple[File, ...], least: int) -> tuple[tuple[_Said, ...], _Index]:
    """The sentences of some files, and where each word stands among them."""
    every = tuple(said for file in files for said in _said(file, least))
    index: _Index = {}
    for at, said in enumerate(every):
        for word in said.words:
            index.setdefault(word, []).append(at)
    return every, index


@lru_cache(maxsize=64)
def _said(file: File, least: int) -> tuple[_Said, ...]:
    """The sentences of a file that are long enough to be a copy. An outer file is in many chains."""
    return tuple(_sentences(file, least))


def _sentences(file: File, least: int) -> Iterator[_Said]:
    pieces = markdown.read(file)
    known = instructions.of(file)
    deliberate = {i.place for i in known if i.checks or i.answer}
    # a sentence that makes a choice wants it, whatever its verb
    wanted: dict[int, Modality] = {i.piece: i.modality for i in known if i.modality != "inform"}
    heading, first = None, True
    for index, piece in enumerate(pieces):
        if piece.kind == "heading":
            heading, first = piece, True
        if piece.kind != "sentence":
            continue
        block = pieces[piece.info["parent"]]
        if (
            block.kind == "heading"
            or _listing(piece.text)
            or piece.info["quoted"]
            or _header(block)
            or (wanted.get(index, "inform") == "inform" and _imprint(block))
        ):
            continue
        folded = piece.text.casefold()
        words = _words(folded)
        # letters beyond ASCII may be the pattern's own in another case
        hinted = not folded.isascii() or any(
            part in folded for part in (".md", *wording.signs("repeat", "applies", "this"))
        )
        apart = piece.place in deliberate or (
            hinted and wording.pattern("repeat", _POINTER).search(piece.text)
        )
        # "Follow this order:" says nothing without what it introduces
        apart = apart or piece.text.rstrip(" *_").endswith((":", "："))
        if len(words) >= least and not apart:
            text = " ".join(piece.text.split())
            codes = frozenset(_CODE.findall(text))
            modality = wanted.get(index, "inform")
            step = block.kind != "item" or block.info["ordered"]
            short = step or len(block.text.split()) < _LONG
            item = () if short else (block.text, *block.info["headings"][:2])
            yield _Said(piece.place, words, codes, text, modality, first, heading, item)
        first = False


def _listing(text: str) -> bool:
    """Whether a sentence is little more than the names in it."""
    return ("`" in text or "](" in text) and len(_CODE.sub("", text)) * 3 < len(text)


def _example(link: Link) -> bool:
    """Whether a file is there to be looked at, not to be worked by."""
    return shown(link.path.lower())


def _header(block: Piece) -> bool:
    return block.kind == "cell" and block.info["row"] == 0


def _imprint(block: Piece) -> bool:
    """Whether a paragraph is a document's particulars: label after label, or a date."""
    if block.kind != "paragraph" or not _LABEL.match(block.text) or ". " in block.text:
        return False
    lines = block.text.split("\n")
    return all(_LABEL.match(line) for line in lines) and (
        len(lines) > 1 or _DATE.search(block.text) is not None
    )


def _words(folded: str) -> frozenset[str]:
    """The words of a sentence; where none are set apart, its pairs of characters."""
    if folded.isascii():
        return frozenset(_WORD.findall(folded))
    found: set[str] = set()
    for word in _WORD.findall(folded):
        if word.isascii() or max(word) < _FIRST or not _DENSE.search(word):
            found.add(word)
            continue
        for part in _RUNS.findall(word):
            pairs = {part[at : at + 2] for at in range(len(part) - 1)}
            found.update(pairs if _DENSE.search(part) else {part})
    return frozenset(found)
