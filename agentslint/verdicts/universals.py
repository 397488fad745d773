"""What is said of all of a kind, against each of them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from agentslint.claims import universals
from agentslint.claims.claim import Claim
from agentslint.core import lazy_re
from agentslint.facts import inventory
from agentslint.facts.fact import Fact
from agentslint.model import File, whole
from agentslint.repo import Repo, join, parents
from agentslint.verdicts.verdict import Verdict, refuted, undecided, verified

_PAGES = (".md", ".mdx", ".rst")


def judged(repo: Repo, file: File) -> Iterator[Verdict]:
    """A verdict on each of them."""
    for claim in universals.read(file):
        yield JUDGES[claim.relation](repo, claim)


def _each_has(repo: Repo, claim: Claim) -> Verdict:
    under = f"{claim.subject}/" if claim.subject else ""
    every = [
        one.path
        for one in (*inventory.packages(repo), *inventory.crates(repo))
        if one.path.startswith(under)
    ]
    lacking = [path for path in every if join(path, claim.value) not in repo.listing.tracked]
    if not every:
        return undecided(claim, "the packages are not known")
    if not lacking:
        return verified(claim, reason=f"each of the {len(every)} has it")
    more = f", as {len(lacking)} of the {len(every)} packages" if len(lacking) > 1 else ""
    return refuted(claim, Fact("file", lacking[0], f"has none{more}", whole(lacking[0])))


def _each_sets(repo: Repo, claim: Claim) -> Verdict:
    """A key of the manifest of each package; where no manifest has it, it is another's."""
    key = lazy_re.escape(claim.value)
    shape = lazy_re.compile(rf"^{key}(?:\.workspace)?\s*=|^\s*\"{key}\"\s*:", lazy_re.M)
    every = [join(one.path, "Cargo.toml") for one in inventory.crates(repo)]
    every = every or [join(one.path, "package.json") for one in inventory.packages(repo)]
    every = [path for path in every if path in repo.listing.tracked]
    lacking = [path for path in every if not shape.search(repo.text(path) or "")]
    if not every or len(lacking) == len(every):
        return undecided(claim, "no package is known that sets it")
    if not lacking:
        return verified(claim, reason=f"each of the {len(every)} sets it")
    more = f", as {len(lacking)} of the {len(every)} packages" if len(lacking) > 1 else ""
    value = f"does not set {claim.value}{more}"
    return refuted(claim, Fact("file", lacking[0], value, whole(lacking[0])))


def _own_file(repo: Repo, claim: Claim) -> Verdict:
    """A directory that is there, and has neither the file nor one that an agent reads in its place."""
    for base in reversed(parents(claim.scope)):
        folder = posixpath.normpath(join(base, claim.subject))
        if folder in repo.listing.directories:
            names = (claim.value, claim.value.replace(".md", ".override.md"))
            if any(repo.exists(join(folder, name)) for name in names):
                return verified(claim, reason="it is there")
            if repo.ignored([join(folder, claim.value)]):
                return undecided(claim, "git ignores it")
            return refuted(claim, Fact("file", folder, f"has no {claim.value}", whole(folder)))
    return undecided(claim, "there is no such directory")


def _links_all(repo: Repo, claim: Claim) -> Verdict:
    name = claim.subject if claim.subject.endswith(".md") else f"{claim.subject}.md"
    path = posixpath.normpath(join(claim.scope, name))
    text = repo.text(path)
    folder = posixpath.normpath(join(claim.scope, claim.value))
    pages = [
        page
        for page in repo.listing.below(folder)
        if page.endswith(_PAGES)
        and page in repo.listing.tracked
        and posixpath.dirname(page) == folder
    ]
    if text is None or not pages:
        return undecided(claim, "the pages are not known")
    lacking = [page for page in pages if posixpath.basename(page) not in text]
    if not lacking:
        return verified(claim, reason="it links to each of them")
    if len(lacking) == len(pages):
        return undecided(claim, "it links to none of them by its name")
    return refuted(claim, Fact("link", path, f"does not link to {lacking[0]}", whole(path)))


JUDGES = {
    "each-has": _each_has,
    "each-sets": _each_sets,
    "own-file": _own_file,
    "links-all": _links_all,
}
