"""A name that the code does not have, with what shows it."""

from __future__ import annotations

from dataclasses import dataclass

from agentslint.claims.symbols import Symbol
from agentslint.facts.old_names import Lost
from agentslint.model import Place
from agentslint.repo.history import Gone


@dataclass(frozen=True, slots=True)
class Dead:
    """A name that the code does not have, with what shows it.

    lost      where the code had it once
    gone      the file of its name that was there once
    without   the file that the text places it in, and that does not hold it
    beside    how many of the names beside it are defined, of how many, and the file that defines most
    instead   the one name that may be meant, and its place
    others    how many variables the code reads that begin as it does, and how they begin
    owner     where the class is defined that it is said to be a member of
    said      the text says what it does, and that is all that is known of it
    """

    symbol: Symbol
    lost: Lost | None = None
    gone: Gone | None = None
    without: str = ""
    beside: tuple[int, int, str] = (0, 0, "")
    instead: str = ""
    place: Place | None = None
    others: tuple[int, str] = (0, "")
    owner: Place | None = None
    said: bool = False
