"""What documents mention and the repository lacks: where it could stand, and what stands beside it."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from agentslint.chain.context import Context
from agentslint.claims.paths import Mention, file_like, hedged, inventories
from agentslint.claims.paths import read as read_mentions
from agentslint.core import lazy_re
from agentslint.facts import memo
from agentslint.facts.path_index import Standing
from agentslint.model import File
from agentslint.repo import Repo, directories, join, parent, parents
from agentslint.text import placeholders

_JOINED = lazy_re.compile(r"`\s*(?:/|\+|&|,)\s*`?$")
_INNER = lazy_re.compile(r"\s*\(([\w.-]+(?:/[\w.-]+)*)/\)")


@dataclass(frozen=True, slots=True)
class Missing:
    """A mention that nothing in the repository answers to.

    candidates   where it could stand, the likeliest first, with the base of each
    group        of its list, table or diagram: entries in all, and those that stand at a base
    drawn        of the whole diagram that it is an entry of: entries, and those that stand
    """

    file: File
    mention: Mention
    candidates: tuple[tuple[str, str], ...]
    entries: int = 0
    standing: tuple[str, int] = ("", 0)
    drawn: tuple[int, int] = (0, 0)

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.candidates]

    @property
    def tail(self) -> str:
        """The path as written, without what leads out of a directory."""
        path = posixpath.normpath(self.mention.path).lstrip("/")
        while path.startswith("../"):
            path = path[3:]
        return path


_KNOWN: memo.Table[File, tuple[Missing, ...]] = memo.Table()


def missing(index: Standing, file: File) -> tuple[Missing, ...]:
    """The mentions of a file that could be paths of this repository, and that it lacks.

    Found once for each file: of `index` they ask nothing but what it has.
    """
    return _KNOWN.get(index.repo, file, lambda: tuple(_missing(index, file)))


def prepare_file(file: File, context: Context) -> tuple[Missing, ...]:
    """What a file lacks, for the rules that will ask it of all files together."""
    return missing(Standing(context.repo), file)


def take_prepared(context: Context, lacking: Mapping[File, tuple[Missing, ...]]) -> None:
    """Take over what another process found missing."""
    _KNOWN.update(context.repo, lacking)


def _missing(index: Standing, file: File) -> Iterator[Missing]:
    rows = [
        (mention, tuple(possible_places(index.repo, file, mention)))
        for mention in read_mentions(file)
        if mention.path and possible(mention)
    ]
    lacking = [
        (mention, candidates)
        for mention, candidates in rows
        if candidates
        and not index.any([path for path, _ in candidates])
        and not index.unknown(candidates)
    ]
    wanted = {mention.group for mention, _ in lacking}
    entries: dict[tuple[object, ...], set[str]] = defaultdict(set)
    stands: dict[tuple[object, ...], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for mention, candidates in rows if lacking else ():
        if mention.leading and mention.group in wanted and mention.group:
            entries[mention.group].add(mention.path)
            for path, base in candidates:
                if index.has(path):
                    stands[mention.group][base].add(mention.path)
    diagrams = _diagrams(index, rows, {group[1] for group in wanted if group[:1] == ("tree",)})
    for mention, candidates in lacking:
        group = stands[mention.group] if mention.leading and mention.group else {}
        best = max(
            ((base, len(names)) for base, names in group.items()), key=_count, default=("", 0)
        )
        drawn = diagrams.get(mention.group[1], (0, 0)) if mention.form == "tree" else (0, 0)
        yield Missing(file, mention, candidates, len(entries[mention.group]), best, drawn)


def _diagrams(
    index: Standing,
    rows: list[tuple[Mention, tuple[tuple[str, str], ...]]],
    wanted: set[object],
) -> dict[object, tuple[int, int]]:
    """Of each diagram: its entries, and those that stand."""
    found: dict[object, tuple[int, int]] = {}
    for mention, candidates in rows:
        if mention.form == "tree" and mention.group[1] in wanted:
            entries, stand = found.get(mention.group[1], (0, 0))
            there = index.any([path for path, _ in candidates])
            found[mention.group[1]] = (entries + 1, stand + bool(there))
    return found


def named_paths(index: Standing, file: File) -> Iterator[list[str]]:
    """The paths of several parts that a file takes for granted: of each, the places it could be at."""
    found: set[str] = set()
    for mention in read_mentions(file):
        path = mention.path
        plain = mention.form in ("code", "text", "tree") and "/" in path.strip("/")
        if not plain or path in found or placeholders.in_path(path) or hedged.hedge(mention):
            continue
        if (mention.is_file or mention.is_directory) and possible(mention):
            places = [place for place, _ in possible_places(index.repo, file, mention)]
            if places:
                found.add(path)
                yield places


def possible(mention: Mention) -> bool:
    """Whether a mention could be a path of this repository at all."""
    path = mention.path
    if path.startswith(("@", "~")) or ("@" in posixpath.basename(path) and "." not in path):
        return False
    if mention.form in ("link", "image"):
        # a site has routes of its own; a page's source is a file, which hosts look for at the root
        page = path.lower().endswith((".md", ".markdown"))
        return not path.startswith("/") or (page and not directories.of_system(path))
    # "`cart.go` / `_test.go`": the end of a name that stands before it
    if path.startswith(("_", "-")) and "/" not in path and _JOINED.search(mention.before):
        return False
    # what is read from the root is no route only where it ends as a file or a directory does
    headed = mention.group[:1] == ("heading",)
    if path.startswith("/") and not (mention.is_file or mention.is_directory or headed):
        return False
    # a diagram may hang from a repository that is named as a site: `shop.io/`
    path = path.removeprefix(mention.top if mention.form == "tree" else "/")
    if lazy_re.match(r"[\w-]+\.(?:com|org|io|dev|net|ai|app)/", path):
        return False
    # A.md/B.md are two names
    if any(file_like(part) for part in path.strip("/").split("/")[:-1]):
        return False
    return mention.form != "tree" or mention.is_file or mention.is_directory


def possible_places(repo: Repo, file: File, mention: Mention) -> Iterator[tuple[str, str]]:
    """Where a mention could stand, with the directory that it would be relative to."""
    seen = set()
    if mention.path.startswith("/") and mention.form in ("link", "image"):
        yield posixpath.normpath(mention.path.lstrip("/")), "."
        return
    if mention.path.startswith("/"):
        top = mention.path.lstrip("/").partition("/")[0]
        if top in repo.listing.directories:
            yield posixpath.normpath(mention.path.lstrip("/")), "."
        return
    for tail, top in _tails(mention):
        # below a directory that stands where the diagram says, nothing hangs from elsewhere
        known = "/" in top.strip("/") and posixpath.normpath(top) in repo.listing.directories
        for base in (parent(file.path),) if known else _bases(repo, file, mention):
            path = posixpath.normpath(join(base, tail))
            if path not in seen and path != "." and not path.startswith(("..", "/")):
                seen.add(path)
                yield path, base


def _tails(mention: Mention) -> Iterator[tuple[str, str]]:
    """The path as it may be meant, with the top of its diagram where that was left out."""
    path = mention.path
    yield path, ""
    if mention.form == "tree" and (inner := _INNER.match(mention.after_name)):
        # `worker.ts (v2/)`: in that directory of the one that it is drawn in
        folder, name = posixpath.split(path)
        yield posixpath.join(folder, inner[1], name), ""
    if mention.top and path.startswith(mention.top) and path != mention.top:
        # the top of a diagram is often the repository's or the package's own name
        yield path[len(mention.top) :], mention.top


def _bases(repo: Repo, file: File, mention: Mention) -> Iterator[str]:
    own = posixpath.dirname(file.path) or "."
    homes = [own]
    here = own != "." and inventories.of_directory(mention)
    target = repo.target(file.path)
    if target is not None and not target.startswith("/"):
        homes.append(posixpath.normpath(posixpath.join(own, posixpath.dirname(target))))
    yield from homes
    if mention.form in ("link", "image"):
        return
    if not here:
        yield from reversed(parents(own)[:-1])
    above = tuple(dict.fromkeys((*homes, *reversed(parents(own)))))
    for near in mention.near:
        for home in above:
            yield posixpath.normpath(join(home, near))


def _count(row: tuple[str, int]) -> int:
    return row[1]
