"""How many of a thing a document says there are, and how many the repository has."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from agentslint.claims import counts
from agentslint.claims.claim import Claim
from agentslint.claims.counts import Count
from agentslint.core import lazy_re
from agentslint.facts import tallies
from agentslint.facts.fact import Fact
from agentslint.model import File, whole
from agentslint.repo import Repo, join, parent
from agentslint.repo.directories import built
from agentslint.verdicts.verdict import Verdict, refuted, undecided, verified

# entries that come with a family and are none of its members
KIN = lazy_re.compile(
    r"^(?:[._].*|__.*|index\..*|mod\.rs|readme.*|changelog.*|base\w*|abstract\w*|common|shared|core|"
    r"utils?|helpers?|types?|configs?|constants?|interfaces?|registry|factory|main|routes?|router|lib|tests?|mocks?|"
    r".*\.(?:test|spec|d|interface|types)\.\w+|test_.*|.*_test\..*|.*\.md|.*\.json|.*\.ya?ml|.*\.toml|.*\.lock|.*\.map|"
    r"build)$",
    lazy_re.IGNORECASE,
)
WORDS = lazy_re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+")  # of a name in any style
MANY_IN_ONE = frozenset(("tests", "specs", "translations"))  # of which one file holds many
LOOSE = 0.25  # how far "about 20" reaches


def judged(repo: Repo, file: File) -> Iterator[Verdict]:
    """A verdict on each count of a directory's entries: refuted where no way of counting gives it."""
    beside: dict[str, str] | None = None
    for table, rows in groupby(counts.read(file), key=lambda one: one.table):
        if table is None:
            for one in rows:
                yield from _judged(one, _folder(one, file, repo), repo)
            continue
        beside = _beside(file, repo) if beside is None else beside
        cells = [(one, beside[name]) for one in rows if (name := _plain(one.noun)) in beside]
        # one row that is called like a directory may be called so by chance
        for one, folder in cells if len(cells) > 1 else ():
            yield from _judged(one, folder, repo)


def _judged(one: Count, folder: str, repo: Repo) -> Iterator[Verdict]:
    known = entries(repo, folder) if folder else None
    if known is None:
        return
    least, most = known
    stated = one.number
    slack = LOOSE * stated if one.about else 0
    low = 2 * stated < least if one.more else stated + slack < least
    span = f"{least}" if least == most else f"{least} to {most}, depending on how one counts"
    claim = Claim("count", one.place, one.text, folder, "has", str(stated), folder, one.hedge)
    fact = Fact("count", folder, f"has {span}", whole(folder))
    many = one.table is None and _plain(one.noun) in MANY_IN_ONE
    if stated - slack > most and (many or stated <= tallies.definitions(repo, folder)):
        yield undecided(claim, "a file of them holds many")
    elif low or stated - slack > most:
        yield refuted(claim, fact)
    else:
        yield verified(claim, fact)


def entries(repo: Repo, folder: str) -> tuple[int, int] | None:
    """How few and how many entries a directory has, as strictly and as freely as one may count.

    None where it holds directories and files alike, so that either could be meant.
    """
    start = 0 if folder == "." else len(folder) + 1
    files: set[str] = set()
    folders: set[str] = set()
    below = repo.listing.below(folder)
    for path in below:
        name, slash, _ = path[start:].partition("/")
        (folders if slash else files).add(name)
    members = {name for name in files if not kin(name)}
    inner = {name for name in folders if not kin(name)}
    if not members and not inner:
        return None
    if len(inner) > 2 * len(members):
        return len(inner), len(files) + len(folders)
    if not inner:
        return _alike(members), len(files) + len(folders)
    return min(len(inner), _alike(members)), max(len(files) + len(folders), len(below))


def _alike(names: set[str]) -> int:
    """How many begin or end in the one word that most do, as hooks do in `use`; else all."""
    words = [WORDS.findall(name.partition(".")[0]) for name in names]
    shared = Counter(
        each for row in words if row for each in {("first", row[0]), ("last", row[-1])}
    )
    most = max(shared.values(), default=0)
    return most if 2 * most > len(names) else len(names)


def _folder(one: Count, file: File, repo: Repo) -> str:
    """The directory of that name: on the line, in the tree it stands in, or beside the file."""
    wanted = _plain(one.noun)
    home = parent(file.path)
    for path in [*one.named, one.tree]:
        if path and _plain(posixpath.basename(path)) == wanted:
            for start in (home, "."):
                place = posixpath.normpath(join(start, path))
                if place in repo.listing.directories:
                    return place
    if one.tree or one.named:
        return ""
    place = posixpath.normpath(join(home, wanted))
    return place if one.heading and place in repo.listing.directories else ""


def _beside(file: File, repo: Repo) -> dict[str, str]:
    """The directories beside a file, by the word that a row may name them with."""
    home = parent(file.path)
    return {
        _plain(posixpath.basename(folder)): folder
        for folder in repo.listing.directories
        if (folder.rpartition("/")[0] or ".") == home
    }


def kin(name: str) -> bool:
    """Whether a name comes with a family of files and is none of its members."""
    return built(name) or bool(KIN.match(name) or KIN.match(name.partition(".")[0] or name))


def _plain(name: str) -> str:
    return lazy_re.sub(r"[\s-]+", "_", name.strip()).lower()
