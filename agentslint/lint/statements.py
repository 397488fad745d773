"""The statements of a repository's instruction files, as the commands that show them ask for them."""

from __future__ import annotations

from agentslint.model import File
from agentslint.repo import Repo
from agentslint.verdicts import everything
from agentslint.verdicts.verdict import Verdict


def read(repo: Repo, files: tuple[File, ...]) -> tuple[Verdict, ...]:
    """Every statement with its verdict; of files that links lead to twice, once."""
    return everything.judged(repo, files)
