"""An override with nothing in it."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.chain.context import Context
from agentslint.model import Chain, Finding, Note, whole
from agentslint.repo import parent


def check_chain(chain: Chain, context: Context) -> Iterator[Finding]:
    here = [link for link in chain.links if parent(link.path) == chain.directory]
    for link in here:
        if link.fate != "empty" or ".override." not in link.path.rpartition("/")[2]:
            continue
        hidden = [other for other in here if other.fate == "shadowed"]
        if hidden:
            gone = sum(other.size for other in hidden)
            names = " and ".join(other.path.rpartition("/")[2] for other in hidden)
            yield Finding(
                whole(link.path),
                f"this override is blank and still hides {names}: {gone:,} bytes are lost",
                tuple(Note(whole(other.path), "never read because of it") for other in hidden),
            )
        else:
            yield Finding(
                whole(link.path),
                "this override is blank: it says nothing, and would hide an AGENTS.md beside it",
                severity="warning",
            )
