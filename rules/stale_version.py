"""A version that the repository no longer has, or never had."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from agentslint.chain.context import Context
from agentslint.core import lazy_re
from agentslint.model import File, Finding, Note, Piece, Place
from agentslint.repo import Repo, Unreadable, join, parent, vendored
from agentslint.text import markdown
from agentslint.verdicts import versions
from agentslint.verdicts.versions import Fact

SAYS = {"floor": "requires", "pin": "pins", "range": "asks for", "tested": "lists"}
FOLDER = lazy_re.compile(r"(?<![\w@:/.])\.?/?([\w@.-]+(?:/[\w@.-]+)*)/?")
# guides for a technology, taken into a repository as they are
MOST = 50  # claims of a line: one with more is a table of versions, or noise
BEFORE = 500  # characters of a line in which the directory of a claim is looked for
GUIDE = lazy_re.compile(r"(?:^|/)skills/")


def check_file(file: File, context: Context) -> Iterator[Finding]:
    if vendored(file.path) or GUIDE.search(file.path):
        return
    pieces = markdown.read(file)
    named = versions.naming(file.text)
    apart = _apart(pieces) if named else set()
    taken = versions.apart(pieces) if named else {}
    for number, line in enumerate(file.text.split("\n"), 1) if named else ():
        if number in named and number not in apart:
            for finding in _line(file, number, line, context.repo):
                first, last = taken.get(number, (0, 0))
                if not first <= finding.place.column < last:
                    yield finding
    yield from _tables(file, pieces, context.repo)


def _line(file: File, number: int, line: str, repo: Repo) -> Iterator[Finding]:
    found = list(versions.claims(line))
    for claim in found if len(found) <= MOST else ():
        directory = _directory(line[max(claim.start - BEFORE, 0) : claim.start], file, repo)
        fact = versions.contradicting(repo, directory, claim)
        others = [c for c in found if c.product == claim.product and c is not claim]
        # a line that compares several versions of one thing is about more than the present
        if not fact or not all(versions.contradicting(repo, directory, one) for one in others):
            continue
        # "React 19 + Vite 8 + TypeScript 6" is not about an Angular project beside it
        beside = [one for one in found if one.product != claim.product]
        if not beside or any(versions.known(repo, directory, one) for one in beside):
            place = Place(file.path, number, claim.start + 1, number, claim.end + 1)
            yield _finding(place, line[claim.start : claim.end], fact)


def _tables(file: File, pieces: tuple[Piece, ...], repo: Repo) -> Iterator[Finding]:
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
            for claim in versions.claims(row):
                fact = versions.contradicting(repo, parent(file.path), replace(claim, start=0))
                if fact and product in (None, claim.product):
                    yield _finding(piece.place, f"{name} {piece.text}", fact)


def _finding(place: Place, stated: str, fact: Fact) -> Finding:
    stated = lazy_re.sub(r"[`*]", "", stated).strip()
    if stated.count("(") > stated.count(")"):
        stated = stated.replace("(", "", 1)
    return Finding(
        place,
        f"{stated} is out of date: {fact.place.path} {SAYS[fact.nature]} {fact.text}",
        (Note(fact.place, f"{SAYS[fact.nature]} {fact.text}"),),
    )


def _directory(before: str, file: File, repo: Repo) -> str:
    """The directory that a line names before its claim, else the file's own."""
    home = parent(file.path)
    for found in reversed(list(FOLDER.finditer(before))):
        for start in (home, "."):
            place = found[1] if start == "." else join(start, found[1])
            if ("/" in found[1] or f"`{found[1]}" in before) and _folder(repo, place.rstrip("/.")):
                return place
    return home


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
