"""A demand to the commands that it asks for: each check of its line, as it is to be typed."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from agentslint.claims import check_commands
from agentslint.core import globs, lazy_re
from agentslint.evidence.normal_form import WHOLE, Ran, ran
from agentslint.evidence.programs import pattern, tool
from agentslint.evidence.required_conditions import Demand
from agentslint.repo import directories, parent
from agentslint.text import placeholders, shell

Exists = Callable[[str], bool]
PATH = lazy_re.compile(r"(?:[\w.-]+/)+[\w.-]+|[\w.-]+/")
OPEN = lazy_re.compile(r"<[^<>\s]+>|\{[^{}]*\}|\$\{?\w+\}?|\.\.\.|…|\[[^\[\]]*\]|[A-Z]{2,}_[A-Z_]+")
SOURCE = lazy_re.compile(r"\.(?:py|js|ts|tsx|jsx|mjs|go|rs|rb|java|kt|cs|swift|php)$")
LOOKS = frozenset(
    "--check --check-only --diff --dry-run --list-different -l --verify --no-write".split()
)


@dataclass(frozen=True, slots=True, order=True)
class Required:
    """A command that instructions require, when, and where they say so.

    `path` is empty where the text is known but not the file it came from. `scope` are the paths
    that it is bound to, none for all; `others` are commands of which one is enough.
    """

    command: str
    gate: str
    path: str
    line: int
    scope: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def directory(self) -> str:
        """The directory whose files the requirement governs."""
        return parent(self.path) if self.path else "."

    def governs(self, path: str) -> bool:
        """Whether a file of its directory is one that it is bound to."""
        return not self.scope or any(_inside(path, scope, self.directory) for scope in self.scope)


def rows_of(demand: Demand) -> Iterator[Required]:
    """The checks of one demand."""
    each, scope = demand.each, demand.scope
    if demand.refused or (demand.conditional and not scope):
        return
    told = not check_commands.kinds(each.command)
    for command in _checks(each.command, told=told):
        others = tuple(other for text in each.others for other in _checks(text))
        yield Required(command, demand.gate, each.path, each.line, scope, others)


def there(row: Required, exists: Exists) -> bool:
    """Whether the paths that a command names are there, beside the file that asks for it or above."""
    for one in shell.simple(row.command):
        for word in one.words[1:]:
            path = word.removesuffix("...").rstrip("/").partition("::")[0]
            if not PATH.fullmatch(path) or path.startswith(("-", "/", "@", "..")):
                continue
            homes = (row.directory, ".")
            places = [posixpath.normpath(posixpath.join(h, one.directory, path)) for h in homes]
            if not any(map(exists, places)):
                return False
    return True


def _checks(line: str, *, told: bool = False) -> Iterator[str]:
    """The simple commands of a line that are checks, each as it is to be typed.

    With `told` the text says that it is to be run, whatever its name says of what it does.
    """
    if len(lines := shell.unrolled(line)) > 1:
        for each in lines:
            yield from _checks(each, told=told)
        return
    commands = shell.split(line)
    kept = [one for one in commands if _is_check(one, told=told)]
    if len(kept) == len(commands) == 1:
        yield line
        return
    for one in kept:
        moved = f"cd {one.directory} && " if one.directory else ""
        yield moved + line[one.start : one.end] if one.end else " ".join(one.words)


def _is_check(command: shell.Command, *, told: bool = False) -> bool:
    """Whether a command looks, and mends nothing; whether it can be run as it is written."""
    for inner in shell.simple(" ".join(command.words)) or (command,):
        if any(_open(word) for word in inner.words[1:]):
            return False
        kind = check_commands.kind_of(inner) or ("other" if told else "")
        words = shell.canonical(inner.words)
        if not kind or not words or any(pattern("required", "aside").search(w) for w in words[1:]):
            return False
        mends = any(word.partition("=")[0] in tool(words[0]).rewrite for word in words[1:])
        mends |= any(pattern("required", "mends").search(word) for word in words[1:])
        mends |= kind == "format" and not any(_looks(word) for word in inner.words[1:])
        if mends and not any(_looks(word) for word in inner.words[1:]):
            return False
    return True


def _looks(word: str) -> bool:
    return word in LOOKS or bool(lazy_re.search(r"(?i)(?:^|[:_.-])check$|Check$|^check", word))


def _open(word: str) -> bool:
    """Whether a word is for the reader to fill in, or only an example."""
    word = word.removesuffix("/...").rstrip("/")
    return bool(OPEN.search(word)) or ("/" in word and placeholders.in_path(word))


def typed(command: str) -> bool:
    """Whether a code span is a command, and not the bare name of a tool."""
    words = command.split()
    known = tool(words[0])
    if directories.product(words[0].removeprefix("./")):
        return False  # where an install put it
    if len(words) == 1 and SOURCE.search(words[0]) and not words[0].startswith("./"):
        return False  # `tests/test_a.py` is a file, `./check.py` a command
    alone = known.known and known.upward != "package.json" and not known.sub
    return len(words) > 1 or "/" in words[0] or alone


def entire(command: str) -> bool:
    """Whether a command asks for no part: not one file, not one test."""
    form = ran_of(command)
    if form is None or form.narrow:
        return False
    known = tool(form.words[0])
    paths = [word for word in form.plain if ("/" in word or "." in word) and word not in WHOLE]
    return known.words != "part" or all(word.endswith(known.suites) for word in paths)


def form_of(row: Required) -> Ran | None:
    """The normal form of a required command, None for a line of several."""
    return ran_of(row.command)


def ran_of(line: str) -> Ran | None:
    """The normal form of a line that is one simple command, None for any other."""
    commands = shell.simple(line)
    if len(commands) != 1:
        return None
    one = commands[0]
    return ran(one.words, one.directory, one.environment)


def _inside(path: str, scope: str, directory: str) -> bool:
    """Whether a file lies in a place that a text names: a directory, a file or a glob."""
    scope = scope.removeprefix("./")
    for top in ("", f"{directory}/" if directory != "." else ""):
        place = f"{top}{scope}".rstrip("/")
        plain = place.removesuffix("/**").removesuffix("/*")
        if path == plain or path.startswith(f"{plain}/") or globs.fits(path, place):
            return True
    return False
