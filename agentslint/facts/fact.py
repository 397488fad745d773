"""One answer of a repository, with the place that gives it."""

from __future__ import annotations

from dataclasses import dataclass

from agentslint.model import Place


@dataclass(frozen=True, slots=True)
class Fact:
    """What the repository says of a subject, and where it says so.

    value is written as a sentence has it: "says 0.5.11", "has 683 lines", "is tracked".
    """

    kind: str
    subject: str
    value: str
    place: Place

    @property
    def text(self) -> str:
        """The place and what it says, as a message has it; a line only where it says one thing."""
        at = self.place
        path = "the root" if at.path == "." else at.path
        where = path if at == Place(at.path) else f"{path}:{at.line}"
        return f"{where} {self.value}"
