"""Tools that documents say are in use, against those that are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from agentslint.claims.claim import Claim
from agentslint.claims.tools import Use, home, read
from agentslint.facts import names, tools
from agentslint.facts.fact import Fact
from agentslint.facts.tools import Evidence
from agentslint.model import File
from agentslint.repo import Repo
from agentslint.text.roles import Role, Tool, roles
from agentslint.verdicts.verdict import Verdict, refuted, undecided, verified

# what names a language that a role is of, by the end of its id
_LANGUAGES = {"python": (".py",), "javascript": (".js", ".jsx", ".ts", ".tsx", ".vue", ".svelte")}
# the manifest of each kind of dependency that a tool may be
_LISTED = {
    "npm": "package.json",
    "python": "pyproject.toml",
    "go": "go.mod",
    "cargo": "Cargo.toml",
    "gem": "Gemfile",
    "composer": "composer.json",
}


@dataclass(frozen=True, slots=True)
class Stale:
    """A tool that nothing uses, and what is in use in its place, where something is."""

    use: Use
    instead: Evidence | None


def stale(repo: Repo, file: File) -> Iterator[Stale]:
    """The tools that a document says are in use, and that the repository does not know."""
    for use in read(file):
        if any(roles()[tool.role].manager for tool in use.tools):
            yield from _manager(repo, file, use) if use.firm else ()
        elif not any(_known(repo, tool) for tool in use.tools):
            yield from _replaced(repo, file, use)


def judged(repo: Repo, file: File) -> Iterator[Verdict]:
    """A verdict on each tool that a document says is in use: what shows it, or what is in its place."""
    gone = {one.use.place: one for one in stale(repo, file)}
    for use in read(file):
        claim = Claim("tool", use.place, use.name, use.name, "is in use", "", home(file))
        one = gone.get(use.place)
        shown = _shown(repo, file, use)
        if one is not None and one.instead is not None:
            yield refuted(claim, _fact(one.instead))
        elif one is None and shown is not None:
            yield verified(claim, shown)
        else:
            yield undecided(claim, "no manifest, lock, workflow or script names it")


def _fact(one: Evidence) -> Fact:
    value = "is here" if one.kind == "file" else f"has {one.text}"
    return Fact("tool", one.tool, value, one.place)


def _shown(repo: Repo, file: File, use: Use) -> Fact | None:
    """The nearest thing that shows a tool in use, or the first build file that names it."""
    for tool in use.tools:
        for one in tools.used(repo, tool.role, home(file)):
            if one.tool == tool.id:
                return _fact(one)
        if at := tools.mentioned(repo, tool):
            return Fact("tool", tool.id, f"names {use.name}", at)
    return None


def _manager(repo: Repo, file: File, use: Use) -> Iterator[Stale]:
    """A package manager is refuted by the lock of another one alone."""
    for tool in use.tools:
        here = tools.manager(repo, home(file)).get(tool.role, [])
        if not here or any(one.tool == tool.id for one in here) or tools.anywhere(repo, tool):
            continue
        if tools.run_by(repo, tool):
            continue
        if len({one.tool for one in here}) == 1:
            yield Stale(use, here[0])
            return


def _known(repo: Repo, tool: Tool) -> bool:
    if tools.anywhere(repo, tool) or tools.mentioned(repo, tool) is not None:
        return True
    if roles()[tool.role].transitive and tools.locked(repo, tool):
        return True
    return roles()[tool.role].code and names.spoken(repo, tool.words)


def _replaced(repo: Repo, file: File, use: Use) -> Iterator[Stale]:
    for tool in use.tools:
        for role in _alike(repo, roles()[tool.role]):
            found = [one for one in tools.used(repo, role.id, home(file)) if one.tool != tool.id]
            if role.one and found:
                yield Stale(use, found[0])
                return
    if use.firm and any(_would_be_listed(repo, tool) for tool in use.tools):
        yield Stale(use, None)


def _alike(repo: Repo, role: Role) -> Iterator[Role]:
    """A role, and that of another language where the repository has nothing in the role's own."""
    yield role
    endings = _LANGUAGES.get(role.id.rpartition("-")[2], ())
    if endings and not any(path.endswith(endings) for path in repo.listing.tracked):
        yield from (r for r in roles().values() if r.title == role.title and r.id != role.id)


def _would_be_listed(repo: Repo, tool: Tool) -> bool:
    """Whether a manifest here would list a tool if it were in use, or a file of its own be here."""
    if roles()[tool.role].filed:
        return True
    manifests = {_LISTED[kind] for kind, _ in tool.signs if kind in _LISTED}
    return any(path.rpartition("/")[2] in manifests for path in repo.listing.tracked)
