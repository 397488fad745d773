"""The versions that a document states, each with its verdict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from agentslint.claims import stated_versions
from agentslint.claims.claim import Claim
from agentslint.claims.stated_versions import Stated
from agentslint.claims.versions import Product, VersionClaim
from agentslint.core import lazy_re
from agentslint.facts.fact import Fact
from agentslint.facts.versions.declared import Fact as Declared
from agentslint.model import File
from agentslint.repo import Repo, Unreadable, join, parent, vendored
from agentslint.verdicts import versions
from agentslint.verdicts.verdict import Verdict, refuted, undecided, verified

SAYS = {"floor": "requires", "pin": "pins", "range": "asks for", "tested": "lists"}
# guides for a technology, taken into a repository as they are
_BOUNDS = 3  # different lower bounds of one product in a document, of which no two can be required
GUIDE = lazy_re.compile(r"(?:^|/)skills/")


def judged(repo: Repo, file: File) -> Iterator[Verdict]:
    """A verdict on each version that a document states."""
    if vendored(file.path) or GUIDE.search(file.path):
        return
    every = tuple(stated_versions.read(file))
    since = _since_when(every)
    for stated in every:
        if stated.one.more and stated.one.product in since:
            claim = _claim(stated, _directory(stated, file, repo))
            yield undecided(claim, "the document says since when there is something")
        elif stated.beside is None:
            yield _of_table(repo, file, stated)
        elif stated.back:
            claim = _claim(stated, _directory(stated, file, repo))
            yield undecided(replace(claim, hedge="past"), "taken back")
        else:
            yield _of_line(repo, file, stated, stated.beside)


def _since_when(every: Sequence[Stated]) -> frozenset[Product]:
    """The products with several lower bounds: "Records (Java 16+)", "Text blocks (Java 15+)"."""
    bounds: dict[Product, set[str]] = {}
    for stated in every:
        if stated.one.more:
            bounds.setdefault(stated.one.product, set()).add(stated.one.low)
    return frozenset(product for product, lows in bounds.items() if len(lows) >= _BOUNDS)


def _of_line(repo: Repo, file: File, stated: Stated, every: tuple[VersionClaim, ...]) -> Verdict:
    one, directory = stated.one, _directory(stated, file, repo)
    claim = _claim(stated, directory)
    fact = versions.contradicting(repo, directory, one)
    if fact is None:
        return _agreed(repo, directory, one, claim)
    if source := _said_in(stated, file, repo):
        return undecided(claim, f"it is said of {source}")
    others = [other for other in every if other.product == one.product and other is not one]
    # a line that compares several versions of one thing is about more than the present
    if not all(versions.contradicting(repo, directory, other) for other in others):
        return undecided(claim, "the line compares versions")
    # "React 19 + Vite 8 + TypeScript 6" is not about an Angular project beside it
    beside = [other for other in every if other.product != one.product]
    if not beside or any(versions.known(repo, directory, other) for other in beside):
        return refuted(claim, _fact(fact, claim))
    return undecided(claim, "the line speaks of another project")


def _of_table(repo: Repo, file: File, stated: Stated) -> Verdict:
    claim = _claim(stated, parent(file.path))
    fact = versions.contradicting(repo, claim.scope, replace(stated.one, start=0))
    if fact:
        return refuted(claim, _fact(fact, claim))
    return _agreed(repo, claim.scope, stated.one, claim)


def _claim(stated: Stated, directory: str) -> Claim:
    one = stated.one
    relation = "at-least" if one.more else "between" if one.high else "is"
    value = f"{one.low} {one.high}".strip()
    return Claim("version", stated.place, stated.text, one.product.name, relation, value, directory)


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


def _directory(stated: Stated, file: File, repo: Repo) -> str:
    """The directory that a line names before its claim, else the file's own."""
    home = parent(file.path)
    for name in stated.folders:
        for place in (join(home, name), name):
            if _folder(repo, place.rstrip("/.")):
                return place
    return home


def _said_in(stated: Stated, file: File, repo: Repo) -> str:
    """The file that a line names before its claim and that has that very version: "`Dockerfile` — Python 3.11"."""
    low = stated.one.low
    for name in stated.names:
        for path in (join(parent(file.path), name), name):
            if path in repo.listing.tracked:
                text = repo.text(path) or ""
                if lazy_re.search(rf"(?<![\d.]){lazy_re.escape(low)}(?!\d)", text):
                    return path
    return ""


def _folder(repo: Repo, path: str) -> bool:
    try:
        return bool(path) and not path.startswith("..") and repo.kind(path) == "directory"
    except Unreadable:
        return False
