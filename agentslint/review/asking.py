"""The questions put to a judge, some at a time: kept as they are answered, asked again where one fails."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from agentslint.io.kept_answers import Kept
from agentslint.review import answers, prompt
from agentslint.review.answers import AnswerRow, Dropped
from agentslint.review.judges.judge import Judge, JudgeFailure
from agentslint.review.question import Question

PAUSE = 1.0  # seconds before a question is put again; twice as long each time
IN_A_ROW = 5  # failures after which nobody is asked any more


@dataclass
class Asked:
    """What came of asking.

    rows      the answers, those of earlier runs among them; `dropped` those of no form
    kept      questions that were answered before
    failed    the questions without an answer, each with the reason
    sent, received  tokens, as the judge says or else about
    """

    rows: list[AnswerRow] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    kept: int = 0
    asked: int = 0
    retried: int = 0
    failed: list[tuple[Question, str]] = field(default_factory=list)
    sent: int = 0
    received: int = 0


def ask(
    judge: Judge,
    questions: Sequence[Question],
    kept: Kept | None,
    *,
    batch: int = 1,
    retries: int = 2,
    tell: Callable[[str], object] = lambda _: None,
    sleep: Callable[[float], object] = time.sleep,
) -> Asked:
    """Put each question that was not answered before to a judge. One that fails leaves the rest."""
    found = Asked()
    waiting = []
    for question in questions:
        before = kept.get(_key(judge, question)) if kept is not None else None
        rows = _whole(question, answers.checked(before)) if before is not None else []
        if rows:
            found.rows += rows
            found.kept += 1
        else:
            waiting.append(question)
    row = 0
    for start in range(0, len(waiting), batch):
        part = waiting[start : start + batch]
        if row >= IN_A_ROW:
            found.failed += [(each, "the judge failed too often in a row") for each in part]
            continue
        tell(f"asking: {start} of {len(waiting)} questions answered")
        row = 0 if _ask(judge, part, kept, found, retries, sleep) else row + 1
    return found


def _ask(
    judge: Judge,
    part: Sequence[Question],
    kept: Kept | None,
    found: Asked,
    retries: int,
    sleep: Callable[[float], object],
) -> bool:
    """Ask for some questions together, and again for those that get no answer; whether any did."""
    left = list(part)
    partly: dict[str, list[AnswerRow]] = {}
    why = "it did not answer this question"
    for turn in range(retries + 1):
        found.retried += len(left) if turn else 0
        try:
            left = _put(judge, left, kept, found, partly)
            if not left:
                return True
        except JudgeFailure as failure:
            why = str(failure)
            if not failure.again:
                break
            if turn < retries:
                sleep(max(failure.wait, PAUSE * 2**turn))
    for each in left:
        # better some of its answers than none
        rows = partly.get(each.id, [])
        found.rows += rows
        some = f"{len({row['id'] for row in rows})} of {len(each.ids())} statements were answered"
        found.failed.append((each, some if rows else why))
    return len(left) < len(part)


def _put(
    judge: Judge,
    part: Sequence[Question],
    kept: Kept | None,
    found: Asked,
    partly: dict[str, list[AnswerRow]],
) -> list[Question]:
    """Ask once; the questions that are left. Raises JudgeFailure."""
    text = prompt.page(part)
    reply = judge.ask(text)
    found.asked += 1
    found.sent += reply.asked or prompt.tokens(text)
    found.received += reply.answered or prompt.tokens(reply.text)
    given = list(answers.rows(reply.text))
    mine = {name for each in part for name in each.ids()}
    rows = [row for row in given if not isinstance(row, Dropped) and row["id"] in mine]
    faults = [row for row in given if isinstance(row, Dropped)]
    faults += [
        Dropped(row["id"][:40], "no such question")
        for row in given
        if not isinstance(row, Dropped) and row["id"] not in mine
    ]
    left = []
    for question in part:
        here = _of(question, rows)
        if _complete(question, here):
            found.rows += here
            if kept is not None:
                kept.put(_key(judge, question), here)
        else:
            left.append(question)
            partly[question.id] = max(partly.get(question.id, []), here, key=len)
    found.dropped += faults
    return left


def _whole(question: Question, given: Iterable[AnswerRow | Dropped]) -> list[AnswerRow]:
    """The answers to a question, where every part of it has one; else none."""
    here = _of(question, given)
    return here if _complete(question, here) else []


def _complete(question: Question, rows: Iterable[AnswerRow]) -> bool:
    return {row["id"] for row in rows} == set(question.ids())


def _of(question: Question, given: Iterable[AnswerRow | Dropped]) -> list[AnswerRow]:
    """The answers to the parts of a question, none of them twice."""
    here: dict[tuple[str, str], AnswerRow] = {}
    for row in given:
        if not isinstance(row, Dropped) and row["id"] in question.ids():
            here.setdefault((row["id"], row["words"]), row)
    return list(here.values())


def _key(judge: Judge, question: Question) -> str:
    return f"{judge.name}\n{question.id}"
