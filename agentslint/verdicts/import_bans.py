"""What documents say that code does not import, against its imports."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.claims import import_bans
from agentslint.claims.claim import Claim
from agentslint.core import lazy_re
from agentslint.facts import imports, named_paths
from agentslint.facts.fact import Fact
from agentslint.model import File
from agentslint.repo import Repo, vendored
from agentslint.verdicts.verdict import Verdict, refuted, undecided, verified

_DEEP = 2  # parts of a path by which a module is known wherever it is imported
_SIGNS = lazy_re.compile(r"[/.:\\]+")


def judged(repo: Repo, file: File) -> Iterator[Verdict]:
    """A verdict on each of them."""
    for claim in import_bans.read(file) if not vendored(file.path) else ():
        yield _judged(repo, claim)


def _judged(repo: Repo, claim: Claim) -> Verdict:
    where = (
        named_paths.directory(repo, claim.scope, claim.subject) if claim.subject else claim.scope
    )
    rows = imports.below(repo, where) if where else ()
    if not rows:
        return undecided(claim, "no import is known there")
    told = claim.value.rstrip("/*").rstrip("/.")
    folder = named_paths.directory(repo, claim.scope, told) if "/" in claim.value else ""
    if folder and f"{where}/".startswith(f"{folder}/"):
        return undecided(claim, "it is the directory itself")
    hits = [row for row in rows if _is(row[1], told, folder)]
    files = {place.path for place, _ in hits}
    if not hits:
        return verified(claim, reason="no import of it is there")
    place, module = hits[0]
    more = f", as {len(files) - 1} more files do" if len(files) > 2 else ""
    more = ", as one more file does" if len(files) == 2 else more
    return refuted(claim, Fact("imports", place.path, f"imports {module}{more}", place))


def _is(module: str, told: str, folder: str) -> bool:
    """Whether a module is one that is told of, or lies in it."""
    if folder:
        return _within(module, folder)
    wanted = told.lower() if told[0].isupper() else told
    parts, mine = _SIGNS.split(wanted), _SIGNS.split(module)
    if wanted != told:
        mine = [part.lower() for part in mine[:1]]
    return mine[: len(parts)] == parts


def _within(module: str, folder: str) -> bool:
    """Whether a module is in a directory: by its path, or in a name of parts by the last two of them."""
    if module == folder or module.startswith(f"{folder}/"):
        return True
    mine, parts = [part for part in _SIGNS.split(module) if part], folder.split("/")
    if len(parts) < _DEEP:
        return mine[:1] == parts
    tail = parts[-_DEEP:]
    return any(mine[at : at + _DEEP] == tail for at in range(len(mine) - 1))
