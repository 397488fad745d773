"""Who owns a path, by the repository's CODEOWNERS."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from agentslint.core import globs
from agentslint.repo import Repo

# the first of these that is there counts, as docs.github.com, "About code owners", has it
PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
Owners = Callable[[str], tuple[str, ...]]


def owners(repo: Repo) -> Owners:
    """Asks for the owners of a path: those of the last line that matches it, none where none does."""
    text = next((found for place in PLACES if (found := repo.text(place)) is not None), "")
    rows = [row for row in map(_row, text.splitlines()) if row is not None]
    specs = [(globs.spec([pattern]), names) for pattern, names in rows]

    @lru_cache(maxsize=4096)
    def of(path: str) -> tuple[str, ...]:
        return next((names for spec, names in reversed(specs) if spec.match_file(path)), ())

    return of


def _row(line: str) -> tuple[str, tuple[str, ...]] | None:
    """The pattern of a line and its owners; None for a comment, a section and what is no pattern."""
    pattern, *names = line.partition(" #")[0].split() or [""]
    if not pattern or pattern.startswith(("#", "[", "^[", "!")) or globs.fault(pattern):
        return None
    return pattern, tuple(names)
