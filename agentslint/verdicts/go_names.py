"""Names that a text takes from a package of the repository, against what the package defines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agentslint.claims import go_names
from agentslint.claims.go_names import Used
from agentslint.facts import go_packages
from agentslint.model import File, Place
from agentslint.repo import Repo, vendored

_LEAST = 2  # names that a package defines, before one is missed in it


@dataclass(frozen=True, slots=True)
class Missed:
    """A name that its package does not have: the package's directories, and where another one defines it."""

    used: Used
    folders: tuple[str, ...]
    place: Place | None = None


def judged(repo: Repo, files: Sequence[File]) -> Iterator[Missed]:
    """Each name that its package does not define, in document order of each file."""
    read = [file for file in files if not vendored(file.path)]
    asked = any(go_names.any_used(file) for file in read)
    known = go_packages.packages(repo) if asked else {}
    missed = [
        used
        for file in read
        for used in go_names.read(file, known)
        if len(known[used.package][1]) >= _LEAST
        and used.name not in known[used.package][1]
        and used.name not in known[used.package][2]
    ]
    for used in missed:
        others = [top[used.name] for name, (_, top, _m) in known.items() if used.name in top]
        if len(others) <= 1:
            yield Missed(used, known[used.package][0], others[0] if others else None)
