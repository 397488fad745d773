"""What is known of a path that is dead."""

from __future__ import annotations

from dataclasses import dataclass

from agentslint.claims.paths import Mention
from agentslint.model import File
from agentslint.verdicts.paths.cause import Cause


@dataclass(frozen=True, slots=True)
class Dead:
    """A mention of a path that is not there.

    path      where it would stand, from the root
    cause     what shows that it is dead
    base      the directory that it is written relative to; empty where that is not known
    to        where it stands now, where that is known
    safe      whether nothing but `to` could be meant
    certain   history or a file's name shows it, and not the company that it is in
    """

    file: File
    mention: Mention
    path: str
    cause: Cause
    base: str
    to: str = ""
    safe: bool = False
    certain: bool = False
