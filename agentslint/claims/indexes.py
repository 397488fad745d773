"""Which documents say that they list every other instruction file of the repository."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from agentslint.claims.claim import Claim
from agentslint.model import File
from agentslint.repo.paths import parent
from agentslint.text import markdown
from agentslint.text.vocabulary import stating


def read(file: File) -> Iterator[Claim]:
    """ "This file keeps an exhaustive index of every other `AGENTS.md`": at most one claim of a file."""
    name = posixpath.basename(file.path)
    for piece in markdown.read(file):
        named = piece.kind == "sentence" and name in piece.text
        if named and "complete" in stating().scan(piece.text):
            scope = parent(file.path)
            yield Claim("inventory", piece.place, piece.text, name, "complete", "", scope)
            return
