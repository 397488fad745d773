"""Where a setting is written: what every message about a configuration begins with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

Key = str | int


@dataclass(frozen=True, slots=True)
class Where:
    """A key of a configuration: its file, the text of that file, and the path of the key in it.

    `table` is the table of the file that is the configuration: `tool.agentslint` of a
    pyproject.toml. Written out it is `agentslint.toml:3: rules.dead-path.allow`, without the last
    `unsaid` of the keys.
    """

    path: str
    text: str = ""
    table: tuple[Key, ...] = ()
    keys: tuple[Key, ...] = ()
    unsaid: int = 0

    def at(self, *keys: Key) -> Where:
        """A key below this one."""
        return replace(self, keys=(*self.keys, *keys))

    def on(self, key: Key) -> Where:
        """This key, on the line where it holds another: for a message that names that one itself."""
        return replace(self.at(key), unsaid=1)

    def __str__(self) -> str:
        from agentslint.core import toml_lines

        said = self.keys[: len(self.keys) - self.unsaid]
        line = toml_lines.line(self.text, (*self.table, *self.keys)) if self.text else 0
        place = f"{self.path}:{line}" if line else self.path
        return ": ".join(part for part in (place, dotted(said)) if part)


def dotted(keys: Sequence[Key]) -> str:
    """A path of keys as one writes it: `rules.dead-path.allow[0]`."""
    parts = [f"[{key}]" if isinstance(key, int) else f".{key}" for key in keys]
    return "".join(parts).lstrip(".")
