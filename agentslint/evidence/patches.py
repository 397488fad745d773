"""The patch text of Codex's editing tool to the files it names."""

from __future__ import annotations

import os
from collections.abc import Iterator

from agentslint.core import lazy_re
from agentslint.evidence.session import Op, Touch

HEAD = lazy_re.compile(r"^\*\*\* (Add|Update|Delete) File: (.+)$", lazy_re.MULTILINE)
MOVE = lazy_re.compile(r"^\*\*\* Move to: (.+)$", lazy_re.MULTILINE)


def touches(patch: str, directory: str) -> Iterator[Touch]:
    """The files a patch changes, absolute when `directory` is."""
    heads = list(HEAD.finditer(patch))
    ends = [*(head.start() for head in heads), len(patch)]
    for head, end in zip(heads, ends[1:], strict=True):
        path = _place(directory, head[2])
        move = MOVE.search(patch, head.end(), end)
        lines = patch[head.end() + 1 : end]
        if move:
            changed = Op("section", patch[move.end() + 1 : end], path)
            yield Touch(_place(directory, move[1]), "add", changed)
            yield Touch(path, "delete", Op("delete"))
        elif head[1] == "Add":
            yield Touch(path, "add", Op("write", _added(lines)))
        elif head[1] == "Delete":
            yield Touch(path, "delete", Op("delete"))
        else:
            yield Touch(path, "update", Op("section", lines))


def _added(lines: str) -> str:
    return "".join(f"{row[1:]}\n" for row in lines.split("\n") if row.startswith("+"))


def _place(directory: str, name: str) -> str:
    return os.path.normpath(os.path.join(directory, name.rstrip()))
