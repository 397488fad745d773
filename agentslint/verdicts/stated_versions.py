"""The versions that a document states, line by line and in tables, each with its verdict."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from agentslint.claims.claim import Claim
from agentslint.core import lazy_re
from agentslint.facts.fact import Fact
from agentslint.facts.versions.declared import Fact as Declared
from agentslint.model import File, Piece, Place
from agentslint.repo import Repo, Unreadable, join, parent, vendored
from agentslint.text import markdown
from agentslint.verdicts import versions
from agentslint.verdicts.verdict import Verdict, refuted, undecided, verified
from agentslint.verdicts.versions import VersionClaim

SAYS = {"floor": "requires", "pin": "pins", "range": "asks for", "tested": "lists"}
FOLDER = lazy_re.compile(r"(?<![\w@:/.])\.?/?([\w@.-]+(?:/[\w@.-]+)*)/?")
NAMED = lazy_re.compile(r"`([\w@./-]{1,200})`")
MOST = 50  # claims of a line: one with more is a table of versions, or noise
BEFORE = 500  # characters of a line in which the directory of a claim is looked for
# guides for a technology, taken into a repository as they are
GUIDE = lazy_re.compile(r"(?:^|/)skills/")


def judged(repo: Repo, file: File) -> Iterator[Verdict]:
    """A verdict on each version that a document states."""
    if vendored(file.path) or GUIDE.search(file.path):
        return
    pieces = markdown.read(file)
    named = versions.naming(file.text)
    apart = _apart(pieces) if named else set()
    taken = versions.apart(pieces) if named else {}
    for number, line in enumerate(file.text.split("\n"), 1) if named else ():
        if number in named and number not in apart:
            first, last = taken.get(number, (0, 0))
            for one in _line(file, number, line, repo):
                back = first <= one.claim.place.column < last
                yield undecided(replace(one.claim, hedge="past"), "taken back") if back else one
    yield from _tables(file, pieces, repo)


def _line(file: File, number: int, line: str, repo: Repo) -> Iterator[Verdict]:
    found = list(versions.claims(line))
    for one in found if len(found) <= MOST else ():
        directory = _directory(line[max(one.start - BEFORE, 0) : one.start], file, repo)
        place = Place(file.path, number, one.start + 1, number, one.end + 1)
        claim = _claim(place, line[one.start : one.end], one, directory)
        fact = versions.contradicting(repo, directory, one)
        if fact is None:
            yield _agreed(repo, directory, one, claim)
            continue
        if source := _said_in(line[max(one.start - BEFORE, 0) : one.start], one, file, repo):
            yield undecided(claim, f"it is said of {source}")
            continue
        others = [c for c in found if c.product == one.product and c is not one]
        # a line that compares several versions of one thing is about more than the present
        if not all(versions.contradicting(repo, directory, other) for other in others):
            yield undecided(claim, "the line compares versions")
            continue
        # "React 19 + Vite 8 + TypeScript 6" is not about an Angular project beside it
        beside = [other for other in found if other.product != one.product]
        if not beside or any(versions.known(repo, directory, other) for other in beside):
            yield refuted(claim, _fact(fact, claim))
        else:
            yield undecided(claim, "the line speaks of another project")


def _tables(file: File, pieces: tuple[Piece, ...], repo: Repo) -> Iterator[Verdict]:
    """`| React | 18.2 |` under a header that says Version."""
    names: dict[tuple[int, int], str] = {}
    for piece in pieces:
        if piece.kind != "cell" or piece.info["row"] == 0:
            continue
        key = (piece.info["table"], piece.info["row"])
        if piece.info["column"] == 0:
            names[key] = piece.text
        elif lazy_re.fullmatch(r"\W*versions?\W*", str(piece.info.get("header") or ""), lazy_re.I):
            name = names.get(key, "").strip("`* ")
            product = versions.product_named(name)
            # what is no product by its common name may be a package by its own
            row = f"{name} {piece.text}" if product else f"`{name.lower()}` {piece.text}"
            for one in versions.claims(row):
                if product not in (None, one.product):
                    continue
                claim = _claim(piece.place, f"{name} {piece.text}", one, parent(file.path))
                fact = versions.contradicting(repo, claim.scope, replace(one, start=0))
                yield (
                    refuted(claim, _fact(fact, claim))
                    if fact
                    else _agreed(repo, claim.scope, one, claim)
                )


def _claim(place: Place, stated: str, one: VersionClaim, directory: str) -> Claim:
    stated = lazy_re.sub(r"[`*]", "", stated).strip()
    if stated.count("(") > stated.count(")"):
        stated = stated.replace("(", "", 1)
    relation = "at-least" if one.more else "between" if one.high else "is"
    value = f"{one.low} {one.high}".strip()
    return Claim("version", place, stated, one.product.name, relation, value, directory)


def _fact(declared: Declared, claim: Claim) -> Fact:
    return Fact(
        "version", claim.subject, f"{SAYS[declared.nature]} {declared.text}", declared.place
    )


def _agreed(repo: Repo, directory: str, one: VersionClaim, claim: Claim) -> Verdict:
    """Verified where something here speaks of the product, and does not go against the claim."""
    known = versions.declared(repo, directory, one.product)
    if known:
        return verified(claim, _fact(known[0], claim))
    return undecided(claim, "nothing here declares a version of it")


def _directory(before: str, file: File, repo: Repo) -> str:
    """The directory that a line names before its claim, else the file's own."""
    home = parent(file.path)
    for found in reversed(list(FOLDER.finditer(before))):
        for start in (home, "."):
            place = found[1] if start == "." else join(start, found[1])
            if ("/" in found[1] or f"`{found[1]}" in before) and _folder(repo, place.rstrip("/.")):
                return place
    return home


def _said_in(before: str, one: VersionClaim, file: File, repo: Repo) -> str:
    """The file that a line names before its claim and that has that very version: "`Dockerfile` — Python 3.11"."""
    for name in NAMED.findall(before):
        for path in (join(parent(file.path), name), name):
            if path in repo.listing.tracked:
                text = repo.text(path) or ""
                if lazy_re.search(rf"(?<![\d.]){lazy_re.escape(one.low)}(?!\d)", text):
                    return path
    return ""


def _folder(repo: Repo, path: str) -> bool:
    try:
        return bool(path) and not path.startswith("..") and repo.kind(path) == "directory"
    except Unreadable:
        return False


def _apart(pieces: tuple[Piece, ...]) -> set[int]:
    """The lines of fences, comments, quotations and front matter."""
    found: set[int] = set()
    for piece in pieces:
        if piece.kind in ("fence", "comment", "front-matter", "quote", "html"):
            found.update(range(piece.place.line, piece.place.end_line + 1))
    return found
