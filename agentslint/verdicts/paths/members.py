"""Names that a list has of a directory whose other names are in it, and that history had there."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import replace

from agentslint.claims.paths import Mention, members
from agentslint.model import File
from agentslint.repo import Repo, join, parent
from agentslint.verdicts.missing_paths import Missing
from agentslint.verdicts.paths.renames import went
from agentslint.verdicts.paths.verdict import Dead

_FEW = 4  # of so many names of a list, one may be gone


def gone(repo: Repo, files: list[File]) -> Iterator[Dead]:
    """The entries that are gone; history is asked of what most of a list shows to be missing."""
    lacking = {
        path: Missing(file, mention, ((path, folder),))
        for file in files
        for folder, rows in _lists(repo, file)
        for mention, path in rows
    }
    if not lacking:
        return
    present = repo.listing.tracked
    for path, last in repo.history.gone(lacking, present, repo.listing.directories).items():
        if path in lacking:
            folder = parent(path)
            # no fix: what is written is a name, and what it became a path
            yield replace(went(lacking[path], last, path, folder), to="", safe=False)


def _lists(repo: Repo, file: File) -> Iterator[tuple[str, list[tuple[Mention, str]]]]:
    for each in members.read(file) if "`" in file.text else ():
        for base in dict.fromkeys((parent(file.path), ".")):
            folder = posixpath.normpath(join(base, each.folder))
            if folder not in repo.listing.directories:
                continue
            held = {
                path[len(folder) + 1 :].partition("/")[0].partition(".")[0]
                for path in repo.listing.below(folder)
            }
            names = {posixpath.basename(one.path) for one in each.names}
            if (missing := names - held) and len(names) > _FEW * len(missing):
                yield (
                    folder,
                    [
                        (one, join(folder, posixpath.basename(one.path)))
                        for one in members.stated(each)
                        if posixpath.basename(one.path) in missing
                    ],
                )
            break
