"""Lists of what a directory holds that were whole once, or say that they are, against what else it holds."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from agentslint.claims import listings, titles
from agentslint.claims.claim import Claim
from agentslint.claims.listings import Listing
from agentslint.claims.paths import read as mentions
from agentslint.core import lazy_re
from agentslint.facts import code_files
from agentslint.facts.fact import Fact
from agentslint.facts.memo import each, once
from agentslint.model import File, whole
from agentslint.repo import Repo, join, vendored
from agentslint.repo.commits import Commit, Entries
from agentslint.repo.directories import built, sample
from agentslint.verdicts.absences.sentences import NOTHING
from agentslint.verdicts.counts import kin
from agentslint.verdicts.missing_paths import possible_places
from agentslint.verdicts.verdict import Verdict, refuted, undecided, verified

_LEAST = 3  # names that make a list of what a directory holds
_COMMITS = 40  # of those that changed the document
_SHOWN = 3  # of what came, in a message
# names of a list that tells so much of a directory, and what part of all they are at least
_BOUNDS = {
    "all": ((3, 0.5),),
    "lives": ((4, 0.5),),
    "map": ((4, 0.6),),
    "key": ((5, 0.8), (20, 0.7)),
    "": ((8, 0.8),),
}
_TESTS = 2  # of a list that names tests too
_BRACKETS = ((3, 0.7),)
_DRAWN = ((4, 0.75),)
_FOUND_BY = 3  # names that a directory alone holds, for a list to be of it


def judged(repo: Repo, file: File) -> Iterator[Verdict]:
    """A verdict on each list of which every entry is there."""
    for listing in listings.read(file) if not vendored(file.path) else ():
        folder = _folder(repo, file, listing)
        if folder:
            yield from _judged(repo, file, listing, folder)


def _judged(repo: Repo, file: File, listing: Listing, folder: str) -> Iterator[Verdict]:
    """Of its directories, then of its files: each may be whole by itself, and what one lacks is enough."""
    here = _children(repo)[folder]
    for directories in (True, False):
        named = _members(here, listing, directories=directories, named=True)
        lacking = _members(here, listing, directories=directories, named=False)
        # a line that draws `src/deep/one.py` shows where that is, and not what is beside it
        level = "/" not in listing.mention.drawn.rstrip("/")
        drawn = listing.mention.form == "tree" and len(lacking) >= _LEAST and level
        if len(named) < (1 if drawn else _LEAST):
            continue
        one, many = ("directory", "directories") if directories else ("file", "files")
        text = f"{folder}: {len(named)} {one if len(named) == 1 else many}"
        claim = Claim("listing", listing.place, text, folder, "holds", str(len(named)), folder)
        if not lacking:
            yield verified(claim, reason="it names each of them")
        else:
            verdict = _since(repo, file, claim, named, lacking)
            if verdict.state == "undecided":
                verdict = _told(repo, file, listing, claim, named, lacking)
            yield verdict
            if verdict.state == "refuted":
                return


def _folder(repo: Repo, file: File, listing: Listing) -> str:
    """The directory that holds every name of a list; empty where there is none."""
    for path, _ in possible_places(repo, file, listing.mention):
        folder = path if listing.whole else posixpath.dirname(path) or "."
        known = _children(repo).get(folder)
        if known and all(_entry(known, name) for name in listing.names):
            return folder
    return _only_one(repo, listing) if len(listing.names) >= _FOUND_BY else ""


def _only_one(repo: Repo, listing: Listing) -> str:
    """The one directory that holds every name, where no path leads there: a name below another item's."""
    path = listing.mention.path.strip("/")
    end = path if listing.whole else posixpath.dirname(path)
    found = [
        folder
        for folder, known in _children(repo).items()
        if (not end or f"/{folder}".endswith(f"/{end}"))
        and all(_entry(known, name) for name in listing.names)
    ]
    return found[0] if len(found) == 1 and not sample(f"{found[0]}/") else ""


def _entry(known: Entries, name: str) -> str:
    """What a directory calls a name: so, or with an ending behind it."""
    if name in known:
        return name
    return next((other for other in known if other.partition(".")[0] == name), "")


def _members(here: Entries, listing: Listing, *, directories: bool, named: bool) -> frozenset[str]:
    """What a directory holds of a kind that a list names, or lacks: files with an ending that it names."""
    said = {_entry(here, name) for name in listing.names}
    endings = {posixpath.splitext(name)[1] for name in said if not here[name]}
    return frozenset(
        name
        for name, folder in here.items()
        if folder == directories and (name in said) == named
        if named or (_counts(name) and (folder or posixpath.splitext(name)[1] in endings))
    )


def _counts(name: str) -> bool:
    return not (NOTHING.fullmatch(name) or name.startswith((".", "_")) or built(name))


def _since(
    repo: Repo, file: File, claim: Claim, named: frozenset[str], lacking: frozenset[str]
) -> Verdict:
    """Refuted where the document was changed at a time when the directory held just what it names."""
    path = _linked(repo, file.path)
    changed = commits(repo, posixpath.basename(path)).get(path, [])[:_COMMITS]
    for commit, then in repo.history.entries(changed, claim.subject):
        if named <= then.keys() and _only(then, named, lacking):
            said = repo.history.said_at(commit, path)
            if said is None or all(name.partition(".")[0] in said for name in named):
                return refuted(claim, _fact(claim.subject, commit, sorted(lacking)))
    return undecided(claim, f"it lacks {len(lacking)} more")


