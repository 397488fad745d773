"""The statements of a repository's instruction files, as the commands that show them ask for them."""

from __future__ import annotations

from collections.abc import Iterable

from agentslint.chain.repository_chains import all_chains, instruction_files
from agentslint.lint import check, measure
from agentslint.lint.config import Config
from agentslint.model import Agent, File
from agentslint.repo import Repo
from agentslint.verdicts import everything
from agentslint.verdicts.verdict import Verdict


def read(repo: Repo, files: tuple[File, ...]) -> tuple[Verdict, ...]:
    """Every statement with its verdict; of files that links lead to twice, once.

    Of each file what `check` judges of it (`measure.parts`) is read.
    """
    return everything.judged(repo, measure.parts(files))


def files(repo: Repo, agents: Iterable[Agent], settings: Config) -> tuple[File, ...]:
    """The instruction files of some agents that the configuration does not exclude, by agent and path.

    Of each what is judged of it; `measure.left_out` says of which that is a part.
    """
    found: dict[str, File] = {}
    for agent in agents:
        chains = check.included(all_chains(repo, agent), settings)
        every = instruction_files(chains.values())
        found.update((file.path, file) for file in every if not settings.excludes(file.path))
    return measure.parts(found.values())


def below(path: str, place: str) -> bool:
    """Whether a file is that place, or lies below it."""
    return place == "." or path == place or path.startswith(f"{place}/")
