"""What a document says that a function takes and gives, against the one place that declares it."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.claims import signatures
from agentslint.claims.claim import Claim
from agentslint.claims.signatures import Signature
from agentslint.core import lazy_re
from agentslint.facts import signatures as code
from agentslint.facts.fact import Fact
from agentslint.facts.signatures import Declared, parts
from agentslint.model import File
from agentslint.repo import Repo, parent, vendored
from agentslint.verdicts.verdict import Verdict, refuted, undecided, verified

# what takes more than it names: anything may be handed to it
_OPEN = lazy_re.compile(r"\*\w|\.\.\.|\{|&\s*self|\bvararg\b")
_SELF = frozenset(("self", "cls", "&self", "&mut self", "mut self"))
_QUALIFIER = lazy_re.compile(r"\b[a-z]\w*\.(?=[A-Z])|\s+")
_SHOWN = 120  # characters of a declaration in a message


def judged(repo: Repo, file: File) -> Iterator[Verdict]:
    """A verdict on each function that is declared just once."""
    stated = list(signatures.read(file)) if not vendored(file.path) else []
    for endings in dict.fromkeys(one.endings for one in stated):
        mine = [one for one in stated if one.endings == endings]
        known = code.declared(repo, {one.name for one in mine}, endings)
        for one in mine:
            claim = Claim(
                "signature",
                one.place,
                one.text,
                one.name,
                "takes",
                one.parameters,
                parent(file.path),
            )
            has = known.get(one.name)
            # of another package's function with that name the text says nothing
            if has is not None and _below(has.place.path, parent(file.path)):
                yield _judged(one, has, claim)
            else:
                yield undecided(claim, "it is not declared just once below it")


def _below(path: str, folder: str) -> bool:
    """Whether a path lies in a directory."""
    return folder == "." or path.startswith(f"{folder}/")


def _judged(stated: Signature, has: Declared, claim: Claim) -> Verdict:
    shown = f"{stated.name}({has.parameters}) {has.result}".strip()
    said = shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
    fact = Fact("signature", stated.name, f"has {said}", has.place)
    differs = _go if has.place.path.endswith(".go") else _others
    return refuted(claim, fact) if differs(stated, has) else verified(claim, fact)


def _go(stated: Signature, has: Declared) -> bool:
    """Whether the types differ, packages left out; a result that the text does not give is none."""
    mine, theirs = _types(stated.parameters), _types(has.parameters)
    if mine is None or theirs is None:
        return False
    results = _results(stated.result), _results(has.result)
    return mine != theirs or (bool(stated.result) and results[0] != results[1])


def _types(text: str) -> list[str] | None:
    """The types of Go's parameters: `a, b string` has two. None where names stand alone."""
    found: list[str] = []
    waiting = 0
    for part in parts(text):
        _, space, kind = part.partition(" ")
        if not space:
            waiting += 1
            continue
        found += [_plain(kind)] * (waiting + 1)
        waiting = 0
    return None if waiting else found


def _results(text: str) -> list[str]:
    inner = text[1:-1] if text.startswith("(") and text.endswith(")") else text
    rows = parts(inner)
    named = rows and all(lazy_re.fullmatch(r"[a-z]\w*\s+\S.*", row) for row in rows)
    return [_plain(row.partition(" ")[2] if named else row) for row in rows]


def _plain(kind: str) -> str:
    return _QUALIFIER.sub("", kind).replace("interface{}", "any")


def _others(stated: Signature, has: Declared) -> bool:
    """Whether the text names a parameter that the function does not take, and another number of them."""
    if _OPEN.search(has.parameters) or _OPEN.search(stated.parameters):
        return False
    taken = {_name(part) for part in parts(has.parameters) if part not in _SELF}
    said = {_name(part) for part in parts(stated.parameters) if part not in _SELF}
    return not said <= taken and len(said) != len(taken)


def _name(part: str) -> str:
    """The name that a parameter goes by: what stands before its type, modifiers left out."""
    head = lazy_re.split(r"[:=?]", part, maxsplit=1)[0].split()
    return head[-1].lstrip("_") if head else ""
