"""A credential in an instruction file."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.chain.context import Context
from agentslint.model import File, Finding, Place
from agentslint.text.secrets import secrets


def check_file(file: File, context: Context) -> Iterator[Finding]:
    text = file.text
    for start, end, what in secrets(text):
        line = text.count("\n", 0, start) + 1
        column = start - (text.rfind("\n", 0, start) + 1) + 1
        yield Finding(
            Place(file.path, line, column, line, column + end - start),
            f"{what} is written here, {_veiled(text[start:end])}: everybody who reads the file, and "
            "every model it is sent to, has it",
        )


def _veiled(secret: str) -> str:
    """The first characters alone: a report must not spread what it warns of."""
    return f"{secret[:4]}… of {len(secret)} characters"
