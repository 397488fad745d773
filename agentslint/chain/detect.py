"""Which agents a repository is written for: those whose own files or settings it holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from agentslint.chain import agents
from agentslint.model import Agent
from agentslint.repo import Repo, Unreadable, sample, vendored

USUAL = "codex"  # where nothing names anybody
# a file of this name, wherever it lies -> the agent that it is written for
ANYWHERE: Mapping[str, str] = {
    "AGENTS.md": "codex",
    "AGENTS.override.md": "codex",
    "CLAUDE.md": "claude-code",
    "GEMINI.md": "gemini-cli",
    "QWEN.md": "qwen-code",
}
# a file or directory at the root -> the agent that it is written for
AT_ROOT: Mapping[str, str] = {
    ".codex": "codex",
    ".claude": "claude-code",
    ".gemini": "gemini-cli",
    ".qwen": "qwen-code",
    ".github/copilot-instructions.md": "copilot-cli",
    ".github/instructions": "copilot-cli",
    ".clinerules": "cline-cli",
    ".cline": "cline-cli",
    ".opencode": "opencode",
    "opencode.json": "opencode",
    ".kilocode": "kilo-cli",
    "kilo.json": "kilo-cli",
    ".continue": "continue-cli",
    ".factory": "factory-droid",
    ".cursor": "cursor",
    ".cursorrules": "cursor",
    ".windsurf": "windsurf",
    ".windsurfrules": "windsurf",
    ".roo": "roo",
    ".junie": "junie",
    ".goosehints": "goose",
    "CRUSH.md": "crush",
    "WARP.md": "warp",
}


@dataclass(frozen=True, slots=True)
class Found:
    """The agents of a repository: those to read as, and those that are named only.

    `signs` are the paths that each was recognised by; `others` the agents whose client nobody has
    run, so that what they read is known from documents alone.
    """

    ids: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    signs: Mapping[str, str] = field(default_factory=dict)


def names(repo: Repo) -> frozenset[str]:
    """The file names that `found` will ask for, and those of the agents that the root tells of."""
    known = {agent for _, agent in _at_root(repo)}
    rows = [agents.AGENTS[id] for id in known]
    return frozenset(ANYWHERE).union(
        name.rpartition("/")[2] for row in rows for name in row.names if "*" not in name
    )


def found(repo: Repo, table: Mapping[str, Agent] = agents.AGENTS) -> Found:
    """The agents whose own files or settings lie in the repository, in the order of the table.

    What git ignores is one person's, and tells of nobody; nor do other people's trees and samples.
    """
    signs: dict[str, str] = {}
    for path, id in [*_anywhere(repo), *_at_root(repo)]:
        if id in table and id not in signs and _shared(repo, path):
            signs[id] = path
    listed = [id for id in table if id in signs]
    read = tuple(id for id in listed if table[id].ran)
    others = tuple(id for id in listed if not table[id].ran)
    return Found(read or (USUAL,), others, signs)


def unread(repo: Repo, agent: Agent) -> str:
    """A file or directory at the root that is an agent's own, and of which nothing is known; "" for none.

    Such are the rules of a client that nobody has run: its row says what its documents say of other files.
    """
    if agent.ran:
        return ""
    own = (path for path, id in _at_root(repo) if id == agent.id and _shared(repo, path))
    return next((p for p in own if not any(f"{n}/".startswith(f"{p}/") for n in agent.names)), "")


def _at_root(repo: Repo) -> Iterator[tuple[str, str]]:
    yield from ((path, id) for path, id in AT_ROOT.items() if repo.exists(path))


def _anywhere(repo: Repo) -> Iterator[tuple[str, str]]:
    """The outermost files first: a sign at the root is what a person looks for."""
    for path in sorted(repo.find(ANYWHERE), key=lambda path: (path.count("/"), path)):
        id = ANYWHERE.get(path.rpartition("/")[2])
        if id is not None and not vendored(path) and not sample(path):
            yield path, id


def _shared(repo: Repo, path: str) -> bool:
    """Whether something of it is tracked, or could be."""
    listing = repo.listing
    if path in listing.tracked or path in listing.untracked:
        return True
    try:
        if repo.kind(path) != "directory":
            return False
    except Unreadable:
        return False
    inside = f"{path}/"
    return any(other.startswith(inside) for other in listing.paths)
