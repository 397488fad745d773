"""What classes and interfaces are made from, as their heads say it: Python, Ruby, and languages that write `extends` or `:`."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from agentslint.core import lazy_re
from agentslint.facts import names
from agentslint.facts.code_files import is_test
from agentslint.facts.memo import once
from agentslint.model import Place
from agentslint.repo import Repo, sample, vendored

_HEAD = re.compile(
    rb"(?<![^\s])(?:class|interface)[ \t]+([A-Z][\w:]*)(?:<[^\n{]{0,120}?>)?([^\n{]{0,400})"
)
# what may stand before it on its line
_BEFORE = re.compile(rb"[ \t]*(?:[\w@]+(?:\([^()\n]{0,80}\))?[ \t]+){0,5}")
_LONGER = (".ts", ".tsx", ".js", ".jsx", ".java", ".kt", ".cs", ".php", ".swift", ".dart")
_BASE = lazy_re.compile(r"[A-Za-z_][\w:.\\]*")
_ARGUMENTS = lazy_re.compile(r"<[^<>]*>|\([^()]*\)|\[[^\[\]]*\]")
_ENDING = {".py": "python", ".rb": "ruby"}


@dataclass(frozen=True, slots=True)
class Head:
    """A class with the last part of its name and of those that it is made from, and its place."""

    name: str
    bases: tuple[str, ...]
    written: str
    place: Place


@once
def heads(repo: Repo) -> tuple[Head, ...]:
    """The classes and interfaces of all code, those of tests and of other people left out."""
    return tuple(
        head
        for path, data in names.code(repo)
        if (b"class " in data or b"interface " in data)
        and not (is_test(path) or vendored(path) or sample(path))
        for head in _heads(path, data)
    )


@once
def by_name(repo: Repo) -> Mapping[str, Sequence[Head]]:
    """The same, by the last part of their names."""
    found: dict[str, list[Head]] = {}
    for head in heads(repo):
        found.setdefault(head.name, []).append(head)
    return found


def _heads(path: str, data: bytes) -> Iterator[Head]:
    language = _ENDING.get(posixpath.splitext(path)[1], "")
    if not language and not path.endswith(_LONGER):
        return
    for found in _HEAD.finditer(data):
        first = data.rfind(b"\n", 0, found.start()) + 1
        if not _BEFORE.fullmatch(data, first, found.start()):
            continue
        name, rest = (found[at].decode("utf-8", "replace") for at in (1, 2))
        if (bases := _bases(language, rest)) is not None:
            start = found.start(1)
            line = data.count(b"\n", 0, start) + 1
            column = start - data.rfind(b"\n", 0, start)
            place = Place(path, line, column, line, column + len(name))
            yield Head(_last(name), tuple(map(_last, bases)), " ".join(bases), place)


def _bases(language: str, rest: str) -> list[str] | None:
    """The bases that a head goes on with; None where it goes on on the next line."""
    plain = rest
    while _ARGUMENTS.search(plain) and language != "python":
        plain = _ARGUMENTS.sub("", plain)
    if language == "python":
        inner = lazy_re.match(r"[ \t]*\(((?:[^()]|\([^()]*\))*)\)[ \t]*:", rest)
        if inner:
            parts = lazy_re.sub(r"\[[^\[\]]*\]", "", inner[1]).split(",")
            return [part.strip() for part in parts if part.strip() and "=" not in part]
        return [] if lazy_re.match(r"[ \t]*:", rest) else None
    if language == "ruby":
        found = lazy_re.match(r"[ \t]*<[ \t]*([\w:]+)", rest)
        return [found[1]] if found else []
    if "(" in plain or plain.rstrip().endswith(("extends", "implements", ",", ":")):
        return None
    behind = lazy_re.split(r"\bextends\b|\bimplements\b|\bwith\b|:", plain)[1:]
    return [base for part in behind for base in _BASE.findall(part) if base != "where"]


def _last(name: str) -> str:
    return lazy_re.split(r"::|\.|\\", name)[-1]
