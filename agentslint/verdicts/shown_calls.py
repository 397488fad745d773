"""Methods that a fence calls, against the class of the object that it calls them on."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.claims import shown_calls
from agentslint.claims.shown_calls import Call
from agentslint.facts import classes
from agentslint.facts.classes import Members
from agentslint.model import File
from agentslint.repo import Repo, vendored


def judged(repo: Repo, file: File) -> Iterator[tuple[Call, Members]]:
    """Each method that its class does not have, nor one that it is made from."""
    if vendored(file.path) or "```" not in file.text:
        return
    for call in shown_calls.read(file):
        members = classes.members(repo, call.owner)
        if members is not None and call.name not in members.names:
            yield call, members
