"""Of which changes a check is demanded: conditions, paths, changes to documents, mentions that demand nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from agentslint.claims.effective import Verification
from agentslint.core import lazy_re
from agentslint.evidence.programs import listed
from agentslint.model import Chain, Instruction, Piece
from agentslint.text import markdown, wording
from agentslint.text.lexicon import WORD

# what documents are, as globs
DOCUMENTS = ("*.md", "*.mdx", "*.rst", "*.adoc", "docs/")
_CODE = lazy_re.compile(r"(`+)[^`]*\1")
_FOLDER = lazy_re.compile(r"`((?:[\w@.-]+/)*[\w@.-]+)/?`|(?<![\w/`])((?:[\w@.-]+/)+)(?![\w`])")
# between a command and a clause that says nothing of it
_APART = lazy_re.compile(r"[;(；（]|\.\s|\s[-–—]\s")
_WORDS = 4  # before a command: in so many a refusal of it stands
_ABOUT_DOCUMENTS = r"\W*(?:«documents»)(?:[\s-]*«general»)*[\s-]*«changes»"
_DOCUMENTS_ONLY = r"(?:^|\W)«documents»[\s-]*(?:«sole»(?:\W|$)|(?:«sole»[\s-]*)?«changes»(?:\W|$))"
_STANDING = r"\W*«standing»\W*$"
_AFTER = r"\W*(?:«after»|«when»|if)\s"
_REFUSED = r"(?:^|\W)«negates»(?:\s+(?:«places»))?\s*$"


@dataclass(frozen=True)
class Place:
    """Where a demand stands: the texts around it. `siblings` are the headings of its document."""

    block: Piece | None = None
    headings: tuple[str, ...] = ()
    siblings: tuple[str, ...] = ()


class Surroundings:
    """The documents of a chain, asked where a demand stands."""

    def __init__(self, chain: Chain) -> None:
        self._files = {link.path: link.file for link in chain.sources if link.file is not None}
        self._titles: dict[str, tuple[str, ...]] = {}

    def of(self, each: Verification) -> Place:
        """The block and the headings of a demand."""
        file = self._files.get(each.path)
        pieces = markdown.read(file) if file is not None else ()
        if not 0 <= each.piece < len(pieces):
            return Place()
        piece = pieces[each.piece]
        above = piece.info.get("parent")
        block = pieces[above] if piece.kind == "sentence" and above is not None else piece
        if each.path not in self._titles:
            self._titles[each.path] = tuple(p.text for p in pieces if p.kind == "heading")
        return Place(block, tuple(block.info.get("headings", ())), self._titles[each.path])


@dataclass(frozen=True)
class Demand:
    """A demand and where it stands. `exists` says whether a path is in the repository."""

    each: Verification
    place: Place
    exists: Callable[[str], bool] | None = None

    @cached_property
    def conditional(self) -> bool:
        """Whether it is one for some changes alone."""
        return _opens(self._condition) or self._inherits or any(map(_narrow, self._points))

    @cached_property
    def scope(self) -> tuple[str, ...]:
        """The paths that it is bound to; none for all."""
        each = self.each
        if wording.pattern("demand", _ABOUT_DOCUMENTS).match(each.text):
            return DOCUMENTS
        where = self._condition if self.conditional else ""
        if each.gate == "after changes" and not where:
            where = each.text.partition(f"`{each.command}`")[0].rpartition(". ")[2]
        named = tuple(path for path in each.scope if path in where and path != each.command)
        return named or tuple(m[1] for m in _FOLDER.finditer(self._lead) if m[1]) or self._labelled

    @property
    def gate(self) -> str:
        """The point of the work that it names; a label such as "Quality gates:" names the end of it."""
        label = self.each.condition.rstrip(" *_")
        standing = label.endswith((":", "：")) and wording.pattern("demand", _STANDING).match(label)
        return self.each.gate or ("before done" if standing else "")

    @cached_property
    def refused(self) -> bool:
        """Whether the text only says what does not do: "a runtime error, not at `go build`"."""
        before, found, _ = self.each.text.partition(f"`{self.each.command}`")
        last = " ".join(before.replace("*", "").split()[-_WORDS:])
        return bool(found) and bool(wording.pattern("demand", _REFUSED).search(last))

    @property
    def partial(self) -> bool:
        """Whether it asks for a part that its reader chooses: "the relevant tests"."""
        return bool(wording.pattern("demand", r"(?:^|\W)«partial»\W").search(self.each.text + " "))

    @cached_property
    def _condition(self) -> str:
        """Its condition, but for one that speaks of another part of the sentence."""
        text, condition = self.each.text, self.each.condition
        at = text.find(f"`{self.each.command}`")
        end = at + len(self.each.command) + 2
        where = text.find(condition) if condition else -1
        return "" if 0 <= at < where and _APART.search(text, end, where) else condition

    @property
    def _lead(self) -> str:
        """What introduces its list or fence, where that names one kind of change."""
        intro = self.place.block.info.get("intro", "") if self.place.block else ""
        return intro if _narrow(intro) else ""

    @property
    def _points(self) -> tuple[str, ...]:
        return (self._condition, self._lead)

    @property
    def _inherits(self) -> bool:
        """Whether its item began with a condition, some sentences earlier."""
        block = self.place.block
        if block is None or block.kind != "item":
            return False
        first = block.text.lstrip(" *_")
        return not first.startswith(self.each.text[:20].lstrip(" *_")) and _opens(first)

    @cached_property
    def _labelled(self) -> tuple[str, ...]:
        """The directory that its heading names, where others name others."""
        folders = [_folder(text) for text in self.place.headings[-1:]]
        if not folders or not folders[0] or self.exists is None or not self.exists(folders[0]):
            return ()
        others = {_folder(text) for text in self.place.siblings} - {"", folders[0]}
        return (f"{folders[0]}/",) if any(self.exists(other) for other in others) else ()


def concerns_some(each: Instruction) -> bool:
    """Whether an instruction speaks of some changes alone: "docs-only changes may skip `make test`"."""
    about = wording.pattern("demand", _DOCUMENTS_ONLY).search(each.text)
    return bool(about) or _opens(each.condition) or _narrow(each.condition)


def _opens(text: str) -> bool:
    """Whether a text begins with the word of a condition."""
    first = text.lstrip(" *_").split(" ")[0].lower().strip(",:")
    return first in listed("required", "conditional")


def _narrow(condition: str) -> bool:
    """Whether "after _" names one kind of change, and not any: "after adding a migration"."""
    opened = wording.pattern("demand", _AFTER).match(condition.lstrip("( "))
    if not opened:
        return False
    rest = _CODE.sub(" x ", condition.lstrip("( ")[opened.end() :].partition(",")[0])
    return not all(_general(word) for word in WORD.findall(rest))


def _general(word: str) -> bool:
    return bool(wording.pattern("demand", "«general»").fullmatch(word.lower()))


def _folder(heading: str) -> str:
    """The one directory that a heading names, "" for none."""
    found = {(m[1] or m[2]).rstrip("/") for m in _FOLDER.finditer(heading)}
    return found.pop() if len(found) == 1 else ""


def demands(
    found: Iterable[Verification], chain: Chain, exists: Callable[[str], bool] | None
) -> tuple[Demand, ...]:
    """Each demand with where it stands."""
    around = Surroundings(chain)
    return tuple(Demand(each, around.of(each), exists) for each in found)
