"""What a document looks for in the folder of one agent, and another agent's folder has: `.codex/skills/`, `.claude/skills/`."""

from __future__ import annotations

import posixpath

from agentslint.chain.detect import AT_ROOT
from agentslint.claims.paths import read as mentions
from agentslint.facts.path_index import Standing
from agentslint.model import File
from agentslint.verdicts.missing_paths import Missing
from agentslint.verdicts.paths.cause import Cause
from agentslint.verdicts.paths.verdict import Dead

_FOLDERS = frozenset(name for name in AT_ROOT if name.startswith(".") and "/" not in name)
_HOMES = _FOLDERS | {".agents", ".agent"}
_FEWEST = 2  # paths of one folder that another has, which show that the other is meant


def twin(standing: Standing, one: Missing) -> Dead | None:
    """A path below the folder of an agent that is not here, where one other folder has most of what is named so.

    A document that names the other folder too speaks of both.
    """
    head, _, rest = one.mention.path.strip("/").removeprefix("./").partition("/")
    if not rest or head.casefold() not in _HOMES or head in standing.directories:
        return None
    wanted = _named(one.file, head)
    held = {
        other: sum(_stands(standing, f"{other}/{path}") for path in wanted)
        for other in sorted(_HOMES & standing.directories)
        if f"{other}/" not in one.file.text
    }
    best = max(held, key=lambda other: held[other], default="")
    if not best or held[best] < _FEWEST or list(held.values()).count(held[best]) > 1:
        return None
    if not _stands(standing, f"{best}/{rest}"):
        return None
    path, base = next((row for row in one.candidates if row[1] == "."), one.candidates[0])
    to = posixpath.normpath(f"{best}/{rest}")
    return Dead(one.file, one.mention, path, Cause("twin", folder=head, to=to), base)


def _named(file: File, head: str) -> set[str]:
    """What a document names below a folder of that name."""
    start = f"{head}/"
    return {one.path[len(start) :] for one in mentions(file) if one.path.startswith(start)} - {""}


def _stands(standing: Standing, path: str) -> bool:
    path = path.rstrip("/")
    return path in standing.files or path in standing.directories
