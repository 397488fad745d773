"""Options that documents give to the repository's own programs, and that no file here has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agentslint.claims.commands import asked
from agentslint.core import lazy_re
from agentslint.facts import memo, names, own_programs
from agentslint.model import File, Place
from agentslint.repo import Repo, vendored
from agentslint.text import placeholders
from agentslint.verdicts.symbols import GUIDE

_OPTION = lazy_re.compile(r"(--(?:no-)?[a-z][a-z0-9]*(?:-[a-z0-9]+)*)(?:=.*)?")
# what parsers have by themselves
_GIVEN = frozenset(
    {"--help", "--version", "--verbose", "--quiet", "--debug", "--color", "--no-color"}
)


@dataclass(frozen=True, slots=True)
class Unknown:
    """An option of a command that runs `program`, which this repository makes or holds."""

    option: str
    program: str
    place: Place


def unknown(repo: Repo, files: Sequence[File]) -> Iterator[Unknown]:
    """The options that no file of the repository has, in document order."""
    given = [one for file in files if not _abroad(file) for one in _given(repo, file)]
    if not given:
        return
    wanted = {name for one in given for name in (one.option, _positive(one.option))}
    found = names.look(repo, wanted, [file.path for file in files])
    for one in given:
        if found.complete and {one.option, _positive(one.option)} <= found.absent:
            yield one


def _abroad(file: File) -> bool:
    return vendored(file.path) or GUIDE.search(file.path) is not None


def _positive(option: str) -> str:
    """`--no-cache` is made of `--cache` by most parsers."""
    return f"--{option.removeprefix('--no-')}" if option.startswith("--no-") else option


@memo.of_file
def _given(repo: Repo, file: File) -> list[Unknown]:
    return list(_read(repo, file)) if "--" in file.text else []


def _read(repo: Repo, file: File) -> Iterator[Unknown]:
    for one in asked(file, repo.listing.directories):
        words = one.command.words
        if not any(word.startswith("--") for word in words) or one.exemplary:
            continue
        program = own_programs.named(repo, one.directory, words)
        for word in words[program[1] :] if program else ():
            if word == "--":
                break
            option = _OPTION.fullmatch(word)
            if option and program and option[1] not in _GIVEN and not placeholders.in_path(word):
                yield Unknown(option[1], program[0], one.place(option[1]))
