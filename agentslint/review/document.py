"""A review as plain values, schema `review`, version 1. The types are the schema."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, NotRequired, TypedDict

from agentslint import __version__
from agentslint.model import Finding
from agentslint.review import prompt
from agentslint.review.answers import SCHEMA as ANSWERS
from agentslint.review.answers import AnswerRow, Answers, Dropped, Judged, QuoteRow
from agentslint.review.question import Kind, Question
from agentslint.review.selection import Selection
from agentslint.views import findings as rows
from agentslint.views.findings import FindingRow, PlaceRow

Schema = Literal["agentslint.review/1"]
SCHEMA: Schema = "agentslint.review/1"


class StatementRow(PlaceRow):
    """A statement to be judged: the name that its answer has, and what stands there."""

    id: str
    text: str
    headings: list[str]


class LineRow(TypedDict):
    """A line of a file; a line of none is 0."""

    line: int
    text: str


class ExcerptRow(TypedDict):
    """What the repository has of a subject."""

    path: str
    about: str
    lines: list[LineRow]


class QuestionRow(TypedDict):
    """One question with its dossier; `prompt` is the text of it that a reader is shown."""

    id: str
    kind: Kind
    statements: list[StatementRow]
    evidence: list[ExcerptRow]
    tokens: int
    prompt: str


class FaultRow(TypedDict):
    """An answer that was dropped, or a question without one, and why."""

    id: str
    reason: str


class VerdictRow(PlaceRow):
    """A verdict that holds, where its statement stands."""

    id: str
    verdict: Literal["refuted", "verified", "undecided"]
    why: str


class ReviewTotals(TypedDict):
    """How much was asked, and what came of it. Tokens are those the judge counted, else about."""

    statements: int
    left_out: int
    questions: int
    refuted: int
    verified: int
    undecided: int
    dropped: int
    unanswered: int
    calls: int
    kept: int
    retried: int
    tokens_sent: int
    tokens_received: int


class Review(TypedDict):
    """`review --format json`."""

    schema: Schema
    version: str
    root: str
    agents: list[str]
    files: int
    totals: ReviewTotals
    questions: list[QuestionRow]
    verdicts: list[VerdictRow]
    dropped: list[FaultRow]
    unanswered: list[FaultRow]
    findings: list[FindingRow]
    suppressed: int
    notes: NotRequired[list[str]]


@dataclass
class Outcome:
    """All that a review came to; `unread` says of which files only a part was read."""

    root: str
    agents: list[str]
    files: int
    selection: Selection
    unread: tuple[str, ...] = ()
    judged: list[Judged] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    unanswered: list[tuple[Question, str]] = field(default_factory=list)
    findings: tuple[Finding, ...] = ()
    suppressed: int = 0
    calls: int = 0
    kept: int = 0
    retried: int = 0
    sent: int = 0
    received: int = 0


def document(found: Outcome) -> Review:
    """All of it as plain values, secrets masked."""
    return {
        "schema": SCHEMA,
        "version": __version__,
        "root": found.root,
        "agents": found.agents,
        "files": found.files,
        "totals": totals(found),
        "questions": [question(each) for each in found.selection.questions],
        "verdicts": [verdict(each) for each in found.judged],
        "dropped": [{"id": each.id, "reason": each.reason} for each in found.dropped],
        "unanswered": [{"id": each.id, "reason": why} for each, why in found.unanswered],
        "findings": [rows.row(each) for each in found.findings],
        "suppressed": found.suppressed,
        "notes": [*found.unread],
    }


def totals(found: Outcome) -> ReviewTotals:
    """The figures of a review."""
    states = [each.row["verdict"] for each in found.judged]
    parts = sum(len(each.ids()) for each in found.selection.questions)
    return {
        "statements": found.selection.statements,
        "left_out": found.selection.left_out,
        "questions": len(found.selection.questions),
        "refuted": states.count("refuted"),
        "verified": states.count("verified"),
        "undecided": states.count("undecided"),
        "dropped": len(found.dropped),
        "unanswered": parts - len({each.row["id"] for each in found.judged}),
        "calls": found.calls,
        "kept": found.kept,
        "retried": found.retried,
        "tokens_sent": found.sent,
        "tokens_received": found.received,
    }


def question(asked: Question) -> QuestionRow:
    """One question."""
    text = prompt.fenced(asked)
    ids = asked.ids() if asked.kind == "claims" else asked.ids() * 2
    return {
        "id": asked.id,
        "kind": asked.kind,
        "statements": [
            {
                "id": name,
                **rows.place(one.place),
                "text": prompt.masked(one.text),
                "headings": [prompt.masked(heading) for heading in one.headings],
            }
            for name, one in zip(ids, asked.statements, strict=True)
        ],
        "evidence": [
            {
                "path": each.path,
                "about": each.about,
                "lines": [{"line": n, "text": prompt.masked(row)} for n, row in each.lines],
            }
            for each in asked.evidence
        ],
        "tokens": prompt.tokens(text),
        "prompt": text,
    }


def verdict(one: Judged) -> VerdictRow:
    """One verdict."""
    why = prompt.masked(one.row["why"])[:400]
    return {**rows.place(one.place), "id": one.row["id"], "verdict": one.row["verdict"], "why": why}


def answers(judged: Iterable[Judged]) -> Answers:
    """The answers that hold, to be read again."""
    return {"schema": ANSWERS, "answers": [_masked(each.row) for each in judged]}


def _masked(row: AnswerRow) -> AnswerRow:
    """An answer without secrets: whoever reads it again takes masked lines for the lines."""
    quotes: list[QuoteRow] = [
        {"path": each["path"], "line": each["line"], "text": prompt.masked(each["text"])}
        for each in row["quotes"]
    ]
    return {
        "id": row["id"],
        "verdict": row["verdict"],
        "words": prompt.masked(row["words"]),
        "quotes": quotes,
        "why": prompt.masked(row["why"]),
    }
