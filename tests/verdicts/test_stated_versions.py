"""Versions in the phrasings that real files have, each with its verdict."""

from __future__ import annotations

import pytest

from agentslint.model import File
from agentslint.repo import Repo
from agentslint.verdicts import stated_versions

TREE = {
    "go.mod": "module example.com/shop\n\ngo 1.26.2\n\nrequire (\n\tgithub.com/shop/lib-till/v5 v5.1.0\n\tgithub.com/go-chi/chi/v5 v5.0.2 // indirect\n\tgithub.com/spf13/pflag v1.8.1\n\tgithub.com/shop/list v1.0.0\n)\n\nreplace github.com/shop/list => ../list\n"
}


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("| **Language** | Go (module: `go 1.26.1`) |", ["refuted"]),
        ("- The module says `go 1.25`.", ["refuted"]),
        ("`go 1.26.0` is what `go.mod` has.", ["refuted"]),
        ("- `go 1.26.2`", ["verified"]),
        ("- **lib-till/v5** (`v5.0.2`): the till", ["refuted"]),
        ("- `github.com/shop/lib-till/v5` v5.0.2", ["refuted"]),
        ("| Module | Version |\n|-|-|\n| pflag | v1.7.0 |", ["refuted"]),
        ("- `spf13/pflag` (`1.7`)", ["refuted"]),
        ("- `chi` v5.0.2, `pflag` v1.8", ["verified", "verified"]),
        ("- `github.com/shop/list` v0.9.0", ["verified"]),
        ("- `lib-till/v4` v4.0.0", ["undecided"]),
        ("- **lib-till** 5.0.2 is what we had", []),
        ("Then go 1.25 times round the block.", []),
        ("`go 1.25 or later` is enough.", ["refuted"]),
    ],
)
def test_what_is_said_of_a_version(text: str, states: list[str]) -> None:
    repo = Repo.of({**TREE, "AGENTS.md": text})
    data = text.encode()
    found = stated_versions.judged(repo, File("AGENTS.md", data, len(data)))
    assert [one.state for one in found] == states
