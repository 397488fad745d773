"""What documents say that all code of a directory has in common, against each definition there."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence

from agentslint.claims import conventions
from agentslint.claims.claim import Claim
from agentslint.core import lazy_re
from agentslint.facts import bases, named_paths, names
from agentslint.facts.bases import Head
from agentslint.facts.code_files import is_test
from agentslint.facts.fact import Fact
from agentslint.model import File, Place, text_place
from agentslint.repo import Repo, vendored
from agentslint.verdicts.verdict import Verdict, refuted, undecided, verified

_FEWEST = 3  # definitions that make a rule
_PART = 0.5  # of the definitions that keep it, for it to be one that is meant so
_HUMP = lazy_re.compile(r"[A-Z][a-z0-9]+$")
_DEEP = 6  # classes above each other
_FUNCTIONS = {
    ".py": lazy_re.compile(r"^(?:async[ \t]+)?def[ \t]+(?P<name>[a-z]\w*)", lazy_re.M),
    ".go": lazy_re.compile(r"^func[ \t]+(?P<name>[A-Z]\w*)", lazy_re.M),
    ".ts": lazy_re.compile(r"^export[ \t]+(?:async[ \t]+)?function[ \t]+(?P<name>\w+)", lazy_re.M),
}
_KINDS = {
    "interfaces": {
        ".go": lazy_re.compile(
            r"^type[ \t]+(?P<name>\w+)(?:\[[^\n\]]*\])?[ \t]+interface\b", lazy_re.M
        ),
        ".ts": lazy_re.compile(r"^(?:export[ \t]+)?interface[ \t]+(?P<name>\w+)", lazy_re.M),
    },
    "enums": {
        ".ts": lazy_re.compile(
            r"^(?:export[ \t]+)?(?:const[ \t]+)?enum[ \t]+(?P<name>\w+)", lazy_re.M
        ),
    },
    "types": {
        ".ts": lazy_re.compile(
            r"^(?:export[ \t]+)?(?:interface|type)[ \t]+(?P<name>\w+)[^\n]*[{=]", lazy_re.M
        ),
        ".go": lazy_re.compile(r"^type[ \t]+(?P<name>\w+)", lazy_re.M),
    },
}


def judged(repo: Repo, file: File) -> Iterator[Verdict]:
    """A verdict on each of them."""
    for claim in conventions.read(file) if not vendored(file.path) else ():
        yield _JUDGES[claim.relation](repo, claim)


def _folder(repo: Repo, claim: Claim) -> str:
    if not claim.subject:
        return claim.scope
    return named_paths.directory(repo, claim.scope, claim.subject)


def _extends(repo: Repo, claim: Claim) -> Verdict:
    known = bases.by_name(repo)
    mine = known.get(claim.subject, [])
    wanted = lazy_re.split(r"::|\.", claim.value)[-1]
    if len(mine) != 1:
        return undecided(claim, "not one class is called so")
    if wanted in _above(known, mine[0], _DEEP):
        return verified(claim, Fact("class", claim.subject, f"extends {wanted}", mine[0].place))
    if not all(base in known for base in mine[0].bases) and mine[0].bases:
        return undecided(claim, "a class that it extends is not here")
    what = f"extends {mine[0].written}" if mine[0].bases else "extends nothing"
    return refuted(
        claim, Fact("class", claim.subject, f"has {claim.subject}, which {what}", mine[0].place)
    )


def _above(known: Mapping[str, Sequence[Head]], head: Head, left: int) -> set[str]:
    found = set(head.bases)
    for base in head.bases if left else ():
        for other in known.get(base, ()):
            found |= _above(known, other, left - 1)
    return found


def _all_extend(repo: Repo, claim: Claim) -> Verdict:
    folder = _folder(repo, claim)
    start = f"{folder}/"
    wanted = lazy_re.split(r"::|\.", claim.value)[-1]
    every = [
        one for one in bases.heads(repo) if one.place.path.startswith(start) and one.name != wanted
    ]
    known = bases.by_name(repo)
    mine = [one for one in every if wanted in _above(known, one, _DEEP)]
    last = {_HUMP.search(one.name) for one in mine}
    kind = {found[0] for found in last if found}
    others = [
        one
        for one in every
        if one not in mine and one.bases and any(one.name.endswith(each) for each in kind)
    ]
    return _told(
        claim,
        mine,
        [(one.place, f"has {one.name}, which extends {one.written}") for one in others],
    )


def _told(claim: Claim, kept: Sequence[object], broken: list[tuple[Place, str]]) -> Verdict:
    if len(kept) < _FEWEST or len(kept) < _PART * (len(kept) + len(broken)):
        return undecided(claim, "few keep to it")
    if not broken:
        return verified(claim, reason=f"each of {len(kept)} does")
    place, value = broken[0]
    rest, every = len(broken) - 1, len(kept) + len(broken)
    more = f", as do {rest} more of {every}" if rest > 1 else f", as does one more of {every}"
    more = more if rest else ""
    return refuted(claim, Fact("convention", place.path, f"{value}{more}", place))


def _functions(repo: Repo, claim: Claim) -> Verdict:
    found = list(_defined(repo, _folder(repo, claim), _FUNCTIONS))
    kept = [name for _, name in found if name.startswith(claim.value)]
    broken = [(place, f"has {name} without it") for place, name in found if name not in kept]
    return _told(claim, kept, broken)


def _classes(repo: Repo, claim: Claim) -> Verdict:
    start = f"{_folder(repo, claim)}/"
    every = [one for one in bases.heads(repo) if one.place.path.startswith(start)]
    kept = [one for one in every if one.name.startswith(claim.value)]
    return _told(
        claim, kept, [(one.place, f"has {one.name} without it") for one in every if one not in kept]
    )


def _none_of(repo: Repo, claim: Claim) -> Verdict:
    found = list(_defined(repo, _folder(repo, claim), _KINDS[claim.value]))
    if not found:
        return verified(claim, reason="none is defined there")
    place, name = found[0]
    rest = len(found) - 1
    more = f", and {rest} more {'are' if rest > 1 else 'is'} defined" if rest else ""
    return refuted(claim, Fact("convention", name, f"has {name}{more}", place))


def _defined(
    repo: Repo, folder: str, shapes: dict[str, lazy_re.Pattern[str]]
) -> Iterator[tuple[Place, str]]:
    """The definitions of a kind right in a directory, tests left out."""
    for path, data in names.code(repo):
        ending = posixpath.splitext(path)[1].replace(".tsx", ".ts")
        if posixpath.dirname(path) != folder or ending not in shapes or is_test(path):
            continue
        text = data.decode("utf-8", "replace")
        for hit in shapes[ending].finditer(text):
            yield text_place(path, text, *hit.span("name")), hit["name"]


_JUDGES: dict[str, Callable[[Repo, Claim], Verdict]] = {
    "extends": _extends,
    "all-extend": _all_extend,
    "functions-prefixed": _functions,
    "classes-prefixed": _classes,
    "none-of": _none_of,
}
