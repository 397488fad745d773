"""What the file says of itself or of the repository, and what both answer."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.chain.context import Context
from agentslint.claims.expiry import dates
from agentslint.core import lazy_re
from agentslint.model import File, Finding, Note, Place, whole
from agentslint.repo import vendored
from agentslint.text.instruction_files import STEM
from agentslint.verdicts import statements
from agentslint.verdicts.verdict import Verdict

# "Gemini" alone is a model
ITSELF = (
    rf"(?:(?:the )?`?(?:{STEM}\.md|{STEM}(?=`? (?:file|document|guide)\b)|AGENTS|this)`?(?: (?:file|document|guide))?"
    r"|(?:this|the) (?:instruction )?(?:file|document|guide))"
)
SIZE = lazy_re.compile(
    rf"\b(?:keep|limit|hold|restrict|cap)\s+{ITSELF}\s+(?:short(?: and \w+)?,? |to |concise,? |small,? |\()*"
    r"(?:under|below|within|to|at|at most|less than|fewer than|no more than|max(?:imum)?(?: of)?|<=?|≤|~)\s*"
    r"(?P<number>\d[\d,.]{0,14})\s*(?P<unit>words|lines|characters|chars|kib|kb|bytes|k tokens|tokens)\b",
    lazy_re.IGNORECASE,
)
CURRENT = lazy_re.compile(
    r"\b(?:current|accurate|correct|valid|up[- ]to[- ]date|status|state|as known|stand)[`*_]*\s*(?::[`*_]*\s*)?(?:current )?(?:as of|on|at|:)?[\s`*_]*(?=\d|[A-Z][a-z]+ \d)",
    lazy_re.IGNORECASE,
)
UPDATED = lazy_re.compile(
    r"\b(?:last|zuletzt|dernière|última)[\s-]*(?:updated?|modified|changed|revised|edited|aktualisiert|mise à jour|actualización)[`*_]*\s*(?:on|at|am)?\s*:?[\s`*_]*(?=\d|[A-Z][a-z]+ \d)"
    r"|^[\s>*_-]*(?:updated?|aktualisiert)[`*_]*:[\s`*_]*(?=\d|[A-Z][a-z]+ \d)",
    lazy_re.IGNORECASE,
)
# what a text holds, letter case aside, that one of these patterns matches
SIZED = lazy_re.compile(r"\d[\d,.]*\s*[wlckbt]")
LIMITS = ("keep", "lim", "hold", "restr", "cap")
DATED = ("current", "accurate", "correct", "val", "date", "stat", "known", "stand")
LAST = ("last", "zuletzt", "dernière", "última", "aktual")
CENTURY = "20"  # no date is without it
UNITS = {
    "words": "words",
    "lines": "lines",
    "characters": "characters",
    "chars": "characters",
    "bytes": "bytes",
    "kb": "kB",
    "kib": "KiB",
}
GRACE = 30  # days between a stated update and a later change that nobody minds
SHORT = 24  # characters between the words and their date


def check_file(file: File, context: Context) -> Iterator[Finding]:
    if vendored(file.path):
        return
    folded = file.text.casefold()
    sized = any(word in folded for word in LIMITS) and SIZED.search(folded) is not None
    dated = CENTURY in folded and any(word in folded for word in (*DATED, *LAST))
    for number, line in enumerate(file.text.split("\n"), 1) if sized or dated else ():
        yield from _size(file, number, line) if sized else ()
        yield from _freshness(file, number, line, context) if dated and CENTURY in line else ()
    for verdict in statements.judged(context.repo, file):
        if verdict.state == "refuted":
            yield _refuted(verdict)


def _refuted(verdict: Verdict) -> Finding:
    """What the text says, and what the repository says instead."""
    claim, facts = verdict.claim, verdict.facts
    # of a whole file the message says all that a note could
    places = [fact for fact in facts if fact.place != whole(fact.place.path)]
    notes = tuple(Note(fact.place, fact.value) for fact in places)
    said = lazy_re.sub(r"[`*]", "", claim.text)
    return Finding(claim.place, f'"{said}" is out of date: {facts[0].text}', notes)


def _size(file: File, number: int, line: str) -> Iterator[Finding]:
    for found in SIZE.finditer(line):
        limit = int(lazy_re.sub(r"\D", "", found["number"]) or 0)
        unit = UNITS.get(found["unit"].lower(), "")
        has = _measured(file, unit)
        if unit and has > limit:
            yield Finding(
                Place(file.path, number, found.start() + 1, number, found.end() + 1),
                f"this file asks to be kept under {limit} {unit} and has {has}",
            )


def _measured(file: File, unit: str) -> int:
    text = file.text
    return {
        "words": len(text.split()),
        "lines": len(text.splitlines()),
        "characters": len(text),
        "bytes": file.size,
        "kB": -(-file.size // 1000),
        "KiB": -(-file.size // 1024),
    }.get(unit, 0)


def _freshness(file: File, number: int, line: str, context: Context) -> Iterator[Finding]:
    stated = CURRENT.search(line) or UPDATED.search(line)
    if stated is None or "http" in line[: stated.start()]:
        return
    near = next(
        ((m, day) for m, day in dates(line) if day and 0 <= m.start() - stated.end() < SHORT), None
    )
    if near is None:
        return
    match, day = near
    history = context.repo.history
    text = lazy_re.sub(r"[`*_]", "", line[stated.start() : match.end()])
    place = Place(file.path, number, stated.start() + 1, number, match.end() + 1)
    age = (context.today - day).days
    if UPDATED.search(line):
        newest = history.modified(file.path)
        if newest and (newest.day - day).days > GRACE:
            yield Finding(
                place, f"{text}: {newest.short} changed this file on {newest.day}", severity="info"
            )
        return
    since = history.count_after(day)
    if age > int(context.options["max-age"]) and since:
        yield Finding(
            place, f"{text}: that was {age} days and {since} commit{'s' * (since > 1)} ago"
        )
