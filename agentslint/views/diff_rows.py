"""The plain values of a comparison, schema `diff`, version 1. The types are the schema."""

from __future__ import annotations

from typing import Literal, TypedDict

from agentslint.core.json_schema import Count
from agentslint.model import Fate, Modality
from agentslint.views.explain import CheckRow

Schema = Literal["agentslint.diff/1"]


class BytesRow(TypedDict):
    """Bytes of the budget used."""

    before: int
    after: int


class MetRow(TypedDict):
    """A file with its fate now."""

    path: str
    fate: Fate | Literal["removed"]
    why: str


class FilesRow(TypedDict):
    """Which files contribute, and did not; the reverse; and with another text."""

    entered: list[MetRow]
    left: list[MetRow]
    changed: list[str]


class ToldRow(TypedDict):
    """One instruction."""

    path: str
    line: Count
    modality: Modality
    text: str


class ReplacedRow(TypedDict):
    """An instruction that took another's place."""

    before: ToldRow
    after: ToldRow


class VerifiedRow(CheckRow):
    """A command that has to pass, as it is written."""

    text: str


class VerificationRow(TypedDict):
    """Which commands have to pass by now, and which no more."""

    gained: list[VerifiedRow]
    lost: list[VerifiedRow]


class EffectRow(TypedDict):
    """What changed for the agent in some directories."""

    agent: str
    directories: list[str]
    bytes: BytesRow
    failure: str
    files: FilesRow
    gained: list[ToldRow]
    lost: list[ToldRow]
    replaced: list[ReplacedRow]
    verification: VerificationRow


class Difference(TypedDict):
    """`diff --format json`."""

    schema: Schema
    root: str
    base: str
    head: str | None
    changes: list[EffectRow]
