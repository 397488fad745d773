"""Patterns that no file of their directory fits: `src/repositories/{entity}_repository.go`."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import replace

from agentslint.claims.paths import Mention, hedged
from agentslint.claims.paths import read as read_mentions
from agentslint.core import globs, lazy_re
from agentslint.model import File
from agentslint.repo import Repo
from agentslint.verdicts.missing_paths import possible_places
from agentslint.verdicts.paths.cause import Cause
from agentslint.verdicts.paths.verdict import Dead

_MANY = 10  # files of a kind below a directory, for its names to follow a pattern
_HOLE = lazy_re.compile(r"\{[\w -]+\}|<[\w -]+>")
_NAME = lazy_re.compile(r"[\w.-]*\*[\w.-]*\.[A-Za-z]\w{0,8}")
_FIXED = 4  # letters of a pattern beside its ending, for it to be one of this directory


def patterns(repo: Repo, file: File) -> Iterator[Dead]:
    """The patterns of a document whose directory stands and has many files of the kind, none called so."""
    if "`" not in file.text or _HOLE.search(file.text) is None:
        return
    for one in read_mentions(file):
        written = _written(one)
        if not written or hedged.hedge(one) or hedged.introduced(one):
            continue
        shape = _HOLE.sub("*", written)
        stem, ending = posixpath.splitext(shape)
        if not _NAME.fullmatch(shape) or len(stem.replace("*", "")) < _FIXED:
            continue
        for path, base in possible_places(repo, file, one):
            if path not in repo.listing.directories:
                continue
            below = [posixpath.basename(each) for each in repo.listing.below(path)]
            count = sum(each.endswith(ending) for each in below)
            if count >= _MANY and not any(globs.fits(each, shape) for each in below):
                named = replace(one, path=f"{one.path}{written}")
                cause = Cause("pattern", folder=path, count=count, name=ending)
                yield Dead(file, named, path, cause, base)
            break


def _written(one: Mention) -> str:
    """What a code span says behind the directory that its pattern begins with."""
    if one.form != "code" or not one.is_directory or one.after[:1] in ("", "`"):
        return ""
    return one.after.partition("`")[0]
