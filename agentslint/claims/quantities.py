"""Which one value a sentence gives to what has only one: coverage, a language, a branch, a version.

Read where topic and value stand together, in any of the languages whose words are known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from agentslint.claims import demands, hedges, versions
from agentslint.claims.choices import Choice, narrowed
from agentslint.claims.hedges import Span
from agentslint.core import lazy_re
from agentslint.model import Modality
from agentslint.text import tongues
from agentslint.text.units import Unit
from agentslint.text.vocabulary import Slot, Vocabulary

_FAR = 40  # characters between a topic and its value
_PERCENT = lazy_re.compile(r"(?<![\d.,-])(\d{1,3})(?:[.,]0+)?\s?[%％]")
_LEAST = lazy_re.compile(r"≥|>=|⩾")
_BREAK = lazy_re.compile(r"[,;.。；，、]")
_BRANCH = lazy_re.compile(r"[\s:：*_`·\"'’]*(?:\w{2,6} )?[*_`\"']*([\w./-]+)")
_VERSION = lazy_re.compile(r"\b([A-Z][\w+#]*(?:\.js|\.NET)?) v?(\d+(?:\.\d+)*)\b")
_NEAR = 3  # characters between a version and the word that lets no other
_BRIEF = 6  # words of a statement that is a rule without saying so
# branches that a repository may have for good
_BRANCHES = frozenset("main master develop development dev trunk staging next".split())


def of_sentence(unit: Unit, modality: Modality, words: Vocabulary) -> Iterator[Choice]:
    """The values that a sentence gives."""
    topics = [words.spoken[key] for key in unit.marks if key in words.spoken]
    if unit.example or modality == "allow" or not (topics or unit.marks.get("absolute")):
        return
    for slot in topics:
        yield from _READINGS[slot.reading](unit, slot, modality)
    if unit.marks.get("absolute"):
        yield from _only(unit)


def in_other_words(unit: Unit, modality: Modality, words: Vocabulary) -> Iterator[Choice]:
    """The choices of a sentence in another language than English, by what its clauses demand."""
    named = [key.split(":") for key in unit.marks if key.startswith("slot:")]
    if not named or unit.example:
        return
    # the verbs of actions are English; to tell another language takes longer
    if any(key.startswith("action:") for key in unit.marks) and unit.plain.isascii():
        return
    if tongues.of(unit.plain).code == "en":
        return
    clauses = demands.read(unit.piece.text, modality)
    slots = {slot: [value for _, other, value in named if other == slot] for _, slot, _ in named}
    for name, values in slots.items():
        found = [choice for value in values for choice in _wanted(unit, name, value, clauses)]
        wanted = {choice.value for choice in found if choice.modality != "forbid"}
        yield from (c for c in found if c.modality == "forbid" or len(wanted) == 1)


def _wanted(
    unit: Unit, slot: str, value: str, clauses: Sequence[demands.Clause]
) -> Iterator[Choice]:
    """Whether a clause of nothing but a value wants it or refuses it."""
    for start, end in unit.marks[f"slot:{slot}:{value}"]:
        word = demands.stem(unit.plain[start:end].lower())
        for clause in clauses:
            if word in clause.core and not clause.limited and clause.polarity != "permission":
                said: Modality = "forbid" if clause.polarity == "ban" else "require"
                back = hedges.hedge(Span(unit.plain, start, end), hedges.STATED)
                # a clause knows its own refusals: "never npm, always pnpm"
                if said == "require" and back not in ("", "negated"):
                    continue
                choice = _choice(unit, slot, value, said, start, end)
                case = said == "forbid" and hedges.found(unit.plain[:start], "condition", "present")
                yield replace(choice, narrowed=bool(clause.extent or case))


def _tongue(unit: Unit, slot: Slot, modality: Modality) -> Iterator[Choice]:
    """The language that stands nearest to what is written or said in it."""
    values = [
        (start, end, key.removeprefix("tongue:"))
        for key, spans in unit.marks.items()
        if key.startswith("tongue:")
        for start, end in spans
    ]
    for topic in unit.marks[f"topic:{slot.name}"][:1] if values else ():
        gap, start, end, name = min((_gap(unit, topic, v), *v) for v in values)
        opens = topic[0] <= unit.body + _NEAR or topic[0] < unit.body
        if gap > _FAR or (modality == "inform" and not opens):
            return
        said: Modality = "forbid" if modality in ("forbid", "avoid") else "require"
        yield _choice(unit, slot.name, name, said, start, end)


def _gap(unit: Unit, topic: tuple[int, int], value: tuple[int, int, str]) -> int:
    """How far a value is from its topic; too far where a clause ends between them."""
    start, end = min(topic[1], value[1]), max(topic[0], value[0])
    return _FAR + 1 if _BREAK.search(unit.plain[start:end]) else max(0, end - start)


def _percent(unit: Unit, slot: Slot, modality: Modality) -> Iterator[Choice]:
    """The one percentage of a sentence that demands it. A goal is none, nor what is so today."""
    found = list(_PERCENT.finditer(unit.piece.text))
    if len(found) != 1 or modality not in ("require", "inform", "forbid"):
        return
    start, end = found[0].span()
    below = any(at < start for at, _ in unit.marks.get(f"slot:{slot.name}:below", ()))
    rule = modality == "require" or bool(_LEAST.search(unit.piece.text))
    opens = unit.marks[f"topic:{slot.name}"][0][0] <= unit.body + _NEAR or bool(unit.head)
    brief = modality == "inform" and opens and len(unit.piece.text.split()) <= _BRIEF
    if below if modality == "forbid" else rule or brief:
        yield _choice(unit, slot.name, f"{found[0][1]} %", "require", start, end)


def _branch(unit: Unit, slot: Slot, modality: Modality) -> Iterator[Choice]:
    """The branch that is named right behind its topic."""
    for _, stop in unit.marks[f"topic:{slot.name}"]:
        found = _BRANCH.match(unit.piece.text, stop)
        name = found[1].rstrip(".").removeprefix("origin/") if found else ""
        if found and name.lower() in _BRANCHES:
            said: Modality = "forbid" if modality in ("forbid", "avoid") else "require"
            yield _choice(unit, slot.name, name, said, *found.span(1))


def _only(unit: Unit) -> Iterator[Choice]:
    """The version beside which no other is wanted: "Python 3.12 only"."""
    for found in _VERSION.finditer(unit.plain):
        if versions.product_named(found[1]) is None:
            continue  # "Phase 2.5", "Rule 3"
        for start, end in unit.marks["absolute"]:
            if 0 <= start - found.end() <= _NEAR or 0 <= found.start() - end <= _NEAR:
                yield _choice(unit, f"{found[1]} version", found[2], "require", *found.span())
                break


def _choice(unit: Unit, slot: str, value: str, modality: Modality, start: int, end: int) -> Choice:
    part = narrowed(unit) or (bool(unit.condition) and not unit.head)
    only = bool(unit.marks.get("absolute"))
    return Choice(slot, value, modality, start, end, only, part)


_READINGS: dict[str, Callable[[Unit, Slot, Modality], Iterator[Choice]]] = {
    "tongue": _tongue,
    "percent": _percent,
    "branch": _branch,
}
