"""A file that looks like instructions and that the agent never reads."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from agentslint.chain import build, readership
from agentslint.chain.agents import LOOKALIKES
from agentslint.chain.context import Context
from agentslint.core import lazy_re
from agentslint.core.phrases import AgentMessage
from agentslint.model import ChainFailure, Finding, Fix, Note, Rename, Severity, whole
from agentslint.repo import Repo, Unreadable, join, parent, parents, vendored

# directories of tools and hosts, in which no work is done
ASIDE = frozenset({".codex", ".agent", ".agents", ".github", ".cursor", ".claude"})
ONLY_THERE = "{agents} {reads} this file only when started in {directory}, where nobody works: move it to {right}"
FOR_OTHERS = (
    "{agents} {reads} this file only when started in {directory}, {other} from above too: what is for "
    "{agents} belongs into {right}"
)
NEVER = "{agents} never {reads} {name}: {it} {looks} for {right}"
DIRECTORY = "it is a directory"
TAKEN = "{agents} never {reads} {name}: {right} beside it is read"


def check_repo(context: Context) -> Iterator[Finding]:
    yield from _misspelt(context)
    yield from _no_files(context)
    yield from _lost(context)
    yield from _behind_a_repository(context)
    yield from _aside(context)


def _misspelt(context: Context) -> Iterator[Finding]:
    repo, names = context.repo, _names(context)
    read = {repo.real(link.path) for chain in context.chains.values() for link in chain.links}
    for path in repo.find(LOOKALIKES | {name.casefold() for name in names}):
        name = path.rpartition("/")[2]
        if name in names or vendored(path) or not repo.is_file(path) or repo.real(path) in read:
            continue
        if any(repo.is_file(join(folder, "SKILL.md")) for folder in parents(parent(path))[1:]):
            continue  # what a skill hands out
        if name.islower() and (parent(path) != "." or "override" in name):
            continue
        right = "AGENTS.override.md" if "overr" in name.casefold() else "AGENTS.md"
        if right not in names or _read_by_others(context, name):
            continue
        taken = repo.exists(join(parent(path), right))
        rename = Fix(renames=(Rename(path, join(parent(path), right)),), safe=False)
        severity: Severity | None = "info" if taken or name == "AGENTS.local.md" else None
        yield Finding(
            whole(path),
            AgentMessage(TAKEN if taken else NEVER, context.agent.title, name=name, right=right),
            fix=None if taken else rename,
            severity=severity,
        )


def _read_by_others(context: Context, name: str) -> bool:
    """Whether another configured agent reads such a file: `unportable-name` then says more."""
    return any(
        name in agent.names or (agent.any_case != "no" and name.casefold() == "agents.md")
        for agent in context.agents
    )


def _no_files(context: Context) -> Iterator[Finding]:
    """Directories, pipes and dangling links that bear the name of an instruction file."""
    repo, names = context.repo, _names(context)
    folders = {".", *context.chains}
    for path in repo.listing.paths:
        parts = path.split("/")
        if names.isdisjoint(parts):
            continue
        folders.update(
            "/".join(parts[:at]) or "." for at, part in enumerate(parts) if part in names
        )
    for folder in sorted(folders):
        for name in sorted(names):
            path = join(folder, name)
            what = _odd(repo, path)
            # a name may be a file, or a directory of such files
            holds = any(other.startswith(f"{name}/") for other in names)
            if what and not (holds and what == DIRECTORY):
                passed = "{agents} {passes} over {name} here: {what}"
                message = AgentMessage(passed, context.agent.title, name=name, what=what)
                yield Finding(whole(path), message)


def _odd(repo: Repo, path: str) -> str:
    try:
        kind = repo.kind(path)
    except Unreadable:
        return ""  # that one loses the whole chain, and is reported so
    if kind == "missing":
        target = repo.target(path)
        if target is not None and _elsewhere(repo, join(parent(path), target)):
            return ""
        return f"it is a link to {target}, which does not exist" if target is not None else ""
    return {"directory": DIRECTORY, "other": "it is no regular file"}.get(kind, "")


def _elsewhere(repo: Repo, path: str) -> bool:
    """Whether a path lies in a submodule: what that holds is not known here."""
    return not repo.listing.absent.isdisjoint(parents(posixpath.normpath(path)))


def _lost(context: Context) -> Iterator[Finding]:
    told: dict[ChainFailure, list[str]] = {}
    for directory, chain in context.chains.items():
        if chain.failure and chain.failure.kind == "unreadable-file":
            told.setdefault(chain.failure, []).append(directory)
    for failure, directories in told.items():
        yield Finding(
            whole(failure.path),
            AgentMessage(
                "{failure}: {agents} then {drops} every project file of the chain",
                context.agent.title,
                failure=failure.text,
            ),
            severity="error",
            directories=tuple(directories),
        )


def _aside(context: Context) -> Iterator[Finding]:
    """Files in a tool's own directory, which nobody who starts above it reads."""
    repo = context.repo
    for directory, built in context.chains.items():
        if directory.rpartition("/")[2] not in ASIDE:
            continue
        above = parent(directory)
        for link in built.sources:
            if parent(link.path) != directory or link.phase != "start" or link.file is None:
                continue
            if _sent_from(context, above, link.path) or _speaks_of(repo, directory, link.file.text):
                continue
            others = [
                agent
                for agent in readership.everyone()
                if f"{directory.rpartition('/')[2]}/{link.path.rpartition('/')[2]}" in agent.names
            ]
            right = join(above, "AGENTS.md")
            message = ONLY_THERE if not others else FOR_OTHERS
            yield Finding(
                whole(link.path),
                AgentMessage(
                    message,
                    context.agent.title,
                    directory=directory,
                    right=right,
                    other=others[0].title if others else "",
                ),
                severity="info" if others else None,
            )


def _sent_from(context: Context, directory: str, path: str) -> bool:
    """Whether some agent of this run is sent a file when it starts in a directory."""
    for agent in context.agents or (context.agent,):
        if any(link.path == path for link in build(context.repo, agent, directory).sources):
            return True
    return False


def _speaks_of(repo: Repo, directory: str, text: str) -> bool:
    """Whether a file is about the directory that it lies in: it names it, or something in it."""
    names = [f"{directory.rpartition('/')[2]}/", *repo.names(directory)]
    return any(
        lazy_re.search(rf"(?<![\w./-]){lazy_re.escape(name)}(?![\w-])", text)
        for name in names
        if len(name) > 3 and not name.casefold().startswith(("agents.", "claude.", "gemini."))
    )


def _behind_a_repository(context: Context) -> Iterator[Finding]:
    nested = set(context.repo.listing.nested)
    for directory, chain in context.chains.items():
        if chain.top not in nested or directory != chain.top:
            continue
        above = _outer(context, directory)
        if above:
            yield Finding(
                whole(chain.links[0].path),
                AgentMessage(
                    "{directory} is a repository of its own: {agents} {does} not read {above} there",
                    context.agent.title,
                    directory=directory,
                    above=", ".join(above),
                ),
                tuple(Note(whole(path), f"not read in {directory}") for path in above),
                severity="info",
            )


def _outer(context: Context, directory: str) -> list[str]:
    while directory != ".":
        directory = parent(directory)
        if directory in context.chains:
            return [link.path for link in context.chains[directory].sources]
    return []


def _names(context: Context) -> set[str]:
    found = set(context.agent.names)
    for chain in context.chains.values():
        found.update(chain.agent.names)
    return found