def _linked(repo: Repo, path: str) -> str:
    """A document's path, or where a symbolic link leads that it is."""
    real = posixpath.relpath(repo.real(path), repo.real("."))
    return real if real in repo.listing.tracked else path


def _only(then: Entries, named: frozenset[str], lacking: frozenset[str]) -> bool:
    """Whether a directory held, of what a list names, what it names and nothing else."""
    folders = any(then[name] for name in named)
    endings = {posixpath.splitext(name)[1] for name in (*named, *lacking)}
    return not any(
        folder == folders and _counts(name) and (folder or posixpath.splitext(name)[1] in endings)
        for name, folder in then.items()
        if name not in named
    )


def _told(
    repo: Repo,
    file: File,
    listing: Listing,
    claim: Claim,
    named: frozenset[str],
    lacking: frozenset[str],
) -> Verdict:
    """Refuted where a list says that it is of all, and has most; what its title says tells how much."""
    extent = titles.extent(listing.mention)
    if extent in ("", "long") and any(
        f"/{claim.subject}".endswith(f"/{one}") for one in _above(listing)
    ):
        extent = "map"
    bounds = _BOUNDS.get(extent, ())
    if extent != "some" and (listing.whole or listing.mention.form == "tree"):
        bounds = _BRACKETS if listing.whole else _DRAWN
    whole_root = claim.subject == "." and not all(_is_folder(repo, name) for name in named)
    if extent not in ("all", "lives"):
        lacking = _missed(repo, file, claim.subject, named, lacking)
    else:
        lacking -= _listed(file)
    # what the document itself lies in its reader knows
    lacking -= {
        name for name in lacking if f"{file.path}/".startswith(f"{join(claim.subject, name)}/")
    }
    share = len(named) / (len(named) + len(lacking))
    if not lacking or whole_root or not any(len(named) >= n and share >= s for n, s in bounds):
        return undecided(claim, f"it lacks {len(lacking)} more" if lacking else "it is a part")
    value = f"also has {series(sorted(lacking))}"
    return refuted(claim, Fact("listing", claim.subject, value, whole(claim.subject)))


def _above(listing: Listing) -> tuple[str, ...]:
    return tuple(one for one in titles.folders(listing.mention) if one)


def _is_folder(repo: Repo, name: str) -> bool:
    return name in repo.listing.directories


def _missed(
    repo: Repo, file: File, folder: str, named: frozenset[str], lacking: frozenset[str]
) -> frozenset[str]:
    """Of what a list lacks, what is no test, comes with any directory, or is named elsewhere in the text."""
    tests = sum(code_files.is_test(join(folder, name)) for name in named) >= _TESTS
    plain = any(kin(name) for name in named)
    guided = _guided(repo, file, folder)
    return frozenset(
        name
        for name in lacking
        if (tests or not code_files.is_test(join(folder, name)))
        and (plain or not kin(name))
        and not (named <= guided and name not in guided)
        and not _mentioned(file.text, name)
    )


def _guided(repo: Repo, file: File, folder: str) -> frozenset[str]:
    """The directories of one that hold a file of the document's name: a list of those is no list of all."""
    name = posixpath.basename(file.path)
    here = _children(repo)[folder]
    return frozenset(
        one for one in here if here[one] and repo.exists(join(join(folder, one), name))
    )


def _mentioned(text: str, name: str) -> bool:
    behind = r"(?![\w-])" if "." in name else r"(?:[/`)]|\*\*)"
    return lazy_re.search(rf"(?<![\w.-]){lazy_re.escape(name)}{behind}", text) is not None


def _listed(file: File) -> frozenset[str]:
    """The last parts of the paths that entries of all lists of a document begin with."""
    return frozenset(
        posixpath.basename(one.path.rstrip("/")) for one in mentions(file) if one.leading
    )


def series(names: list[str]) -> str:
    """Names as a message has them: "a, b and c", "a, b, c and 4 more"."""
    more = len(names) - _SHOWN
    if more > 0:
        return f"{', '.join(names[:_SHOWN])} and {more} more"
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


@each
def commits(repo: Repo, name: str) -> dict[str, list[Commit]]:
    """The commits that changed each of the documents of a name, newest first."""
    paths = [path for path in repo.listing.ordered if posixpath.basename(path) == name]
    found: dict[str, list[Commit]] = {}
    for commit, changes in repo.history.changes(paths):
        for change in changes:
            found.setdefault(change.path, []).append(commit)
    return found


def _fact(folder: str, commit: Commit, came: list[str]) -> Fact:
    more = f" and {len(came) - _SHOWN} more" if len(came) > _SHOWN else ""
    value = (
        f"got {', '.join(came[:_SHOWN])}{more} after {commit.day} ({commit.short}), "
        "when the list was complete"
    )
    return Fact("listing", folder, value, whole(folder))


@once
def _children(repo: Repo) -> dict[str, Entries]:
    """What each directory holds, by name, with whether that is a directory itself."""
    found: dict[str, Entries] = {}
    for path in repo.listing.tracked:
        below = ""
        while path:
            folder, _, name = path.rpartition("/")
            known = found.setdefault(folder or ".", {})
            if name in known:
                break
            known[name] = bool(below)
            path, below = folder, name
    return found
