"""What a Codex file says of a change, as patch text or as an item, to the files that it changes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from agentslint.core import lazy_re
from agentslint.evidence import json_fields
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


def changed(changes: dict[str, Any]) -> Iterator[Touch]:
    """The files of an item that tells of a change, each with what becomes of it."""
    for name, change in changes.items():
        path = json_fields.path(name) or json_fields.text({"path": name}, "path")
        kind, moved = (
            json_fields.text(change, "type"),
            json_fields.path(json_fields.value(change, "move_path")),
        )
        diff = Op("unified", json_fields.text(change, "unified_diff"))
        if moved and moved != path:
            yield Touch(moved, "add", replace(diff, source=path))
            yield Touch(path, "delete", Op("delete"))
        elif kind == "add":
            held = json_fields.value(change, "content")
            told = (
                Op("write", json_fields.text(change, "content")) if isinstance(held, str) else None
            )
            yield Touch(path, "add", told)
        elif kind == "delete":
            yield Touch(path, "delete", Op("delete"))
        else:
            yield Touch(path, "update", diff if diff.text else None)
