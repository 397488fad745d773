"""Versions in the phrasings that real files have, each with its verdict."""

from __future__ import annotations

import pytest

from agentslint.model import File
from agentslint.repo import Repo
from agentslint.verdicts import stated_versions

TREE = {"go.mod": "module example.com/shop\n\ngo 1.26.2\n"}


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("| **Language** | Go (module: `go 1.26.1`) |", ["refuted"]),
        ("- The module says `go 1.25`.", ["refuted"]),
        ("`go 1.26.0` is what `go.mod` has.", ["refuted"]),
        ("- `go 1.26.2`", ["verified"]),
        ("Then go 1.25 times round the block.", []),
        ("`go 1.25 or later` is enough.", ["refuted"]),
    ],
)
def test_what_is_said_of_a_version(text: str, states: list[str]) -> None:
    repo = Repo.of({**TREE, "AGENTS.md": text})
    data = text.encode()
    found = stated_versions.judged(repo, File("AGENTS.md", data, len(data)))
    assert [one.state for one in found] == states
