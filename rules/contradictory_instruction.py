"""Two instructions of one chain that cannot both be followed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice

from agentslint.chain.context import Context
from agentslint.claims import effective
from agentslint.claims.instructions import picked
from agentslint.core import lazy_re
from agentslint.model import Chain, Failure, File, Finding, Instruction, Link, Note
from agentslint.repo import parent
from agentslint.text import wording
from agentslint.text.instruction_files import STEM
from agentslint.text.vocabulary import Vocabulary, extended, shipped
from agentslint.verdicts import collisions
from agentslint.verdicts.contradictions import Conflict
from agentslint.verdicts.scope import matching

# "Keep AGENTS.md under 500 words", "this file must stay below 200 lines"
_LIMIT = (
    rf"(?:\b{STEM}\.md|«itself»)`?(?:[^.;\d]{{0,40}})(?:«under»|≤|<)\s*~?(?P<number>\d[\d,. ]{{0,14}})\s*"
    r"(?P<unit>(?P<words>«words»)|(?P<lines>«lines»)|(?P<characters>«characters»)|(?:bytes|kb|kib)\b)"
)
_COUNTED = ("words", "lines", "characters")
_SLACK = 1.1  # a limit given in round numbers is broken a tenth above it


def check_chain(chain: Chain, context: Context) -> Iterator[Finding]:
    own = context.options["choices"]
    try:
        words = extended(own) if own else None  # the shipped words are loaded when they are wanted
    except ValueError as error:
        raise Failure(f"rules.contradictory-instruction.choices: {error}") from None
    for conflict in collisions.in_chain(chain, words):
        slot = (words or shipped()).slots.get(conflict.slot)
        witness = _shared(context, conflict, slot.endings if slot else ())
        if witness or not slot:
            yield _finding(conflict, f"; both apply to {witness}" if witness else "")
    for link in chain.sources:
        yield from _too_long(link)


def _finding(conflict: Conflict, witness: str) -> Finding:
    one, other = conflict.one, conflict.other
    where = f"{other.place.path}:{other.place.line}"
    said = _MESSAGES.get(conflict.how, _CHOICE).format(
        subject=conflict.subject, here=_said(one), there=_said(other), where=where
    )
    if conflict.how == "alike":
        said = "{} here, {} in the same sentence at {where}".format(*conflict.objects, where=where)
    return Finding(one.place, f"{said}{witness}", (Note(other.place, _noted(conflict)),))


_CHOICE = "{subject}: {here} here, {there} at {where}"
_MESSAGES = {
    "refusal": "{subject} is demanded here and forbidden at {where}",
    "last resort": "{subject} is demanded here, and {where} allows it only as a last resort",
    "demanded": "{where} forbids what is demanded here",
    "refused": "{where} demands what is forbidden here",
    "demanded unasked": "{where} allows only on request what is demanded here",
    "refused unasked": "{where} demands what is allowed here only on request",
    "opposite": _CHOICE,
}


_NOTES = {
    "demanded": "forbidden",
    "refused": "demanded",
    "demanded unasked": "on request only",
    "refused unasked": "demanded",
}


def _noted(conflict: Conflict) -> str:
    if conflict.how == "alike":
        return conflict.objects[1]
    if conflict.how in _NOTES:
        return _NOTES[conflict.how]
    if conflict.how == "last resort":
        return "allowed only here"
    return "forbidden" if conflict.how == "refusal" else _said(conflict.other)


def _said(instruction: Instruction) -> str:
    if instruction.slot:
        return f"not {instruction.value}" if instruction.modality == "forbid" else instruction.value
    return {"forbid": "never", "require": "always"}.get(instruction.modality, "")


def _shared(context: Context, conflict: Conflict, endings: tuple[str, ...]) -> str:
    """A file that both instructions speak of: one that they name, or one below the nearer of them."""
    if conflict.how in ("refusal", "last resort"):
        return ""
    named = [name for name in conflict.objects if "/" in name or "." in name]
    if named and not conflict.slot:
        found = [path for name in named for path in matching(context.repo, name)[:1]]
        return found[0] if found else ""
    witness = _witness(context, conflict, endings)
    # of the instructions themselves nobody wants to know
    return witness if conflict.slot or witness != conflict.one.place.path else ""


def _witness(context: Context, conflict: Conflict, endings: tuple[str, ...]) -> str:
    """A file that both instructions speak of: one below the nearer of them, and no file of instructions."""
    directory = parent(conflict.one.place.path)
    below = "" if directory == "." else f"{directory}/"
    ordered = context.repo.listing.ordered
    own = ""
    for path in islice(ordered, bisect_left(ordered, below), None):
        if not path.startswith(below):
            break
        if path in (conflict.one.place.path, conflict.other.place.path):
            own = own or path
        elif not endings or path.endswith(endings):
            return path
    return "" if endings else own


def _too_long(link: Link) -> Iterator[Finding]:
    """A file that is longer than it says files like it may be."""
    for instruction in effective.reaching(link, read=_limiting):
        limit = wording.pattern("size", _LIMIT).search(instruction.text)
        if limit and link.file:
            allowed = int(lazy_re.sub(r"\D", "", limit["number"].split(".")[0]) or 0)
            unit = next((name for name in _COUNTED if limit[name]), limit["unit"].lower())
            size = _size(link.file.text, unit)
            if allowed and size > allowed * _SLACK:
                yield Finding(
                    instruction.place,
                    f"{limit['number'].strip()} {limit['unit']} are allowed here, and {link.path} has {size}",
                )


def _limiting(file: File, words: Vocabulary | None = None) -> tuple[Instruction, ...]:
    """The instructions of a file that say how long a file may be."""
    return picked("limiting", _limits, file.path, file.data)


def _limits(one: Instruction) -> bool:
    return (
        one.modality != "inform"
        and not one.slot
        and bool(wording.pattern("size", _LIMIT).search(one.text))
    )


def _size(text: str, unit: str) -> int:
    if unit == "words":
        return len(text.split())
    if unit == "lines":
        return text.count("\n") + 1
    if unit in ("kb", "kib"):
        return len(text.encode("utf-8", "replace")) // 1024
    return len(text.encode("utf-8", "replace")) if unit == "bytes" else len(text)
