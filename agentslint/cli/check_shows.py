"""`check --show-settings` and `--show-files`: what a run would go by, and what it would look at."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.chain.repository_chains import all_chains, instruction_files
from agentslint.cli.check_line import CommandLine
from agentslint.lint import config, effective
from agentslint.lint.check import included
from agentslint.model import Failure
from agentslint.repo import Repo
from agentslint.report import settings as report


def settings(repo: Repo, inside: list[str], request: CommandLine) -> Iterator[str]:
    """What holds for each path, as TOML, with the file and line of every setting."""
    asked = request.asked
    found = effective.settings(repo, asked.config_file, isolated=asked.isolated, asked=asked.agents)
    rules = effective.rules(repo, found, local_rules=asked.local_rules)
    written = config.settle(found, rules)
    held = config.override(
        written, asked.select, asked.ignore, asked.severity, asked.fail_on, rules
    )
    agents = tuple(agent.id for agent in effective.asked_agents(asked.agents, found))
    for number, path in enumerate(inside):
        if number:
            yield ""
        yield from report.lines(written, held, agents, rules, path)


def files(repo: Repo, inside: list[str], request: CommandLine) -> Iterator[str]:
    """The instruction files that a run would look at, in path order. Raises Failure for none."""
    asked = request.asked
    found = effective.settings(repo, asked.config_file, isolated=asked.isolated, asked=asked.agents)
    agents = effective.asked_agents(asked.agents, found)
    looked = {
        file.path
        for agent in agents
        for file in instruction_files(included(all_chains(repo, agent), found).values())
        if not found.excludes(file.path)
    }
    told = sorted(path for path in looked if any(_below(path, place) for place in inside))
    if not told:
        names = ", ".join(dict.fromkeys(name for agent in agents for name in agent.names))
        raise Failure(f"{repo.root}: no instruction files ({names})")
    yield from told


def _below(path: str, place: str) -> bool:
    return place == "." or path == place or path.startswith(f"{place}/")
