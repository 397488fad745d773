"""Where a write may go: a link that a repository brings leads none out of it."""

from __future__ import annotations

import os
import stat

from agentslint.model import Failure


def target(path: str, root: str = "") -> str:
    """The file that a write to `path` changes, links followed; `root` is a repository without git.

    Raises Failure where a link that lies in a repository leads out of it, or into its git
    directory: whoever wrote the repository would choose the file. A link outside of every
    repository is the user's own.
    """
    here, repository = os.path.sep, ""
    top = os.path.realpath(root) if root else None
    parts = os.path.abspath(path).strip(os.path.sep).split(os.path.sep)
    for number, part in enumerate(parts):
        place = os.path.join(here, part)
        if os.path.islink(place):
            place = os.path.realpath(place)
            if repository and not _inside(place, repository):
                raise Failure(
                    f"{path}: a link in the repository leads to {place}: nothing was written; "
                    "name that file itself, or another"
                )
        here = place
        last = number == len(parts) - 1
        if not last and (here == top or os.path.lexists(os.path.join(here, ".git"))):
            repository = here
    return here


def _inside(place: str, repository: str) -> bool:
    """Whether a real path lies in a repository, and not in its git directory."""
    if not place.startswith(os.path.join(repository, "")):
        return False
    below = os.path.relpath(place, repository).split(os.path.sep)
    return all(part.lower() != ".git" for part in below)


def refuse_shared(path: str, facts: os.stat_result) -> None:
    """Raise Failure for a file of several names: a new file in its place would part them."""
    if stat.S_ISREG(facts.st_mode) and facts.st_nlink > 1:
        raise Failure(
            f"{path}: has {facts.st_nlink} hard links, which a new file would part: "
            "nothing was written"
        )
