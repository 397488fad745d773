"""Whether a sentence or a fence demands a check, and at which point of the work."""

from __future__ import annotations

from functools import lru_cache

from agentslint.claims import check_commands
from agentslint.core import lazy_re
from agentslint.model import Modality
from agentslint.text import tools, wording
from agentslint.text.lexicon import WORD
from agentslint.text.units import Unit, marks

# what something does, told of it: "the build (which runs `tsc` and copies assets)"
_WHICH = r"\(«aside»[^()]*\)|«which»\s+\w+"
# "`x.mjs` builds a manifest", below a heading that demands checks
_DESCRIBES = lazy_re.compile(r"(?=\W*\u00b7)\W*+(?<=\s)(?:\w+ly\s)?[a-z]+[^\W\ds]s\b")
_PURPOSE = r"\s*[-*_]*«purpose»\s"
# What a point of the work is called, by the table of its words.
_POINTS = {
    "before commit": "commit",
    "before push": "push",
    "before review": "review",
    "before merge": "merge",
    "before release": "release",
    "after changes": "change",
}
_KINDS = ("test", "lint", "typecheck", "build")
_TOLD = 5
_COPULA = 8  # characters between a check and what is said of it
_CLAUSE = lazy_re.compile(r"[,;.](?=\s|$)|[。；，、]|\s[-–—]\s")
_TITLE = 6  # words of a heading that is a demand by itself


def _word(table: str) -> lazy_re.Pattern[str]:
    return wording.pattern("demand", f"«{table}»")


def of_sentence(unit: Unit, modality: Modality) -> tuple[str, ...]:
    """What a sentence demands to be checked, by kind; empty where it demands nothing."""
    if not unit.codes and "verification:checks" not in unit.marks:
        return ()
    if unit.example or _apart(unit):
        return ()
    bound = _bound(unit, modality)
    if bound:
        return bound
    start, end = unit.main
    if modality in ("forbid", "avoid", "allow"):
        if modality == "allow" or not _word("until").search(unit.plain):
            return ()
        start, end = 0, len(unit.plain)
    if any(
        wording.pattern("demand", "«when»$").search(unit.plain[a:b])
        for a, b in unit.marks.get("verification:gates", ())
    ):
        end = len(unit.plain)  # "done when the tests pass": the condition is the demand
    found = [
        kind
        for at, _, text in unit.codes
        if at < unit.body or start <= at < end
        for kind in check_commands.kinds(text)
    ]
    nouns = [unit.plain[a:b].lower() for a, b in unit.within("verification:checks", start, end)]
    strong = [noun for noun in nouns if not _word("weak").fullmatch(noun)]
    if not found and not nouns:
        return ()
    if _demanded(unit, modality, bool(found), bool(strong), start, end):
        return tuple(dict.fromkeys(found)) or tuple(
            dict.fromkeys(_kind(n) for n in strong or nouns)
        )
    return ()


def _apart(unit: Unit) -> bool:
    """Whether a sentence waives its checks, or stands below a label of what is told only."""
    if unit.head and marks(unit.head).get("verification:apart"):
        return True
    return any(
        at < unit.main[1] and until <= first
        for at, until in unit.marks.get("verification:waivers", ())
        for first in _checks_at(unit)
    )


def _checks_at(unit: Unit) -> list[int]:
    """Where a sentence names checks, as commands or by their nouns."""
    spans = unit.marks.get("verification:checks", ())
    named = [at for at, _, text in unit.codes if check_commands.kinds(text)]
    return named + [at for at, _ in spans]


def _bound(unit: Unit, modality: Modality) -> tuple[str, ...]:
    """The checks that have to pass before something else may happen: "until", "only when", "never before"."""
    starts = [end for _, end in unit.marks.get("verification:binds", ())]
    if modality in ("forbid", "avoid"):
        starts += [found.end() for found in _word("ahead").finditer(unit.plain)]
    for start in starts:
        stop = _CLAUSE.search(unit.plain, start)
        end = stop.start() if stop else len(unit.plain)
        # a language may put the word that binds, or the verb, behind its check
        passing = unit.within("verification:passes", start, end)
        commands = [
            kind
            for at, _, text in unit.codes
            if start <= at < end
            for kind in check_commands.kinds(text)
        ]
        nouns = [unit.plain[a:b].lower() for a, b in unit.within("verification:checks", start, end)]
        found = commands or [_kind(noun) for noun in nouns]
        if found and passing:
            return tuple(dict.fromkeys(found))
    return ()


