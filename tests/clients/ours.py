"""What agentslint says of a case, in the form that a recording has."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

from agentslint import chain
from agentslint.chain import agents
from agentslint.model import User
from agentslint.repo import Repo

from .cases import lay

Sent = tuple[str, str, bool]


def answer(case: dict[str, Any], tmp: Path, *, by_name: bool = False) -> list[Sent]:
    """(path, phase, complete) of each file sent, in order, from the code that `explain` uses.

    With `by_name`, where a client goes by the order in which this disk lists a directory, it is
    taken to be by name: a recording comes from another disk.
    """
    top, home = tmp / "top", tmp / "home"
    top.mkdir(parents=True)
    home.mkdir(parents=True)
    places = lay(case, top, home)
    agent = agents.get(case["agent"])
    cwd = top / case["cwd"]
    repo = Repo.at(str(cwd))
    reading = os.path.relpath(top / case["read"], repo.root) if case["read"] else ""
    built = chain.build(
        repo,
        replace(agent, as_listed="") if by_name else agent,
        os.path.relpath(cwd, repo.root),
        User({"HOME": str(home)}),
        reading=reading,
    )
    found: dict[str, Sent] = {}
    for link in built.sources:
        path = places.get(repo.real(link.path))
        if path is not None:
            found.setdefault(path, (path, link.phase, link.fate != "cut"))
    return list(found.values())


def recorded(case: dict[str, Any]) -> list[Sent]:
    """The same as the client was recorded to send it."""
    sent = sorted(case["loaded"], key=lambda file: file["order"])
    return [
        (file["path"], "start" if file["phase"] == "start" else "lazy", file["complete"])
        for file in sent
    ]
