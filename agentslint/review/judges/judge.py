"""What every judge is: something that takes a prompt and gives a text, or fails with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class JudgeFailure(Exception):
    """This question got no answer. `again` is whether it may get one later, `wait` when, in seconds."""

    def __init__(self, reason: str, *, again: bool = True, wait: float = 0.0) -> None:
        super().__init__(reason)
        self.again = again
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Reply:
    """What was answered, and how many tokens that took where the judge says so."""

    text: str
    asked: int = 0
    answered: int = 0


class Judge(Protocol):
    """Somebody who is asked. `name` tells one from another: what one answered is not asked of it again."""

    @property
    def name(self) -> str: ...

    def ask(self, prompt: str) -> Reply:
        """Raises JudgeFailure."""
