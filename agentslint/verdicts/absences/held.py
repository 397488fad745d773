"""What the repository holds of a thing that is said not to be there."""

from __future__ import annotations

from agentslint.facts import tests
from agentslint.facts.fact import Fact
from agentslint.model import whole
from agentslint.repo import Repo

_LINES = 30  # of a file that is no stub


def a_test(repo: Repo, scope: str) -> Fact | None:
    """The first test below a directory."""
    found = tests.below(repo, scope)
    return Fact("tests", scope, "is a test", whole(found[0])) if found else None


def is_stub(text: str) -> bool:
    """Whether a file has too little in it to be what is still to come."""
    return text.count("\n") < _LINES
