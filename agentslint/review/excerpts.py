"""A statement to the lines of the repository that speak of the same: what a reader would open first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from agentslint.core import lazy_re
from agentslint.facts import names
from agentslint.model import Place
from agentslint.repo import Repo, parent
from agentslint.repo.contents import Contents
from agentslint.review import index
from agentslint.review.age import Ages
from agentslint.review.index import Index, is_document
from agentslint.review.question import Excerpt, Statement
from agentslint.review.subjects import Subject

WIDE = 160  # characters of a line that are shown
ENTRIES = 20  # of a directory
FILES = 4  # files beside those that the statement names
LINES = 3  # of one of these, 6 of a file that it names
BODY = 4  # lines behind one that defines something
HEAD = 10  # first lines of a named file that shares no word with the statement
# what a word counts for: of a code span, of the sentence, of what stands around it
CODED, PLAIN, AROUND = 2.0, 1.0, 0.4
DOCUMENT = 0.35  # a document says less of what is so than code and settings do
DEFINES = 1.6  # a line that defines the name
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
        for path in subject.paths:
            if path in self.repo.listing.directories:
                yield self._directory(path)
        for path in subject.paths:
            if path not in self.repo.listing.directories:
                yield from self._file(path, one, weights, 2 * LINES)
        if spoken := self._held(one):
            yield spoken
        for path in self._files(one, subject, weights):
            yield from self._file(path, one, weights, LINES)
        yield from self._commits(one, subject)

    def _weights(self, subject: Subject) -> dict[str, float]:
        found: dict[str, float] = {}
        for part, factor in (
            (subject.around, AROUND), (subject.plain, PLAIN), (subject.coded, CODED),
        ):  # fmt: skip
            found.update({word: factor * self.index.weight(word) for word in part})
        return {word: weight for word, weight in found.items() if weight > 0}

    def _files(self, one: Statement, subject: Subject, weights: Mapping[str, float]) -> list[str]:
        """The files that hold most of what the statement says, without those that it names."""
        home = parent(one.place.path)
        below = tuple(f"{path}/" for path in subject.paths)
        scores: list[tuple[float, str]] = []
        for path, held in self.index.held.items():
            score = sum(weights.get(word, 0.0) for word in held)
            score += 1.2 * sum(weights.get(word, 0.0) for word in self.index.named[path])
            if not score or path in subject.paths:
                continue
            factor = DOCUMENT if is_document(path) else 1.0
            factor *= 1.5 if below and path.startswith(below) else 1.0
            factor *= 1.3 if home != "." and path.startswith(f"{home}/") else 1.0
            scores.append((-score * factor, path))
        return [path for _, path in sorted(scores)[:FILES]]

    def _file(
        self, path: str, one: Statement, weights: Mapping[str, float], most: int
    ) -> Iterator[Excerpt]:
        """The lines of a file that share the most telling words with the statement."""
        rows = self.text(path).split("\n")
        scored = []
        for number, line, found in index.lines_with("\n".join(rows), weights):
            if path == one.place.path and _own(one.place, number):
                continue
            score = sum(weights[word] for word in found) * (DEFINES if defines(line) else 1)
            scored.append((-score, number))
        scored.sort()
        if not scored:
            chosen = [n for n, row in enumerate(rows, 1) if row.strip()][:HEAD]
        else:
            best = -scored[0][0]
            top = [number for score, number in scored[:most] if -score >= best * 0.4]
            chosen = sorted({n for number in top[:3] for n in _body(rows, number)} | set(top))
        lines = tuple((n, rows[n - 1][:WIDE].rstrip()) for n in chosen if rows[n - 1].strip())
        if lines:
            yield Excerpt(path, "", lines)

    def _directory(self, path: str) -> Excerpt:
        """What lies in a directory: each entry, with how many files one holds that is a directory."""
        prefix = "" if path == "." else f"{path}/"
        entries: Counter[str] = Counter()
        for each in self.repo.listing.below(path):
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

    def _held(self, one: Statement) -> Excerpt | None:
        """Where the names in its code spans occur: a line each, and those that no file holds."""
        rows = []
        spans = dict.fromkeys(_SPAN.findall(one.text)) if one.kind != "fence" else {}
        for name in list(spans)[:6]:
            word = name.lower()
            if word not in self.index.often and word not in self._asked:
                continue
            places = [
                p for p, held in self.index.held.items() if word in held and not is_document(p)
            ]
            if places:
                more = f" and {len(places) - 3} more" if len(places) > 3 else ""
                rows.append(f"{name}: in {', '.join(sorted(places)[:3])}{more}")
            else:
                rows.append(f"{name}: in no file of code or settings that was looked through")
        return Excerpt("", "where names occur", tuple((0, row) for row in rows)) if rows else None

    @property
    def _asked(self) -> frozenset[str]:
        return self.index.asked

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
    return frozenset(names.table()["defining"])