def _mandatory(unit: Unit) -> bool:
    """Whether a check is called mandatory: the word stands right behind its name."""
    return any(
        0 <= start - end <= _COPULA
        for start, _ in unit.marks.get("verification:mandatory", ())
        for _, end in unit.marks.get("verification:checks", ())
    )


def _demanded(
    unit: Unit, modality: Modality, command: bool, strong: bool, start: int, end: int
) -> bool:
    told = [found.span() for found in wording.pattern("demand", _WHICH).finditer(unit.plain)]
    verbs = [
        unit.plain[a:b]
        for a, b in unit.within("verification:run", start, end)
        if not any(first <= a < last for first, last in told)
        and not _word("if_run").match(unit.plain, b)
    ]
    # elsewhere a demand is an infinitive or a plain form, and says no more than its verb
    told_so = any(_word("told").match(verb) for verb in verbs)
    strict = told_so or any(_word("strict").match(verb) for verb in verbs)
    if (command or strong) and told_so:
        return modality != "forbid"
    if gate(unit):
        return command or strong or strict
    if unit.marks.get("verification:environments") and not demanded_above(unit):
        return False  # how it runs there, not that it has to
    if modality in ("require", "prefer", "forbid") and not wording.pattern(
        "demand", _PURPOSE
    ).match(unit.plain):
        if (command or strong) and verbs:
            return True
        if strict:
            return True
    if strong and any(_word("passes").match(verb) for verb in verbs) and modality != "forbid":
        return True
    if strong and _mandatory(unit):
        return True
    if _DESCRIBES.match(unit.plain) and not strict:
        return False
    return demanded_above(unit) and (command or (strong and bool(verbs)))


def of_fence(unit: Unit) -> bool:
    """Whether the checks in a fence are demanded by what stands above it."""
    if unit.example or "forbid" in marks(unit.context[0] if unit.context else ""):
        return False
    if gate_above(unit) or demanded_above(unit):
        return True
    intro = unit.context[0] if unit.context else ""
    last = intro.split("\n")[-1].rsplit(". ", 1)[-1]
    found = marks(last)
    if wording.pattern("demand", _PURPOSE).match(last) or "allow" in found or "forbid" in found:
        return False
    if "require" in found:
        return True
    # "Run the tests:" is a label; what says more than that tells to run them
    told = [word for word in WORD.findall(last) if not word.isdigit() and word.lower() != "step"]
    return bool(found.get("verification:run")) and len(told) >= _TOLD


def gate(unit: Unit) -> str:
    """The point of the work that a sentence, or what stands above it, names."""
    spans = unit.marks.get("verification:gates")
    if spans:
        return _named(unit.plain[spans[0][0] : spans[0][1]])
    return gate_above(unit)


def gate_above(unit: Unit) -> str:
    """The point of the work that lead-ins and headings name."""
    return _gate((*unit.context, *reversed(unit.headings[-2:])))


@lru_cache(maxsize=1024)
def _gate(texts: tuple[str, ...]) -> str:
    for text in texts:
        if len(text) < 300 and (found := gate_of(text)):
            return found
    return ""


def gate_of(text: str) -> str:
    """The point of the work that a short text names."""
    spans = marks(text).get("verification:gates")
    return _named(text[spans[0][0] : spans[0][1]]) if spans else ""


def demanded_above(unit: Unit) -> bool:
    """Whether a label, lead-in, table header or heading says that checks below it are demanded."""
    return any(_title(text) for text in (unit.head, *unit.context, *unit.headings[-2:]) if text)


def _title(text: str) -> bool:
    if len(text) >= 120:
        return False
    words = len(text.split())
    return words <= _TITLE and bool(marks(text).get("verification:demands"))


def _named(phrase: str) -> str:
    first, *rest = phrase.lower().split()
    words = rest if rest and not first.startswith("pre-") else [first.removeprefix("pre-"), *rest]
    for name, table in _POINTS.items():
        if wording.pattern("gate", f"«{table}»").search(" ".join(words)):
            return name
    after = _word("after").fullmatch(first) and not _word("done").search(" ".join(rest))
    return "after changes" if after else "before done"


def _kind(noun: str) -> str:
    known = tools.shipped().checks.get(noun)
    return known or next(
        (k for k in _KINDS if wording.pattern("check", f"«{k}»").match(noun)), "other"
    )
