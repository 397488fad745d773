"""How much of its manifests one question may read: includes may name each other without end."""

from __future__ import annotations

from dataclasses import dataclass

MOST = 1_000_000  # characters; no real manifest has as many with all that it includes
FILE = 200  # characters that the opening of a file counts for


@dataclass(slots=True)
class Budget:
    """The characters that are left."""

    left: int = MOST

    def allows(self, characters: int) -> bool:
        """Whether so much may still be read; it is counted."""
        self.left -= characters + FILE
        return self.left >= 0
