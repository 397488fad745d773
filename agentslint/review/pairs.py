"""Pairs of demands that may contradict, and that no rule decides: what they share, and how they differ.

Along one chain alone. The words that two demands share weigh the more, the fewer demands have them.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from agentslint.claims import demands, effective, surroundings
from agentslint.core import lazy_re
from agentslint.model import Chain, File, Instruction
from agentslint.review.question import Question, Statement
from agentslint.text import markdown, tongues
from agentslint.text.lexicon import WORD, fold
from agentslint.verdicts import collisions

MOST = 1500  # demands of one chain that are compared
FEW = 30  # demands beside which the words of a short chain are weighed
LEAST = 4.5  # what two must share, in the weight of words
LONGEST = 500  # characters of a demand
CODED = 1.5  # a word of a code span counts so much more
REFUSED = frozenset({"forbid", "avoid"})
_CODE = lazy_re.compile(r"`([^`]+)`")
_NUMBER = lazy_re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True)
class _Demand:
    """One demand: its words, its code, its numbers, whether it refuses something."""

    one: Instruction
    file: File
    words: frozenset[str]
    codes: frozenset[str]
    numbers: frozenset[str]
    refuses: bool


def of(chains: Iterable[Chain], shown: Collection[str]) -> Iterator[Question]:
    """The pairs of some chains, the likeliest first; `shown` are the files that may be asked about."""
    found: dict[frozenset[str], tuple[float, _Demand, _Demand]] = {}
    for chain in chains:
        decided = {_lines(each.one, each.other) for each in collisions.in_chain(chain)}
        for score, one, other in _candidates(chain):
            lines = _lines(one.one, other.one)
            if lines in decided or not any(path in shown for path, _ in lines):
                continue
            said = frozenset((one.one.text, other.one.text))
            if said not in found or found[said][0] < score:
                found[said] = (score, one, other)
    for _, one, other in sorted(
        found.values(), key=lambda row: (-round(row[0], 6), row[1].one.place, row[2].one.place)
    ):
        yield Question("pair", (_statement(one), _statement(other)))


def _lines(one: Instruction, other: Instruction) -> tuple[tuple[str, int], ...]:
    return tuple(sorted((each.place.path, each.place.line) for each in (one, other)))


def _candidates(chain: Chain) -> Iterator[tuple[float, _Demand, _Demand]]:
    rows = list(_demands(chain))[:MOST]
    often = Counter(word for row in rows for word in row.words)
    many = max(len(rows), FEW)
    weight = {word: math.log(1 + many / count) for word, count in often.items()}
    having: dict[str, list[int]] = {}
    for at, row in enumerate(rows):
        shared: dict[int, float] = {}
        for word in sorted(row.words):
            for other in having.get(word, ()):
                more = weight[word] * (CODED if word in row.codes else 1)
                shared[other] = shared.get(other, 0.0) + more
            if often[word] <= max(6, len(rows) // 12):
                having.setdefault(word, []).append(at)
        for other, score in shared.items():
            if score >= LEAST and (factor := _differ(row, rows[other])):
                least = min(len(row.words), len(rows[other].words))
                yield score * factor / math.sqrt(2 + least), rows[other], row


def _differ(one: _Demand, other: _Demand) -> float:
    """How much speaks for it that one goes against the other; 0 where nothing does."""
    if one.one.text == other.one.text:
        return 0.0
    if one.refuses != other.refuses:
        return 1.5 if one.codes & other.codes else 1.0
    if one.one.slot and one.one.slot == other.one.slot and one.one.value != other.one.value:
        return 1.5
    if one.numbers and other.numbers and not one.numbers & other.numbers:
        return 1.2
    if (one.codes ^ other.codes) and (
        one.codes & other.codes or one.one.absolute != other.one.absolute
    ):
        return 0.8
    return 0.0


def _demands(chain: Chain) -> Iterator[_Demand]:
    told: set[tuple[str, int, int]] = set()
    for link in chain.sources:
        if link.file is None:
            continue
        pieces = markdown.read(link.file)
        for one in effective.reaching(link):
            key = (one.place.path, one.place.line, one.place.column)
            if key in told or len(one.text) > LONGEST or pieces[one.piece].kind == "fence":
                continue
            told.add(key)
            row = _demand(one, link.file)
            if one.modality != "inform" or one.slot or row.refuses:
                yield row


def _demand(one: Instruction, file: File) -> _Demand:
    spoken = tongues.of(one.text)
    codes = frozenset(fold(code.strip()) for code in _CODE.findall(one.text))
    plain = _CODE.sub(" ", one.text)
    words = frozenset(
        stem
        for word in WORD.findall(fold(plain))
        if word not in spoken.general and len(stem := demands.stem(word)) > 2
    )
    clauses = demands.read(one.text, one.modality)
    refuses = one.modality in REFUSED or any(clause.polarity == "ban" for clause in clauses)
    numbers = frozenset(_NUMBER.findall(one.text))
    return _Demand(one, file, words | codes, codes, numbers, refuses)


def _statement(row: _Demand) -> Statement:
    around = surroundings.of(row.file, row.one)
    intro = next(iter(around.intros), "")
    return Statement(row.one.place, row.one.text, "demand", around.headings, intro)
