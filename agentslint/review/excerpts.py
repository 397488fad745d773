"""A statement to the lines of the repository that speak of the same: what a reader would open first."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from agentslint.core import lazy_re
from agentslint.facts import code_files
from agentslint.model import Place
from agentslint.repo import Repo, parent
from agentslint.repo.contents import Contents
from agentslint.review import index
from agentslint.review.age import Ages
from agentslint.review.index import Index, is_document, is_manifest
from agentslint.review.question import Excerpt, Statement
from agentslint.review.subjects import Subject

WIDE = 160  # characters of a line that are shown
CANDIDATES = 400  # lines of one file among which those are chosen
AGAIN = 0.35  # what a word counts for once a line with it is shown
RARE = 2.0  # the weight of a name that is worth a line by not being there
RAREST = 4.0  # the weight of any other word
MISSING = 3  # such words of one path
TREE = 3  # directories of a diagram that are listed
SMALL = 40  # files below a directory that is listed where a statement in it names nothing
ENTRIES = 20  # of a directory
FILES = 8  # files beside those that the statement names
LINES = 3  # of one of these, 6 of a file that it names
BODY = 5  # lines behind one that defines something
HEAD = 10  # first lines of a named file that shares no word with the statement
# what a word counts for: of a code span, of the sentence, of what stands around it
CODED, PLAIN, AROUND = 2.0, 1.0, 0.4
COMMON = 2000  # files that hold a word which tells nothing
DOCUMENT = 0.35  # a document says less of what is so than code and settings do
TOLD = 2.5  # a document of the same name: what instructions say elsewhere of the same
TWINS = 3  # such documents
DEFINES = 1.6  # a line that defines the name
_LONG = lazy_re.compile(r"\d\s*(?:lines|LOC|SLOC|l[íi]neas|linhas|lignes|Zeilen|строк|行)")
_INDENT = lazy_re.compile(r"[ \t]*")
_TASK = lazy_re.compile(r"\s*[\"']?[\w:.-]+[\"']?\s*(?::(?!:)|=(?!=))")


@dataclass
class Searcher:
    """Looks for the evidence of statements in one repository."""

    repo: Repo
    index: Index
    ages: Ages
    _texts: dict[str, str] = field(default_factory=dict)

    def evidence(self, one: Statement, subject: Subject) -> Iterator[Excerpt]:
        """What speaks of a statement, the most telling first."""
        weights = self._weights(subject)
        for path in dict.fromkeys((*self._places(one, subject), *subject.near[:2])):
            yield self._directory(path)
        for path in subject.paths:
            if path not in self.repo.listing.directories:
                yield from self._file(path, one, weights, 2 * LINES)
        if rows := [*self._held(one), *self._missing(subject, weights)]:
            yield Excerpt("", "where names occur", tuple((0, row) for row in rows))
        for path in self._files(one, subject, weights):
            yield from self._file(path, one, weights, LINES)
        yield from self._commits(one, subject)

    def _places(self, one: Statement, subject: Subject) -> list[str]:
        """The directories to list: those that it names, of a diagram the outermost, else its own."""
        named = [path for path in subject.paths if path in self.repo.listing.directories]
        home = parent(one.place.path)
        if one.kind == "diagram":
            return sorted({home, *named}, key=lambda path: (path != home, path.count("/"), path))[
                :TREE
            ]
        if not subject.paths and home != "." and len(self.repo.listing.below(home)) <= SMALL:
            return [home]
        return named

    def of_line(self, one: Statement, subject: Subject) -> Iterator[Excerpt]:
        """What speaks of one line of a fence, a little of it."""
        weights = self._weights(subject)
        for path in (subject.paths or subject.near)[:1]:
            if path in self.repo.listing.directories:
                yield self._directory(path)
            else:
                yield from self._file(path, one, weights, LINES)
        if rows := tuple(self._missing(subject, weights)):
            yield Excerpt("", "where names occur", tuple((0, row) for row in rows))
        for path in self._files(one, subject, weights)[:2]:
            yield from self._file(path, one, weights, LINES)

    def _weights(self, subject: Subject) -> dict[str, float]:
        found: dict[str, float] = {}
        for part, factor in (
            (subject.around, AROUND), (subject.plain, PLAIN), (subject.coded, CODED),
        ):  # fmt: skip
            found.update({word: factor * self.index.weight(word) for word in sorted(part)})
        return {word: weight for word, weight in found.items() if weight > 0}

    def _files(self, one: Statement, subject: Subject, weights: Mapping[str, float]) -> list[str]:
        """The files that hold most of what the statement says, without those that it names."""
        home, name = parent(one.place.path), _name(one.place.path)
        below = tuple(f"{path}/" for path in subject.paths)
        scores: dict[str, float] = {}
        for word, weight in weights.items():
            places = self.index.having.get(word, ())
            for path in places if len(places) <= COMMON else ():
                named = 1.2 * weight if word in self.index.named[path] else 0.0
                held = weight if word in self.index.held[path] else 0.0
                scores[path] = scores.get(path, 0.0) + named + held
        rows = []
        for path, score in scores.items():
            if path in subject.paths:
                continue
            factor = self.index.share(path) * (DOCUMENT if is_document(path) else 1.0)
            factor *= TOLD if _name(path) == name and path != one.place.path else 1.0
            factor *= 1.5 if below and path.startswith(below) else 1.0
            factor *= 1.4 if home != "." and path.startswith(f"{home}/") else 1.0
            factor *= 1.6 if parent(path) in (home, ".") and is_manifest(path) else 1.0
            rows.append((-round(score * factor, 6), path))
        found = [path for _, path in sorted(rows)]
        told = [path for path in found if _name(path) == name]
        return [path for path in found if path not in told[TWINS:]][:FILES]

    def _file(
        self, path: str, one: Statement, weights: Mapping[str, float], most: int
    ) -> Iterator[Excerpt]:
        """The lines of a file that share the most telling words with the statement."""
        rows = self.text(path).split("\n")
        candidates = [
            (number, found, DEFINES if defines(line) else 1.0)
            for number, line, found in index.lines_with("\n".join(rows), weights)
            if path != one.place.path or not _own(one.place, number)
        ]
        top = _best(candidates, weights, most)
        if top:
            chosen = sorted({n for number in top[:3] for n in _body(rows, number)} | set(top))
        else:
            chosen = [n for n, row in enumerate(rows, 1) if row.strip()][:HEAD]
        if _LONG.search(one.text):  # the last line tells how many there are
            chosen = [*chosen, len(rows) - (not rows[-1])]
        lines = tuple((n, rows[n - 1][:WIDE].rstrip()) for n in chosen if rows[n - 1].strip())
        if lines:
            count = len(rows) - (not rows[-1])
            yield Excerpt(path, f"{count} line{'s' * (count != 1)}", lines)

    def _directory(self, path: str) -> Excerpt:
        """What lies in a directory: each entry, with how many files one holds that is a directory."""
        prefix = "" if path == "." else f"{path}/"
        entries: Counter[str] = Counter()
        below = [each for each in self.repo.listing.below(path) if each not in self.index.answers]
        if len(below) <= ENTRIES:  # a small one whole
            whole = tuple((0, each[len(prefix) :]) for each in below)
            return Excerpt(f"{path}/", "directory: every file below", whole)
        for each in below:
            name, slash, _ = each[len(prefix) :].partition("/")
            entries[name + slash] += 1
        rows = [
            f"{name} ({count} file{'s' * (count > 1)})" if name.endswith("/") else name
            for name, count in sorted(entries.items())
        ]
        left = len(rows) - ENTRIES
        told = rows[:ENTRIES] + ([f"and {left} more"] if left > 0 else [])
        about = f"directory: {len(rows)} entries, {entries.total()} files below"
        return Excerpt(f"{path}/", about, tuple((0, row) for row in told))

    def _missing(self, subject: Subject, weights: Mapping[str, float]) -> Iterator[str]:
        """Words of a statement that occur elsewhere, and not in what it speaks of: a line each."""
        for path in [p for p in subject.paths if p != "." and not is_document(p)][:2]:
            here = self.index.below(self.repo, path)
            told = index.words(path)
            strange = sorted(
                (-weights[word], word)
                for word in (subject.plain | subject.coded) - here - told
                if weights.get(word, 0.0) >= (RARE if word in subject.names else RAREST)
            )
            kept = [word for _, word in strange if word in subject.names][:MISSING]
            for word in kept or [word for _, word in strange][:1]:
                places = [p for p in self.index.having[word] if not is_document(p)]
                if places:
                    yield f"{word}: not in {path}, but in {', '.join(places[:2])}"

    def _held(self, one: Statement) -> Iterator[str]:
        """Where the names in its code spans occur: a line each, and those that no file holds."""
        spans = dict.fromkeys(_SPAN.findall(one.text)) if one.kind != "fence" else {}
        for name in list(spans)[:6]:
            word = name.lower()
            if word not in self.index.asked:
                continue
            places = [
                path
                for path in self.index.having.get(word, ())
                if word in self.index.held[path] and not is_document(path)
            ]
            if places:
                more = f" and {len(places) - 3} more" if len(places) > 3 else ""
                yield f"{name}: in {', '.join(sorted(places)[:3])}{more}"
            else:
                yield f"{name}: in no file of code or settings that was looked through"

    def _commits(self, one: Statement, subject: Subject) -> Iterator[Excerpt]:
        """The last commits of what it names, where they are newer than its lines."""
        when = self.ages.written(one.place.path, one.place.line, one.place.end_line)
        rows = []
        for path in subject.paths if when else ():
            if path != "." and self.ages.since(path, when):
                rows += [
                    f"{made.day} {path}: {made.subject[:90]}" for made in self.ages.newest(path)[:2]
                ]
        if rows:
            yield Excerpt(
                "", "commits after these lines were written", tuple((0, r) for r in rows[:4])
            )

    def text(self, path: str) -> str:
        """The text of a file, "" where it has none or is too large to show."""
        if path not in self._texts:
            data = Contents(self.repo).read(path, index.LARGEST)
            self._texts[path] = "" if b"\0" in data[:4096] else data.decode("utf-8", "replace")
        return self._texts[path]


_SPAN = lazy_re.compile(r"`@?([A-Za-z_$][\w$-]{2,60})(?:\([^`]{0,80}\))?`")


def _best(
    candidates: list[tuple[int, frozenset[str], float]], weights: Mapping[str, float], most: int
) -> list[int]:
    """The lines that tell most together: a word counts for less in each line after the first that has it."""
    left = dict(weights)
    chosen: list[int] = []
    first = 0.0
    waiting = list(candidates)
    if len(waiting) > CANDIDATES:
        worth = {row[0]: row[2] * math.fsum(left[word] for word in row[1]) for row in waiting}
        waiting = sorted(waiting, key=lambda row: (-round(worth[row[0]], 6), row[0]))[:CANDIDATES]
        waiting.sort(key=lambda row: row[0])
    while waiting and len(chosen) < most:
        scores = [
            (-round(factor * math.fsum(left[word] for word in found), 6), at)
            for at, (_, found, factor) in enumerate(waiting)
        ]
        score, at = min(scores)
        first = first or -score
        if -score < first * 0.25:
            break
        number, found, _ = waiting.pop(at)
        chosen.append(number)
        left |= {word: left[word] * AGAIN for word in found}
    return chosen


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _own(place: Place, number: int) -> bool:
    return place.line <= number <= place.end_line


def _body(rows: list[str], number: int) -> Iterator[int]:
    """A line, and what lies below it where it opens something: the body of a function, a target, a table."""
    yield number
    line = rows[number - 1]
    if not (defines(line) or _TASK.match(line)):
        return
    depth = _depth(line)
    for below in range(number, min(number + BODY, len(rows))):
        if not rows[below].strip():
            continue
        if _depth(rows[below]) <= depth:
            return
        yield below + 1


def _depth(line: str) -> int:
    found = _INDENT.match(line)
    return len(found[0].expandtabs(4)) if found else 0


def defines(line: str) -> bool:
    """Whether a line defines a name."""
    first = line[:200].split(None, 3)[:3]
    return any(word in _defining() for word in first)


def _defining() -> frozenset[str]:
    return frozenset(code_files.table()["defining"])
