"""Whether a file says of another, below it or above, that it may differ.

"`web/` uses npm" in the root's file declares what web's file says; "these rules replace the root's" in
web's file declares it there. What is declared is no contradiction, however it is worded.
"""

from __future__ import annotations

import posixpath
from functools import lru_cache

from agentslint.claims import instructions, precedence
from agentslint.claims.demands import stem
from agentslint.core import lazy_re
from agentslint.model import File, Instruction
from agentslint.repo.paths import parent
from agentslint.text import tongues
from agentslint.text.instruction_files import OVERRIDE, TWINS
from agentslint.text.lexicon import WORD, fold
from agentslint.text.units import marks

_CODE = lazy_re.compile(r"`([^`]+)`")
_PATH = lazy_re.compile(r"(?<![\w/])((?:\./)?[\w@.-]+(?:/[\w@.-]+)*/)(?![\w])")


def declared(outer: Instruction, far: File, near: File, subject: frozenset[str]) -> bool:
    """Whether one of two files that are read together says that the nearer one may differ.

    `subject` are the words of what they differ in, as `demands.stem` leaves them.
    """
    if _replaces(near):
        return True
    if not outer.absolute and any(r.winner == precedence.NEAREST for r in precedence.rulings(far)):
        return True
    home = posixpath.relpath(parent(near.path), parent(far.path))
    return any(_excuses(text, subject) for text in _naming(far, home))


def _excuses(text: str, subject: frozenset[str]) -> bool:
    """Whether a sentence that names a directory says of it what its file says, or that it differs."""
    found = marks(text)
    if found.get("exception") or found.get("scope:nearest"):
        return True
    return not subject.isdisjoint(stem(word) for word in WORD.findall(fold(text)))


@lru_cache(maxsize=1024)
def _naming(file: File, home: str) -> tuple[str, ...]:
    """The sentences of a file that name a directory below it, without that name."""
    names = {home, *(_tails(home))}
    found = []
    for one in instructions.of(file):
        if one.slot:
            continue
        for named in (*_CODE.findall(one.text), *_PATH.findall(one.text)):
            if _directory(named) in names:
                found.append(one.text.replace(named, " "))
                break
    return tuple(found)


def _tails(home: str) -> list[str]:
    """A directory by the last of its names, and by the first: `packages/` holds `packages/web`."""
    parts = home.split("/")
    return ["/".join(parts[at:]) for at in range(len(parts))] + [
        "/".join(parts[:to]) for to in range(1, len(parts))
    ]


def _directory(named: str) -> str:
    named = named.strip().removeprefix("./").removeprefix("/")
    for end in (OVERRIDE, *TWINS, "**", "*"):
        named = named.removesuffix(end).rstrip("/") if named.endswith(end) else named.rstrip("/")
    return named


@lru_cache(maxsize=1024)
def _replaces(near: File) -> bool:
    """Whether a file says that it takes the place of what is above it."""
    return any(_takes_place(one.text) for one in instructions.of(near) if not one.slot)


def _takes_place(text: str) -> bool:
    """Whether a sentence says of the file above, or of all others, that this one takes its place."""
    if not tongues.of(text).replaces.scan(text):
        return False
    above = marks(text).get("scope:outermost", ())
    return any(text[start:end].lower() not in _ITSELF for start, end in above)


_ITSELF = ("this file",)
