"""What a reader answered, believed of nothing: parsed by its schema, and each quote looked up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypedDict, cast

from agentslint.core import lazy_re, parsing
from agentslint.model import Place
from agentslint.repo import Repo, Unreadable
from agentslint.repo.contents import Contents
from agentslint.review import prompt
from agentslint.review.question import Question, Statement

Verdict = Literal["refuted", "verified", "undecided"]
VERDICTS: tuple[Verdict, ...] = ("refuted", "verified", "undecided")
Schema = Literal["agentslint.answers/1"]
SCHEMA: Schema = "agentslint.answers/1"

LARGEST = 1 << 20  # characters of an answer that are read
QUOTES = 12  # of one verdict
LONGEST = 400  # characters of a reason
LEAST = 3  # characters of a quote, spaces apart
_FENCE = lazy_re.compile(r"```(?:json)?\s*\n(.*?)\n\s*```", lazy_re.S)
_SPACE = lazy_re.compile(r"\s+")


class QuoteRow(TypedDict):
    """A line that shows it; of a directory, whose path ends with a slash, an entry: its line is 0."""

    path: str
    line: int
    text: str


class AnswerRow(TypedDict):
    """One verdict of a reader."""

    id: str
    verdict: Verdict
    words: str
    quotes: list[QuoteRow]
    why: str


class Answers(TypedDict):
    """A file of answers, for `review --answers`."""

    schema: Schema
    answers: list[AnswerRow]


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict that holds: the statement, where its wrong words stand, and the lines that show it."""

    question: Question
    statement: Statement
    row: AnswerRow
    place: Place
    quotes: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Dropped:
    """An answer that is not believed, and why."""

    id: str
    reason: str


def rows(text: str) -> Iterator[AnswerRow | Dropped]:
    """The answers in a text: JSON, alone or in one fence of Markdown."""
    if len(text) > LARGEST:
        yield Dropped("", f"the answer has {len(text)} characters: at most {LARGEST} are read")
        return
    yield from of_file(text)


def of_file(text: str) -> Iterator[AnswerRow | Dropped]:
    """The answers of a whole file: one document, or what an agent wrote by the form of a prompt."""
    try:
        found = parsing.json(_json(text))
    except ValueError as error:
        yield Dropped("", f"not JSON: {error}")
        return
    yield from checked(found)


def checked(found: Any) -> Iterator[AnswerRow | Dropped]:
    """The answers of a value, each held to the schema."""
    if isinstance(found, dict) and set(found) <= {"schema", "answers"} and "answers" in found:
        if found.get("schema", SCHEMA) != SCHEMA:
            yield Dropped("", f"schema: want {SCHEMA}")
            return
        found = found["answers"]
    if not isinstance(found, list):
        yield Dropped("", 'want one object with "answers", a list')
        return
    for row in found:
        fault = _fault(row)
        name = row.get("id") if isinstance(row, dict) else None
        if fault:
            yield Dropped(name[:40] if isinstance(name, str) else "", fault)
        else:
            yield cast(AnswerRow, row)


def _json(text: str) -> str:
    """The JSON of an answer, without the fence and the words that models put around it."""
    fences = _FENCE.findall(text)
    if len(fences) == 1 and not text.lstrip().startswith("{"):
        return str(fences[0])
    return text.strip()


_TYPES: Mapping[str, type] = {"id": str, "verdict": str, "words": str, "quotes": list, "why": str}


def _fault(row: Any) -> str:
    """What is wrong with the form of one answer, "" for nothing."""
    if not isinstance(row, dict):
        return "want an object for each answer"
    if unknown := sorted(set(row) - set(_TYPES)):
        return f"{str(unknown[0])[:40]}: no such field"
    for name, kind in _TYPES.items():
        if not isinstance(row.get(name), kind):
            return f"{name}: missing, or no {kind.__name__}"
    if row["verdict"] not in VERDICTS:
        return f"verdict: want one of {', '.join(VERDICTS)}"
    if len(row["quotes"]) > QUOTES:
        return f"quotes: at most {QUOTES}"
    return next((fault for quote in row["quotes"] if (fault := _quote_fault(quote))), "")


def _quote_fault(quote: Any) -> str:
    if not isinstance(quote, dict) or set(quote) != {"path", "line", "text"}:
        return "quotes: each wants path, line and text, and no more"
    line = quote["line"]
    if not isinstance(line, int) or isinstance(line, bool) or line < 0:
        return "quotes: line: want a number"
    texts = isinstance(quote["path"], str) and isinstance(quote["text"], str)
    return "" if texts else "quotes: path and text: want text"


