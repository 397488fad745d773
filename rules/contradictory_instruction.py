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
from agentslint.text.vocabulary import Vocabulary, extended, shipped
from agentslint.verdicts import contradictions

# "Keep AGENTS.md under 500 words", "this file must stay below 200 lines"
_LIMIT = lazy_re.compile(
    r"\b(?:AGENTS(?:\.override)?\.md|CLAUDE\.md|this (?:file|document|guide))\b`?(?:[^.;\d]{0,40})"
    r"\b(?:under|below|within|at most|less than|fewer than|no more than|max(?:imum)?(?: of)?|up to|≤|<)\s*~?(\d[\d,. ]{0,14})\s*(words|lines|characters|chars|bytes|kb|kib)\b",
    lazy_re.IGNORECASE,
)
_SLACK = 1.1  # a limit given in round numbers is broken a tenth above it


def check_chain(chain: Chain, context: Context) -> Iterator[Finding]:
    own = context.options["choices"]
    try:
        words = extended(own) if own else None  # the shipped words are loaded when they are wanted
    except ValueError as error:
        raise Failure(f"rules.contradictory-instruction.choices: {error}") from None
    found = effective.in_chain(chain, words, contradictions.telling)
    for conflict in contradictions.choices(found, words):
        endings = (words or shipped()).slots[conflict.slot].endings
        witness = _witness(context, parent(conflict.one.place.path), endings)
        if witness:
            yield _finding(conflict, f"both hold for {witness}")
    for conflict in (
        *contradictions.refusals(found),
        *contradictions.opposites(found),
        *contradictions.last_resorts(found),
    ):
        yield _finding(conflict, "")
    for link in chain.sources:
        yield from _too_long(link)


def _finding(conflict: contradictions.Conflict, witness: str) -> Finding:
    one, other = conflict.one, conflict.other
    where = f"{other.place.path}:{other.place.line}"
    if conflict.how == "refusal":
        message = f"{conflict.subject} is demanded here and forbidden at {where}"
    elif conflict.how == "opposite":
        here, there = ("never", "always") if one.modality == "forbid" else ("always", "never")
        message = f"{conflict.subject}: {here} here, {there} at {where}"
    elif conflict.how == "last resort":
        message = (
            f"{conflict.subject} is demanded here, and {where} allows it only as a last resort"
        )
    else:
        message = f"{conflict.subject}: {_said(one)} here, {_said(other)} at {where}; {witness}"
    return Finding(one.place, message, (Note(other.place, _noted(conflict)),))


def _noted(conflict: contradictions.Conflict) -> str:
    if conflict.how == "opposite":
        return "never" if conflict.other.modality == "forbid" else "always"
    return _said(conflict.other) or "allowed only here"


def _said(instruction: Instruction) -> str:
    if instruction.modality == "forbid":
        return f"not {instruction.value}" if instruction.value else "forbidden"
    return instruction.value


def _witness(context: Context, directory: str, endings: tuple[str, ...]) -> str:
    """A file that both instructions speak of: one below the nearer of them."""
    below = "" if directory == "." else f"{directory}/"
    ordered = context.repo.listing.ordered
    for path in islice(ordered, bisect_left(ordered, below), None):
        if not path.startswith(below):
            break
        if not endings or path.endswith(endings):
            return path
    return ""


def _too_long(link: Link) -> Iterator[Finding]:
    """A file that is longer than it says files like it may be."""
    for instruction in effective.reaching(link, read=_limiting):
        limit = _LIMIT.search(instruction.text)
        if limit and link.file:
            allowed = int(lazy_re.sub(r"\D", "", limit[1].split(".")[0]) or 0)
            size = _size(link.file.text, limit[2].lower())
            if allowed and size > allowed * _SLACK:
                yield Finding(
                    instruction.place,
                    f"{limit[1].strip()} {limit[2]} are allowed here, and {link.path} has {size}",
                )


def _limiting(file: File, words: Vocabulary | None = None) -> tuple[Instruction, ...]:
    """The instructions of a file that say how long a file may be."""
    return picked("limiting", _limits, file.path, file.data)


def _limits(one: Instruction) -> bool:
    return one.modality != "inform" and not one.slot and bool(_LIMIT.search(one.text))


def _size(text: str, unit: str) -> int:
    if unit == "words":
        return len(text.split())
    if unit == "lines":
        return text.count("\n") + 1
    if unit in ("kb", "kib"):
        return len(text.encode("utf-8", "replace")) // 1024
    return len(text.encode("utf-8", "replace")) if unit == "bytes" else len(text)
