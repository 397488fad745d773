"""Where documents say that a name is defined, against the one file that defines it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from agentslint.claims import definition_places, symbols
from agentslint.claims.claim import Claim
from agentslint.core import lazy_re
from agentslint.facts import code_files, named_paths, names
from agentslint.facts.definitions import defines
from agentslint.facts.fact import Fact
from agentslint.facts.memo import by_name
from agentslint.facts.value_groups import plain
from agentslint.model import File, whole
from agentslint.repo import Repo, parent, sample, vendored
from agentslint.verdicts.verdict import Verdict, refuted, undecided, verified

# what hands on everything that another file has
_HANDS_ON = lazy_re.compile(
    r"export\s+\*|\bimport\s+\*|pub\s+use\s[^;\n]*\*|^\s*(?:#\s*include|include!|require_relative|part\s)",
    lazy_re.M,
)

_DEFINED = 2  # others of a row that the file defines, before one that it does not is missed


def judged(repo: Repo, file: File) -> Iterator[Verdict]:
    """A verdict on each of them."""
    if vendored(file.path):
        return
    for claim in definition_places.read(file):
        yield _judged(repo, claim)
    yield from _among(repo, file)


def _judged(repo: Repo, claim: Claim) -> Verdict:
    path = found(repo, claim)
    text = repo.text(path) if path else None
    if text is None or not code_files.is_code(path) or sample(path):
        return undecided(claim, "there is no such file of code")
    data = text.encode("utf-8", "replace")
    name, declared = claim.value, claim.relation == "declared-in"
    if defines(data, name):
        return verified(claim, Fact("name", name, f"defines {name}", whole(path)))
    if claim.relation == "among":
        back = bool(_handed(name).search(text) or _HANDS_ON.search(text))
    else:
        back = not declared and _hints(path, text, name)
    if back:
        return undecided(claim, "the file has it, or hands it on")
    other = _other(repo, claim)
    if other in ("", path) or _imported(text, name, other):
        return undecided(claim, "it is not defined in one other file")
    has = "defines" if defines((repo.text(other) or "").encode(), name) else "has"
    lacks = "does not name it" if claim.relation == "defined-in" else "does not"
    said = f"{has} {name}, and {path} {lacks}"
    return refuted(claim, Fact("name", name, said, names.place_of(repo, other, name)))


def _imported(text: str, name: str, other: str) -> bool:
    """Whether a file takes a name from elsewhere than another file: from a library."""
    taken = lazy_re.findall(
        rf"^[^\n]*\b(?:import|use|require|using)\b[^\n]*\b{lazy_re.escape(name)}\b[^\n]*$",
        text,
        lazy_re.M,
    )
    folder, base = posixpath.split(other)
    homes = {base.partition(".")[0], posixpath.basename(folder)} - {""}
    return any(not any(home in line for home in homes) for line in taken)


def _other(repo: Repo, claim: Claim) -> str:
    """The one file that defines a name, or where none does holds it at all; empty where several do."""
    name = claim.value
    held = names.definitions(repo, [name]).get(name, ())
    if not held and claim.relation == "defined-in":
        every = names.look(repo, [name], [claim.place.path]).held.get(name, ())
        held = tuple(one for one in every if code_files.is_code(one))
    return held[0] if len(held) == 1 and not code_files.is_test(held[0]) else ""


def _among(repo: Repo, file: File) -> Iterator[Verdict]:
    """A name of a row of names of one file, where the file has most of the others."""
    for one in symbols.read(file):
        if not one.path or one.hedge or not one.series or not code_files.is_code(one.path):
            continue
        said = f"{one.name} in {one.path}"
        claim = Claim("definition", one.place, said, one.path, "among", one.name, parent(file.path))
        path = found(repo, claim)
        data = (repo.text(path) or "").encode("utf-8", "replace") if path else b""
        for others in ([each for each in row if each != one.name] for row in one.series):
            count = sum(defines(data, each) for each in others)
            if count >= _DEFINED and 2 * count > len(others):
                yield _judged(repo, claim)
                break


def _handed(name: str) -> lazy_re.Pattern[str]:
    """A statement by which a file hands on what it took from another."""
    return lazy_re.compile(
        rf"(?:\bexport\b|\bpub(?:\([a-z]+\))?\s+use\b|__all__)[^;\])=]{{0,2000}}\b{lazy_re.escape(name)}\b"
        rf"|\bfrom\b[^\n]*\bimport\b[^\n]*\b{lazy_re.escape(name)}\b"
    )


def _hints(path: str, text: str, name: str) -> bool:
    """Whether a file may have a name after all: by another spelling, as its own, or from another file."""
    word = plain(name)
    stem = plain(posixpath.basename(path).partition(".")[0])
    return word in plain(text) or stem == word or _HANDS_ON.search(text) is not None


def found(repo: Repo, claim: Claim) -> str:
    """The file that is named: from the document's directory or one above, or the only one of that end."""
    if path := named_paths.file(repo, claim.scope, claim.subject):
        return path
    below = "" if claim.scope == "." else f"{claim.scope}/"
    ends = [
        path
        for path in by_name(repo).get(posixpath.basename(claim.subject), ())
        if path.endswith(f"/{claim.subject}") and path.startswith(below)
    ]
    return ends[0] if len(ends) == 1 and ("/" in claim.subject or below) else ""
