"""Which findings reach a place of a repository: the one answer for `check PATH`, `explain` and the map."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from agentslint import chain
from agentslint.chain import directories, readership
from agentslint.lint.check import Outcome
from agentslint.model import Agent, Chain, Failure, Finding
from agentslint.repo import Repo, Unreadable, parent, parents, vendored
from agentslint.repo.refusals import BARE, bare


def of_chain(finding: Finding, built: Chain) -> bool:
    """Whether a finding is one of a chain: of its directory, or of a file that it is sent, or might be.

    One that is about some directories alone is none of another's.
    """
    way, at = parents(built.directory), finding.place.path
    if built.directory in finding.directories:
        return True
    if at not in {link.path for link in built.links} and parent(at) not in way:
        return False
    return not finding.directories or not set(way).isdisjoint(finding.directories)


def narrowed(outcome: Outcome, paths: Iterable[str], agents: Iterable[Agent]) -> Outcome:
    """With the findings that reach one of `paths`: those about it or below it, and those of its chains.

    Of an instruction file by name, those about it alone.
    """
    wanted = tuple(paths)
    if "." in wanted:
        return outcome
    named = {path for path in wanted if readership.instructions(path)} | {*outcome.looked}
    whole = [path for path in wanted if path not in named]
    chains = [
        chain.build(outcome.repo, agent, folder)
        for folder in sorted({_folder(outcome.repo, path) for path in whole})
        for agent in agents
    ]

    def kept(findings: Iterable[Finding]) -> tuple[Finding, ...]:
        return tuple(
            f
            for f in findings
            if any(_about(f, path) for path in wanted)
            or any(of_chain(f, each) and each.agent.id in f.agents for each in chains)
        )

    return replace(
        outcome,
        findings=kept(outcome.findings),
        suppressed=kept(outcome.suppressed),
        baselined=kept(outcome.baselined),
    )


def unread(outcome: Outcome, paths: Iterable[str], agents: Iterable[Agent]) -> list[str]:
    """A sentence for each of `paths` that is an instruction file and that no agent of this run reads."""
    rows = tuple(agents)
    told = {finding.place.path for finding in outcome.findings}
    titles = ", ".join(agent.title for agent in rows)
    return [
        f"{path}: {titles} {'does' if len(rows) == 1 else 'do'} not read it: {_who(path)}"
        for path in paths
        if readership.instructions(path)
        and outcome.repo.is_file(path)
        and path not in outcome.looked
        and path not in told
    ]


def nothing(outcome: Outcome) -> str:
    """Why nothing was checked, where the agents of this run read nothing here, and who would."""
    looked_for = ", ".join(dict.fromkeys(outcome.names))
    told = "no instruction files" + (f" ({looked_for})" if looked_for else "")
    repo = outcome.repo
    if repo.git is None and bare(repo.root):
        return f"nothing was checked: {BARE}"
    names = directories.lasts(name for agent in readership.everyone() for name in agent.names)
    for path in sorted(repo.find(names), key=lambda path: (path.count("/"), path)):
        readers = [row for row in readership.who_reads(path) if row.id not in outcome.agents]
        if readers and not vendored(path) and repo.is_file(path):
            return f"{told}: nothing was checked: {path} is for {_run(readers[0])}"
    return f"{told}: nothing was checked"


def deleted(repo: Repo, names: Iterable[str]) -> bool:
    """Whether the last commit has instruction files of these names, of which the index has none."""
    try:
        before = Repo.at_revision(repo.root, "HEAD")
    except Failure:
        return False
    return bool(before.find(name.rpartition("/")[2] for name in names))


def _who(path: str) -> str:
    readers = readership.who_reads(path)
    return f"it is for {_run(readers[0])}" if readers else "no agent that is known here does"


def _run(agent: Agent) -> str:
    return f"{agent.title}: run `agentslint check --agent {agent.id}`"


def _folder(repo: Repo, path: str) -> str:
    """The directory of a path: itself, where it is none of a file."""
    try:
        return path if repo.kind(path) == "directory" else parent(path)
    except Unreadable:
        return parent(path)


def _about(finding: Finding, path: str) -> bool:
    mentioned = [finding.place.path, *(note.place.path for note in finding.related)]
    return any(p == path or p.startswith(f"{path}/") for p in [*mentioned, *finding.directories])
