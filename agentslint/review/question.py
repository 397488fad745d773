"""The nouns of a review: statements, the lines that speak of them, and the question that is made of both."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Literal

from agentslint.model import Place

PROMPT = "1"  # of the words that a reader is asked in: other words are another question
Kind = Literal["claims", "pair"]


@dataclass(frozen=True, slots=True)
class Statement:
    """One block of a document that says something of the repository.

    kind      paragraph, item, row or diagram
    headings  that it stands under, outermost first; `intro` the text that introduces its list or table
    doubts    why what it says is undecided here, one reason each
    described whether it describes; what only demands is asked for less
    """

    place: Place
    text: str
    kind: str
    headings: tuple[str, ...] = ()
    intro: str = ""
    doubts: tuple[str, ...] = ()
    described: bool = True


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What the repository has of a subject: `lines` of a file by number, names in a directory, commits.

    `path` is "" where the lines are of no file; a line's number is then 0.
    """

    path: str
    about: str
    lines: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """Some statements with their evidence, to be judged together.

    Of a pair the two statements are judged as one: whether both can be followed.
    """

    kind: Kind
    statements: tuple[Statement, ...]
    evidence: tuple[Excerpt, ...] = ()

    @property
    def id(self) -> str:
        """A name made of all that a reader is shown: the same question has the same name."""
        told = [
            PROMPT,
            self.kind,
            [[s.place.path, s.text, s.headings, s.intro] for s in self.statements],
            [[e.path, e.about, e.lines] for e in self.evidence],
        ]
        text = json.dumps(told, ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def ids(self) -> tuple[str, ...]:
        """The names of what is to be judged: one for each statement, or one for the pair."""
        if self.kind == "pair":
            return (self.id,)
        return tuple(f"{self.id}.{number}" for number in range(1, len(self.statements) + 1))
