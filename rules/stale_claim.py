"""What the file says of itself or of the repository, and what both answer."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.chain.context import Context
from agentslint.claims.expiry import dates
from agentslint.core import lazy_re
from agentslint.model import File, Finding, Note, Place, Severity, whole
from agentslint.repo import vendored
from agentslint.text import wording
from agentslint.text.instruction_files import STEM
from agentslint.verdicts import statements
from agentslint.verdicts.verdict import Verdict

# "Gemini" alone is a model
ITSELF = (
    rf"(?:(?:the )?`?(?:{STEM}\.md|{STEM}(?=`? «subject.file»)|AGENTS)`?(?: «subject.file»)?"
    r"|«itself»)"
)
SIZE = (
    rf"«keep»\s+{ITSELF},?\s+(?:«brief»[,\s]*|\()*(?:«under»|«more»|<=?|≤|~)\s*(?P<number>\d[\d,.]{{0,14}})\s*"
    r"(?:(?P<words>«words»)|(?P<lines>«lines»)|(?P<characters>«characters»)|(?P<other>kib|kb|bytes)\b)"
)
STATED = r"(?=\d|[A-Z][a-z]+ \d)"  # a date
CURRENT = rf"«current»[`*_]*\s*(?::[`*_]*\s*)?(?:«as_of»|:)?[\s`*_]*{STATED}"
UPDATED = (
    rf"(?:«updated»|(?:^[\s>*_-]*|(?:<!--|\|)\s*)«label»[`*_]*(?=:))[`*_]*\s*:?[\s`*_]*{STATED}"
)
# what a text holds, letter case aside, that one of these patterns matches; the digits have an end, as above
SIZED = lazy_re.compile(r"\d[\d,.]{0,14}\s*[^\W\d_]")
CENTURY = "20"  # no date is without it
UNITS = {"bytes": "bytes", "kb": "kB", "kib": "KiB"}
COUNTED = ("words", "lines", "characters")
# what all that is there keeps to, or none of it has
OF_ALL = frozenset(
    "lives-in only-in none-in imports-none calls-none all-extend functions-prefixed classes-prefixed none-of"
    " named-so none-under each-sets".split()
)
# what is said in statements that lead nobody astray who looks at the tree, or that code keeps to in most places
SLIGHT = frozenset({"counted", "holds", "counted-lines", "shows", "nobody"}) | OF_ALL
GRACE = 30  # days between a stated update and a later change that nobody minds
SHORT = 24  # characters between the words and their date


def check_file(file: File, context: Context) -> Iterator[Finding]:
    if vendored(file.path):
        return
    folded = file.text.casefold()
    sized = SIZED.search(folded) is not None and _has(folded, "size", "keep")
    dated = CENTURY in folded and _has(folded, "freshness", "current", "updated", "label")
    for number, line in enumerate(file.text.split("\n"), 1) if sized or dated else ():
        yield from _size(file, number, line) if sized else ()
        yield from _freshness(file, number, line, context) if dated and CENTURY in line else ()
    for verdict in statements.judged(context.repo, file):
        if verdict.state == "refuted":
            yield _refuted(verdict)


def _has(folded: str, section: str, *tables: str) -> bool:
    return any(sign in folded for sign in wording.signs(section, *tables))


def _refuted(verdict: Verdict) -> Finding:
    """What the text says, and what the repository says instead."""
    claim, facts = verdict.claim, verdict.facts
    # of a whole file the message says all that a note could
    places = [fact for fact in facts if fact.place != whole(fact.place.path)]
    notes = tuple(Note(fact.place, fact.value) for fact in places)
    # a star in code is no mark
    said = lazy_re.sub(r"`" if claim.kind == "signature" else r"[`*]", "", claim.text)
    weight: Severity | None = "info" if claim.relation in SLIGHT else None
    lacks = claim.relation == "holds"
    what = "does not hold everywhere" if claim.relation in OF_ALL else "is out of date"
    what = "this list is incomplete" if lacks else f'"{said}" {what}'
    message = f"{what}: {facts[0].text}"
    # one fact that several lines have wrong is one cause
    return Finding(claim.place, message, notes, severity=weight, cause=message)


def _size(file: File, number: int, line: str) -> Iterator[Finding]:
    for found in wording.pattern("size", SIZE).finditer(line):
        limit = int(lazy_re.sub(r"\D", "", found["number"]) or 0)
        unit = next(
            (name for name in COUNTED if found[name]), UNITS.get((found["other"] or "").lower(), "")
        )
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
    updated = wording.pattern("freshness", UPDATED).search(line)
    stated = wording.pattern("freshness", CURRENT).search(line) or updated
    if stated is None or "http" in line[: stated.start()]:
        return
    near = next(
        ((m, day) for m, day in dates(line) if day and 0 <= m.start() - stated.end() < SHORT), None
    )
    if near is None:
        return
    match, day = near
    history = context.repo.history
    start = stated.start() + len(stated[0]) - len(stated[0].lstrip("<!-|>*_ \t"))
    text = lazy_re.sub(r"[`*_]", "", line[start : match.end()])
    place = Place(file.path, number, start + 1, number, match.end() + 1)
    age = (context.today - day).days
    if updated:
        newest = history.modified(file.path)
        if newest and (newest.day - day).days > GRACE:
            told = f"{text}: {newest.short} changed this file on {newest.day}"
            yield Finding(place, told, severity="info", cause=text)
        return
    since = history.count_after(day)
    if age > int(context.options["max-age"]) and since:
        yield Finding(
            place, f"{text}: that was {age} days and {since} commit{'s' * (since > 1)} ago"
        )
