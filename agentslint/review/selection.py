"""Which questions a repository is worth: all statements ranked, neighbours joined, evidence within a budget."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from agentslint.model import Chain, File
from agentslint.repo import Repo, parent
from agentslint.review import index, pairs, prompt, statements, subjects
from agentslint.review.age import Ages
from agentslint.review.excerpts import Searcher
from agentslint.review.index import Index
from agentslint.review.question import Excerpt, Question, Statement
from agentslint.review.subjects import Subject
from agentslint.text import tongues
from agentslint.verdicts.verdict import Verdict

TOGETHER = 8  # statements of one question
LENGTH = 1200  # characters of them
PAIRS = 6  # of so many questions one may be a pair
FRESH = 3.0  # the most that work since a line was written counts
STRANGE = 2.5  # the most that names count which are not where the statement places them
AGAIN = 0.93  # what the next question about the same file is worth beside the one before
LEAST = 0.5  # what a statement must be worth to be asked before all that is worth less


@dataclass(frozen=True, slots=True)
class Ranked:
    """A statement, what it speaks of, and what it is worth to ask."""

    statement: Statement
    subject: Subject
    worth: float


@dataclass(frozen=True, slots=True)
class Selection:
    """The questions, the most promising first, and how many statements there were."""

    questions: tuple[Question, ...]
    statements: int
    left_out: int


def of(
    repo: Repo,
    chains: Iterable[Chain],
    files: Sequence[File],
    verdicts: Iterable[Verdict],
    *,
    most: int,
    tokens: int,
) -> Selection:
    """The questions of a repository: at most `most`, none with more than `tokens` of dossier."""
    ranked, searcher = _ranked(repo, files, tuple(verdicts))
    telling = [one for one in ranked if one.worth >= LEAST]
    rest = [one for one in ranked if one.worth < LEAST]
    groups = [
        group
        for part in (telling, rest)
        for group in _spread(sorted(_groups(part), key=_worth, reverse=True))
    ]
    shown = frozenset(file.path for file in files)
    two = list(pairs.of(chains, shown))[: most // PAIRS]
    chosen = groups[: most - len(two)]
    by_path = {file.path: file for file in files}
    asked = [_asked(repo, group, by_path, searcher, tokens) for group in chosen]
    every = [*asked[: len(asked) // 2], *two, *asked[len(asked) // 2 :]]
    count = sum(map(len, groups))
    return Selection(tuple(every), count, count - sum(map(len, chosen)))


def _spread(groups: list[tuple[Ranked, ...]]) -> list[tuple[Ranked, ...]]:
    """The groups in the order of their worth, where each one of a file makes its next worth less."""
    seen: Counter[str] = Counter()
    rows: list[tuple[float, int, tuple[Ranked, ...]]] = []
    for group in groups:
        path = group[0].statement.place.path
        rows.append((-_worth(group) * AGAIN ** seen[path], len(rows), group))
        seen[path] += 1
    return [group for _, _, group in sorted(rows, key=lambda row: row[:2])]


def _ranked(
    repo: Repo, files: Sequence[File], verdicts: tuple[Verdict, ...]
) -> tuple[list[Ranked], Searcher]:
    read: list[tuple[Statement, Subject]] = []
    told: set[str] = set()
    by_path: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        by_path[verdict.claim.place.path].append(verdict)
    for file in files:
        found = statements.read(file, by_path[file.path])
        for one, subject in zip(found, subjects.of(repo, file, found), strict=True):
            if one.text not in told:
                told.add(one.text)
                read.append((one, subject))
    wanted = frozenset(word for _, subject in read for word in subject.every)
    known = index.build(repo, wanted)
    ages = Ages(repo)
    ranked = [Ranked(one, subject, worth(repo, one, subject, known, ages)) for one, subject in read]
    return ranked, Searcher(repo, known, ages)


def worth(repo: Repo, one: Statement, subject: Subject, known: Index, ages: Ages) -> float:
    """What a statement is worth to ask: it describes what is there, is older than it, and is not echoed by it."""
    named = min(1.5, 0.8 * len(subject.paths))
    spoken = min(1.5, 0.1 * math.fsum(known.weight(word) for word in subject.coded | subject.plain))
    said = 2.0 if one.described else -1.5
    said += {"diagram": 0.5, "fence": -1.0, "row": 0.3}.get(one.kind, 0.0)
    said += 0.5 * bool(subject.numbers) + 0.7 * bool(one.doubts)
    said += 0.7 * bool(tongues.of(one.text).telling & subject.plain)
    short = -1.0 if len(one.text) < 30 and not subject.paths else 0.0
    return (
        named
        + spoken
        + said
        + short
        + _strange(repo, one, subject, known)
        + _fresh(one, subject, ages)
    )


def _strange(repo: Repo, one: Statement, subject: Subject, known: Index) -> float:
    """How many names it has that nothing holds where it places them: in what it names, else beside it."""
    places = [path for path in subject.paths if path != "."] or [parent(one.place.path)]
    here = frozenset[str]().union(*(known.below(repo, place) for place in places))
    spoken = subject.names - index.words(" ".join(subject.paths))
    missing = [name for name in spoken if name not in here]
    return min(STRANGE, 0.8 * len(missing)) if spoken else 0.0


def _fresh(one: Statement, subject: Subject, ages: Ages) -> float:
    """How much was done to what it speaks of since its lines were written."""
    when = ages.written(one.place.path, one.place.line, one.place.end_line)
    if not when:
        return 0.0
    named = max((ages.since(path, when) for path in subject.paths if path != "."), default=0)
    around = ages.since(parent(one.place.path), when) if parent(one.place.path) != "." else 0
    return min(FRESH, math.log2(1 + named)) + min(FRESH / 3, 0.2 * math.log2(1 + around))


def _groups(ranked: Iterable[Ranked]) -> Iterator[tuple[Ranked, ...]]:
    """Neighbours of one section, joined: they share evidence, and a reader's attention."""
    group: list[Ranked] = []
    for one in ranked:
        if group and not _joins(group, one):
            yield tuple(group)
            group = []
        group.append(one)
    if group:
        yield tuple(group)


