"""How code may write a name, and which of some names a text holds as words."""

from __future__ import annotations

from collections.abc import Iterable

from agentslint.core import lazy_re

SINGLE = 16  # words that are sooner looked for one by one than among all of a text's
# what is no part of a word becomes a space: a text is split in a fifth of the time that a pattern takes
WORDS = bytes(
    byte if byte > 127 or chr(byte).isalnum() or chr(byte) in "_$" else 32 for byte in range(256)
)
TOKEN = lazy_re.compile(r"[A-Za-z_$][\w$]*")


def spellings(name: str) -> tuple[str, ...]:
    """How code may write a name: `--dry-run` is `dry_run` in Python, and `dryRun` elsewhere."""
    if not name.startswith("--"):
        return (name,)
    parts = name.strip("-").split("-")
    camel = parts[0] + "".join(part.capitalize() for part in parts[1:])
    every = (name, "-".join(parts), "_".join(parts), camel, camel[:1].upper() + camel[1:])
    return tuple(dict.fromkeys(every))


def spelt(names: Iterable[str]) -> dict[bytes, list[str]]:
    """The names that each spelling may stand for."""
    found: dict[bytes, list[str]] = {}
    for name in names:
        for spelling in spellings(name):
            found.setdefault(spelling.encode(), []).append(name)
    return found


def words_of(data: bytes, wanted: frozenset[bytes]) -> frozenset[bytes]:
    """Those of some words that a text holds as words."""
    if len(wanted) <= SINGLE:
        wanted = frozenset(word for word in wanted if word in data)
    return wanted and wanted.intersection(data.translate(WORDS).split())


def lines_with(data: bytes, marks: Iterable[bytes]) -> bytes:
    """The lines of a text that hold one of some marks, in order."""
    spans: dict[int, int] = {}
    for mark in marks:
        at = data.find(mark)
        while at >= 0:
            start, end = data.rfind(b"\n", 0, at) + 1, data.find(b"\n", at)
            spans[start] = end if end >= 0 else len(data)
            at = data.find(mark, end) if end >= 0 else -1
    return b"\n".join([data[start : spans[start]] for start in sorted(spans)])
