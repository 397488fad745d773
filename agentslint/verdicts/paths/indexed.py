"""Directories that a list says have an instruction file of their own, and that have none."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from agentslint.claims.paths import Mention, hedged, inventories
from agentslint.claims.paths import read as read_mentions
from agentslint.model import File
from agentslint.repo import Repo, join
from agentslint.verdicts.missing_paths import possible_places
from agentslint.verdicts.paths.cause import Cause
from agentslint.verdicts.paths.verdict import Dead

_LEAST = 2  # directories of a list that have the file, for it to be a list of those


def indexed(repo: Repo, file: File) -> Iterator[Dead]:
    """The entries of such lists whose directory stands without the file, where most have it."""
    name = posixpath.basename(file.path)
    if file.text.count(name) < 1:
        return
    groups: dict[tuple[object, ...], list[tuple[Mention, str, str]]] = defaultdict(list)
    for mention in read_mentions(file):
        if inventories.of_instructions(mention, name):
            for path, base in possible_places(repo, file, mention):
                if path in repo.listing.directories:
                    groups[mention.group].append((mention, path, base))
                    break
    for rows in groups.values():
        have = sum(repo.is_file(join(path, name)) for _, path, _ in rows)
        for mention, path, base in rows:
            there = repo.is_file(join(path, name)) or hedged.hedge(mention)
            if not there and have >= _LEAST and have * 2 >= len(rows):
                cause = Cause("indexed", count=have, total=len(rows), name=name)
                named = replace(mention, path=f"{mention.path}{name}")
                yield Dead(file, named, join(path, name), cause, base, certain=True)
