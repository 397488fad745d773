"""What a tree of files can be asked, whether it lies on disk or in memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, Protocol

from agentslint.io.disk_queries import Unreadable

__all__ = ["READ_LIMIT", "Kind", "Tree", "Unreadable"]

Kind = Literal["file", "directory", "other", "missing"]

# What is read of one instruction file: 128 times the budget of the agent that cuts first.
READ_LIMIT = 4 * 1024 * 1024


class Tree(Protocol):
    root: str

    def kind(self, path: str) -> Kind: ...
    def size(self, path: str) -> int: ...
    def target(self, path: str) -> str | None: ...
    def real(self, path: str) -> str: ...
    def read(self, path: str, limit: int) -> bytes: ...
    def names(self, path: str) -> list[str]: ...
    def walk(self, top: str = "") -> Iterator[tuple[str, Kind]]: ...
    def closed(self, top: str = "") -> bool: ...
