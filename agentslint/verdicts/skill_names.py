"""Skills, subagents and commands that a text names and that are gone, as git's history shows."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agentslint.claims import references, skill_names
from agentslint.facts import code_files, names
from agentslint.facts.memo import by_name
from agentslint.model import File, Place
from agentslint.repo import Repo, vendored
from agentslint.repo.history import Gone

_SKILL = "SKILL.md"
# where the file of a name lies
_TAILS = ("{}/SKILL.md", "agents/{}.md", "commands/{}.md")


@dataclass(frozen=True, slots=True)
class Missed:
    """A name whose file is gone, and what is called almost so now, if one thing is."""

    name: str
    place: Place
    gone: Gone
    instead: str = ""


def judged(repo: Repo, files: Sequence[File]) -> Iterator[Missed]:
    """Each mention of a skill, a subagent or a command that was here, in document order of each file."""
    here = _here(repo)
    rows = [
        (name, place, file)
        for file in files
        if here and not vendored(file.path)
        for name, place in skill_names.read(file)
        if name not in here
    ]
    tails = {name: _past(repo, name) for name, _, _ in rows}
    past = {name: path for name, path in tails.items() if path}
    if not past:
        return
    held = names.held(repo, past)
    settings = code_files.endings("code", "settings")
    gone = repo.history.gone(list(past.values()), repo.listing.tracked)
    for name, place, file in rows:
        uses = [path for path in held.get(name, []) if posixpath.splitext(path)[1] in settings]
        if name not in past or uses or past[name] not in gone or place in _told(file):
            continue
        yield Missed(name, place, gone[past[name]], _instead(name, gone[past[name]], here))


def _here(repo: Repo) -> frozenset[str]:
    """What skills and other files and directories are called, where there are skills or subagents."""
    skills = [path for path in by_name(repo).get(_SKILL, []) if "/" in path]
    if not skills and not any("/agents/" in f"/{path}" for path in repo.listing.ordered):
        return frozenset()
    parts = (part for path in repo.listing.ordered for part in path.split("/"))
    return frozenset(part.partition(".")[0] for part in parts)


def _past(repo: Repo, name: str) -> str:
    """The file that a name had, by the newest deletion; empty where it had none."""
    for tail in _TAILS:
        if found := repo.history.ending(tail.format(name)):
            return found[0]
    return ""


def _told(file: File) -> set[Place]:
    """Where "the `x` skill" is said: that is a statement of its own."""
    every = [one for one in references.read(file) if one.relation == "skill"]
    return {
        place
        for name, place in skill_names.read(file)
        for one in every
        if one.subject == name and one.place.line == place.line
    }


def _instead(name: str, gone: Gone, here: frozenset[str]) -> str:
    """What a thing is called now: by its move, or where one alone has all but the first word of its name."""
    to = gone.to or ""
    parts = [posixpath.basename(posixpath.dirname(to)), posixpath.basename(to).partition(".")[0]]
    moved = parts[0] if to.endswith(f"/{_SKILL}") else parts[1]
    if moved and moved != name:
        return moved
    tail = name[name.index("-") :]
    near = [other for other in here if other.endswith(tail)]
    return near[0] if len(near) == 1 else ""
