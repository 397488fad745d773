"""What a document says of the packages of a workspace: how many there are, what each has, what only one uses."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.claims import hedges
from agentslint.claims.claim import Claim
from agentslint.claims.hedges import Span
from agentslint.claims.sentences import stating_sentences
from agentslint.core import lazy_re
from agentslint.model import File, Piece
from agentslint.repo.paths import parent
from agentslint.text import markdown, wording
from agentslint.text.lexicon import Marks

_NUMBER = lazy_re.compile(r"(?<![\w.,~<>≤≥+-])(\d{1,4})[\s*_]+$")
_NAME = lazy_re.compile(r"[\s*_:]*`([^`\s]+)`")
_BOUND = r"[<>≤≥~]\s*$|«about»\s*$"


def read(file: File) -> Iterator[Claim]:
    """The statements about packages: `members`, `each-has` and `sole-user`."""
    for piece, marks in stating_sentences(file):
        if "members" in marks:
            yield from _counted(file, piece, marks)
        if "each_has" in marks and "unless" not in marks:
            yield from _named(file, piece, marks["each_has"], "each-has")
        if "sole" in marks and "unless" not in marks:
            yield from _named(file, piece, marks["sole"], "sole-user")


def _counted(file: File, piece: Piece, marks: Marks) -> Iterator[Claim]:
    """ "46 workspace members"."""
    for start, end in marks["members"]:
        found = _NUMBER.search(piece.text, max(0, start - 12), start)
        if found and not wording.pattern("counted", _BOUND).search(piece.text[: found.start()]):
            place = markdown.within(piece, found.start(1), end)
            text = piece.text[found.start(1) : end]
            back = hedges.hedge(Span(piece.text, found.start(1), end), hedges.SENTENCE)
            yield Claim("count", place, text, "members", "has", found[1], parent(file.path), back)


def _named(
    file: File, piece: Piece, spans: list[tuple[int, int]], relation: str
) -> Iterator[Claim]:
    """ "Each crate has its own `README.md`", "the only package using `tsdown`"."""
    for start, end in spans:
        found = _NAME.match(piece.text, end)
        if found:
            place = markdown.within(piece, start, found.end())
            text = piece.text[start : found.end()]
            back = hedges.hedge(Span(piece.text, start, found.end()), hedges.SENTENCE)
            yield Claim("packages", place, text, found[1], relation, "", parent(file.path), back)
