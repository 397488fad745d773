"""What a document says that a function takes and gives, against all places that declare one of its name."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.claims import signatures
from agentslint.claims.claim import Claim
from agentslint.claims.signatures import Signature
from agentslint.core import lazy_re
from agentslint.facts import names
from agentslint.facts import signatures as code
from agentslint.facts.fact import Fact
from agentslint.facts.signatures import Declared, parts
from agentslint.model import File
from agentslint.repo import Repo, parent, vendored
from agentslint.verdicts.verdict import Verdict, refuted, undecided, verified

# what takes more than it names: anything may be handed to it
_OPEN = lazy_re.compile(r"\*\w|\.\.\.|\{|&\s*self|\bvararg\b")
# a type of Go that stands without a name: `string`, `*Order`, `[]byte`, `orders.Order`
_TYPE = lazy_re.compile(
    r"(?:\*|\[\d*\])*(?:string|bool|byte|rune|error|any|u?int(?:8|16|32|64)?|float(?:32|64)|(?:[a-z]\w*\.)?[A-Z]\w*)"
)
_BARE = lazy_re.compile(r"[a-z]\w*")
_SELF = frozenset(("self", "cls", "&self", "&mut self", "mut self"))
_QUALIFIER = lazy_re.compile(r"\b[a-z]\w*\.(?=[A-Z])|\s+")
# "NewOrderService": a name of so many words means one function, wherever it lies
_OWN_TYPE = lazy_re.compile(r"(?<![\w])([A-Z]\w+)")
_HUMP = lazy_re.compile(r"[A-Z][a-z0-9]+|_[a-z0-9]+|^[a-z0-9]+")
DISTINCT = 3
_SHOWN = 120  # characters of a declaration in a message


def judged(repo: Repo, file: File) -> Iterator[Verdict]:
    """A verdict on each function that is declared below its document: false where none is declared so."""
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
            # of another package's function with that name the text says nothing
            every = known.get(one.name, [])
            rows = [has for has in every if _below(has.place.path, parent(file.path))]
            if len(every) == 1 and len(_HUMP.findall(one.name)) >= DISTINCT:
                rows = every
            # of several, one with types of the repository's own is meant: `*Entity` stands for any
            if len(rows) > 1 and not _of_own_types(repo, one):
                rows = []
            if rows and (len(rows) == len(every) or len(rows) > 1 or one.endings == (".go",)):
                yield _judged(one, rows, claim)
            else:
                yield undecided(claim, "nothing below it declares it")


def _of_own_types(repo: Repo, one: Signature) -> bool:
    """Whether a signature has types that begin with a capital, and code of its language defines each."""
    types = set(_OWN_TYPE.findall(f"{one.parameters} {one.result}"))
    known = names.definitions(repo, types) if types else {}
    return bool(types) and all(
        any(path.endswith(one.endings) for path in known.get(name, ())) for name in types
    )


def _below(path: str, folder: str) -> bool:
    """Whether a path lies in a directory."""
    return folder == "." or path.startswith(f"{folder}/")


def _judged(stated: Signature, rows: list[Declared], claim: Claim) -> Verdict:
    fits = [has for has in rows if not _differs(stated, has)]
    has = (fits or rows)[0]
    shown = f"{stated.name}({has.parameters}) {has.result}".strip()
    said = shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
    fact = Fact("signature", stated.name, f"has {said}", has.place)
    return verified(claim, fact) if fits else refuted(claim, fact)


def _differs(stated: Signature, has: Declared) -> bool:
    return _go(stated, has) if has.place.path.endswith(".go") else _others(stated, has)


def _go(stated: Signature, has: Declared) -> bool:
    """Whether the types differ, packages left out; a result that the text does not give is none."""
    results = _results(stated.result), _results(has.result)
    if stated.result and results[0] != results[1]:
        return True
    mine, theirs = _types(stated.parameters), _types(has.parameters)
    if theirs is None:
        return False
    return mine != theirs if mine is not None else _go_loosely(stated, has, theirs)


def _go_loosely(stated: Signature, has: Declared, types: list[str]) -> bool:
    """The same of names or types alone: `(ctx, *Order)`, `(string)`. One that is neither says nothing."""
    rows = parts(stated.parameters)
    kinds = [_plain(row) for row in rows if _TYPE.fullmatch(row)]
    if kinds and not set(kinds) <= set(types):
        return True
    names = {row for row in rows if _BARE.fullmatch(row) and not _TYPE.fullmatch(row)} - {"ctx"}
    taken = {row.partition(" ")[0] for row in parts(has.parameters)}
    fixed = sum(not kind.startswith("...") for kind in types)
    return not names <= taken and not fixed <= len(rows) <= len(types)


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
