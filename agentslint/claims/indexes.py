"""Which documents say that they list every other instruction file of the repository."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from agentslint.claims.claim import Claim
from agentslint.claims.sentences import stating_sentences
from agentslint.model import File
from agentslint.repo.paths import parent


def read(file: File) -> Iterator[Claim]:
    """ "This file keeps an exhaustive index of every other `AGENTS.md`": at most one claim of a file."""
    name = posixpath.basename(file.path)
    for piece, marks in stating_sentences(file):
        if name in piece.text and "complete" in marks:
            scope = parent(file.path)
            yield Claim("inventory", piece.place, piece.text, name, "complete", "", scope)
            return
