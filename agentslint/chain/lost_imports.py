"""Imports of a chain that bring nothing: the file is not there, lies too deep, or is on its way already."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from agentslint.chain.imports import resolved, targets
from agentslint.core import lazy_re
from agentslint.model import CONTRIBUTING, Chain, Link
from agentslint.repo import Repo, Unreadable

# what can only be a file to send: a handle, a package or a decorator has no such ending
TRAILING = ".,;:!?)'\""  # what ends a sentence, and is part of the path to some agents
FILES = lazy_re.compile(r"\.(?:md|mdc|mdx|markdown|txt|rst|adoc|json|jsonc|toml|ya?ml)$", lazy_re.I)


@dataclass(frozen=True, slots=True)
class Lost:
    """An `@path` in the file of `link`, from `start` to `end` in its text, that brings no file.

    `path` is where it leads. A "deep" one is `depth` files from the one that the agent reads itself;
    a "cycle" leads back to a file that imports this one.
    """

    link: Link
    start: int
    end: int
    target: str
    path: str
    kind: Literal["missing", "directory", "deep", "cycle"]
    depth: int = 0


def lost(repo: Repo, chain: Chain) -> Iterator[Lost]:
    """The imports of a chain's own files that bring nothing; none of an agent that imports nothing."""
    rule = chain.agent.imports
    if rule is None:
        return
    by_path = {link.path: link for link in chain.links if link.fate in CONTRIBUTING}
    for link in by_path.values():
        if link.file is None or link.level == "user" or link.directory != chain.directory:
            continue
        way = _way(link, by_path)
        for start, target in targets(link.file.text, rule.grammar):
            path = resolved(repo, link.path, target)
            end = start + 1 + len(target)
            if (why := _why(repo, path, target, way, rule.hops)) is not None:
                yield Lost(link, start, end, target, path, why, len(way))


def _why(
    repo: Repo, path: str, target: str, way: list[str], hops: int
) -> Literal["missing", "directory", "deep", "cycle"] | None:
    if path.startswith(("~", "/", "..")) or target.startswith("~"):
        return None  # the user's own, or beside the repository
    try:
        kind = repo.kind(path)
    except Unreadable:
        return None
    if kind == "missing":
        bare = path.rstrip(TRAILING)
        named = FILES.search(posixpath.basename(bare)) is not None or target.startswith("./")
        return "missing" if named else None
    if kind != "file":
        return "directory" if target.startswith("./") or target.endswith("/") else None
    if repo.real(path) in {repo.real(each) for each in way}:
        return "cycle"
    return "deep" if len(way) > hops else None


def _way(link: Link, by_path: Mapping[str, Link]) -> list[str]:
    """The files from the one that the agent reads itself down to this one."""
    found = [link.path]
    while (link := by_path.get(link.importer, link)).path not in found:
        found.append(link.path)
    return found[::-1]