def held(
    repo: Repo, questions: Iterable[Question], given: Iterable[AnswerRow]
) -> Iterator[Judged | Dropped]:
    """Each answer held against its question and the repository: what it says is there has to be."""
    known = {
        name: (question, number)
        for question in questions
        for number, name in enumerate(question.ids())
    }
    told: dict[str, set[str]] = {}
    for row in given:
        if row["id"] not in known:
            yield Dropped(row["id"][:40], "no such question: the statement or its evidence changed")
        elif _again(row, told.setdefault(row["id"], set())):
            yield Dropped(row["id"], "answered twice: the first counts")
        else:
            told[row["id"]].add(row["words"] if row["verdict"] == "refuted" else "")
            question, number = known[row["id"]]
            yield _held(repo, question, question.statements[number], row)


def _again(row: AnswerRow, told: set[str]) -> bool:
    """Whether a part was answered before. Of one that is wrong in two places each may be told."""
    if row["verdict"] != "refuted" or not row["words"].strip():
        return bool(told)
    return row["words"] in told or "" in told


def _held(repo: Repo, question: Question, one: Statement, row: AnswerRow) -> Judged | Dropped:
    if row["verdict"] != "refuted":
        return Judged(question, one, row, one.place)
    if not row["why"].strip():
        return Dropped(row["id"], "refuted without a reason")
    if len(row["why"]) > LONGEST:
        return Dropped(row["id"], f"its reason has more than {LONGEST} characters")
    places = []
    for quote in row["quotes"]:
        place = looked_up(repo, quote)
        if place is None:
            where = f"{quote['path'][:80]}:{quote['line']}"
            return Dropped(row["id"], f"{where} does not hold {quote['text'][:60]!r}")
        places.append(place)
    if question.kind == "pair":
        other = question.statements[1]
        if not all(any(_inside(p, each.place) for p in places) for each in question.statements):
            return Dropped(row["id"], "it does not quote both instructions")
        return Judged(question, other, row, other.place, tuple(places))
    if all(_inside(place, one.place) for place in places):
        return Dropped(row["id"], "refuted without a line that shows it")
    found = spot(one, row["words"])
    if found is None:
        return Dropped(row["id"], f"the statement does not hold the words {row['words'][:60]!r}")
    return Judged(question, one, row, found, tuple(places))


def _inside(place: Place, outer: Place) -> bool:
    return place.path == outer.path and outer.line <= place.line <= outer.end_line


def looked_up(repo: Repo, quote: QuoteRow) -> Place | None:
    """The place of a quote, None where the repository does not have it there."""
    path, text = quote["path"].removeprefix("./"), _plain(quote["text"])
    if path.endswith("/") or path == ".":
        return _entry(repo, path.rstrip("/") or ".", text)
    known = path in repo.listing.paths and path not in repo.listing.links
    if not known or quote["line"] < 1 or len(text.replace(" ", "")) < LEAST:
        return None
    lines = _lines(repo, path)
    if quote["line"] > len(lines):
        return None
    line = lines[quote["line"] - 1]
    # a reader was shown the line masked, or its beginning
    if text not in _plain(line) and text not in _plain(prompt.masked(line)):
        return None
    return Place(path, quote["line"], 1, quote["line"], len(line) + 1)


def _entry(repo: Repo, path: str, text: str) -> Place | None:
    """The place of a directory's entry."""
    name = text.split(" (")[0].rstrip("/")
    if path not in repo.listing.directories or not name:
        return None
    inside = name if path == "." else f"{path}/{name}"
    there = inside in repo.listing.paths or inside in repo.listing.directories
    return Place(inside) if there else None


def _lines(repo: Repo, path: str) -> list[str]:
    try:
        return Contents(repo).read(path).decode("utf-8", "replace").split("\n")
    except Unreadable:
        return []


def spot(one: Statement, said: str) -> Place | None:
    """Where some words of a statement stand; all of it where none are said, None where it lacks them."""
    wanted = _plain(said)
    if not wanted:
        return one.place
    rows = one.text.split("\n")
    for offset, row in enumerate(rows):
        at = row.find(said.strip())
        if at >= 0 and one.kind != "row":
            line = one.place.line + offset
            column = at + (one.place.column if offset == 0 else 1)
            return Place(one.place.path, line, column, line, column + len(said.strip()))
    plain = _plain(prompt.masked(one.text))
    return one.place if wanted in plain or wanted in _plain(one.text) else None


def _plain(text: str) -> str:
    return _SPACE.sub(" ", text).strip()


def unanswered(questions: Sequence[Question], known: Iterable[str]) -> list[Question]:
    """The questions of which not every part has an answer."""
    told = frozenset(known)
    return [each for each in questions if not told.issuperset(each.ids())]