def _joins(group: Sequence[Ranked], one: Ranked) -> bool:
    first = group[0].statement
    long = sum(len(each.statement.text) for each in group) + len(one.statement.text)
    same = first.place.path == one.statement.place.path
    return (
        same
        and first.headings[:2] == one.statement.headings[:2]
        and (len(group) < TOGETHER and long <= LENGTH)
    )


def _worth(group: Sequence[Ranked]) -> float:
    each = sorted((one.worth for one in group), reverse=True)
    return each[0] + 0.2 * sum(each[1:])


def _asked(
    repo: Repo,
    group: Sequence[Ranked],
    files: Mapping[str, File],
    searcher: Searcher,
    tokens: int,
) -> Question:
    """The question of a group, with as much evidence as its budget holds: in turn for each statement."""
    bare = Question("claims", tuple(one.statement for one in group))
    left = tokens - prompt.tokens(prompt.told(bare))
    waiting = [searcher.evidence(one.statement, one.subject) for one in group]
    for one in group:
        lines = statements.lines(one.statement)
        about = subjects.of(repo, files[one.statement.place.path], lines)
        waiting += map(searcher.of_line, lines, about)
    found: list[Excerpt] = []
    own = {
        (one.statement.place.path, number)
        for one in group
        for number in range(one.statement.place.line, one.statement.place.end_line + 1)
    }
    while waiting and left > 0:
        source = waiting.pop(0)
        excerpt = next(source, None)
        if excerpt is None:
            continue
        waiting.append(source)
        rows = tuple(row for row in excerpt.lines if (excerpt.path, row[0]) not in own)
        fresh = _without(replace(excerpt, lines=rows), found)
        cost = prompt.tokens(prompt.shown_excerpt(fresh)) if fresh.lines else 0
        if fresh.lines and cost > left:
            fresh = _shortened(fresh, left)
            cost = prompt.tokens(prompt.shown_excerpt(fresh)) if fresh.lines else 0
        if fresh.lines:
            left -= cost
            found.append(fresh)
    return replace(bare, evidence=tuple(_joined(found)))


def _without(excerpt: Excerpt, known: Iterable[Excerpt]) -> Excerpt:
    """An excerpt without the lines that are shown already."""
    told = {
        row
        for each in known
        if (each.path, each.about) == (excerpt.path, excerpt.about)
        for row in each.lines
    }
    return replace(excerpt, lines=tuple(row for row in excerpt.lines if row not in told))


def _shortened(excerpt: Excerpt, tokens: int) -> Excerpt:
    """As many lines of an excerpt as a budget holds."""
    kept = excerpt
    while kept.lines and prompt.tokens(prompt.shown_excerpt(kept)) > tokens:
        kept = replace(kept, lines=kept.lines[:-1])
    return kept


def _joined(found: Iterable[Excerpt]) -> Iterator[Excerpt]:
    """One excerpt for each file, its lines in order."""
    by_place: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for each in found:
        by_place.setdefault((each.path, each.about), []).extend(each.lines)
    for (path, about), rows in by_place.items():
        ordered = sorted(rows) if rows[0][0] else rows
        yield Excerpt(path, about, tuple(ordered))
