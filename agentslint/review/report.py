"""A review for people: the questions as they would be sent, or what came of them."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.core.escape import shown
from agentslint.review import prompt
from agentslint.review.document import Outcome, totals
from agentslint.review.selection import Selection


def questions(selection: Selection) -> Iterator[str]:
    """Each question as a reader is shown it, then how many there are."""
    for each in selection.questions:
        yield from prompt.fenced(each).split("\n")
    yield asked(selection)
    yield "to ask: --judge 'CMD …', --model URL, or --format prompt for an agent; --answers FILE reads what came of it"


def asked(selection: Selection) -> str:
    """One line: how much would be asked."""
    size = prompt.tokens(prompt.page(selection.questions))
    left = f" ({selection.left_out} left out: --questions N asks more)" * bool(selection.left_out)
    number = selection.statements - selection.left_out
    return f"{_count(len(selection.questions), 'question')} over {_count(number, 'statement')}{left}, about {size} tokens"


def details(found: Outcome) -> Iterator[str]:
    """Each answer that was dropped and each question without one, for those who ask for it."""
    for each in found.dropped:
        yield f"dropped {shown(each.id) or 'an answer'}: {shown(each.reason)}"
    for question, why in found.unanswered:
        yield f"unanswered {question.id}: {shown(why)}"


def summary(found: Outcome) -> str:
    """One line: what came of the questions, and what they cost."""
    figures = totals(found)
    told = ", ".join(f"{figures[state]} {state}" for state in ("refuted", "verified", "undecided"))
    rest = "".join(
        f", {number} {what}"
        for number, what in (
            (figures["unanswered"], "unanswered"),
            (figures["dropped"], "dropped"),
            (found.suppressed, "suppressed"),
        )
        if number
    )
    cost = ""
    if found.calls or found.kept:
        cost = (
            f"; asked {found.calls} times, {found.kept} kept from before, {found.retried} asked again, "
            f"about {found.sent} tokens sent and {found.received} received"
        )
    return f"{_count(figures['questions'], 'question')}: {told}{rest}{cost}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"
