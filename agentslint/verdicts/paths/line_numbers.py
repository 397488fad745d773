"""Lines of a file that a text points at, and that the file does not have: `src/worker.py:1125`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from agentslint.claims.paths import hedged
from agentslint.claims.paths import read as read_mentions
from agentslint.model import File
from agentslint.repo import READ_LIMIT, Repo
from agentslint.verdicts.missing_paths import possible_places
from agentslint.verdicts.paths.cause import Cause
from agentslint.verdicts.paths.verdict import Dead


def beyond(repo: Repo, file: File) -> Iterator[Dead]:
    """The mentions of lines behind the last one of the file that they name."""
    for mention in read_mentions(file):
        if not mention.line or hedged.hedge(mention):
            continue
        known = [
            (path, base, text)
            for path, base in possible_places(repo, file, mention)
            if path in repo.listing.tracked and (text := repo.text(path)) is not None
        ]
        lines = [text.count("\n") + 1 for _, _, text in known]
        if lines and mention.line > max(lines) and len(known[0][2]) < READ_LIMIT:
            path, base, text = known[0]
            named = replace(mention, path=f"{mention.path}:{mention.line}")
            cause = Cause("short", to=path, count=len(text.splitlines()))
            yield Dead(file, named, path, cause, base, certain=True)
