"""The files of a repository that are tests."""

from __future__ import annotations

import posixpath

from agentslint.facts.memo import each
from agentslint.repo import Repo, directories, sample, test_files, vendored


@each
def below(repo: Repo, directory: str) -> tuple[str, ...]:
    """The tracked tests in a directory and below, in path order; those of samples left out."""
    return tuple(
        path
        for path in repo.listing.below(directory)
        if path in repo.listing.tracked
        and _is_test(path)
        and not vendored(path)
        and not sample(path)
    )


def _is_test(path: str) -> bool:
    if test_files.named_test(path):
        return True
    name = posixpath.basename(path)
    return directories.test(path) and test_files.code(path) and name.startswith("test")
