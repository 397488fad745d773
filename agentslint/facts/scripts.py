"""What a task runs in the end: the lines of a script or recipe, those of the tasks that it calls among them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agentslint.core import lazy_re
from agentslint.facts.tasks import just, make, workspaces
from agentslint.facts.versions.declared import line_of
from agentslint.model import Place, text_place
from agentslint.repo import Repo, parents
from agentslint.text import shell

_DEEPEST = 5  # tasks that call each other
_MANAGERS = ("npm", "pnpm", "yarn", "bun")
_PLAIN = lazy_re.compile(r"[\w:.-]+")


@dataclass(frozen=True, slots=True)
class Script:
    """A task: the simple commands that it comes to, and the place that defines it.

    `whole` says that nothing in it hides what is run: no task or file that cannot be looked into.
    """

    name: str
    commands: tuple[tuple[str, ...], ...]
    text: str
    place: Place
    whole: bool


def of(repo: Repo, directory: str, words: Sequence[str]) -> Script | None:
    """The task that a command names, seen from a directory; None where it is not known."""
    tool, rest = words[0], [word for word in words[1:] if not word.startswith("-")]
    if tool in _MANAGERS:
        if rest[:1] in (["run"], ["run-script"]):
            rest = rest[1:]
        return _package(repo, directory, rest[0], 0) if len(rest) == 1 else None
    if tool in ("make", "gmake", "just") and len(rest) == 1:
        return _recipe(repo, directory, tool, rest[0], 0)
    return None


def named(repo: Repo, directory: str, name: str) -> Script | None:
    """The script or recipe of a name, whatever runs it."""
    return _package(repo, directory, name, 0) or _recipe(repo, directory, "make", name, 0)


def _package(repo: Repo, directory: str, name: str, depth: int) -> Script | None:
    for base in reversed(parents(directory)):
        package = workspaces.package(repo, base)
        if package is None:
            continue
        line = package.scripts.get(name)
        if line is None:
            return None
        place = line_of(package.path, repo.text(package.path) or "", f'"{name}"')
        return _made(repo, base, name, [line], place, depth)
    return None


def _recipe(repo: Repo, directory: str, tool: str, name: str, depth: int) -> Script | None:
    room = just if tool == "just" else make
    for base in reversed(parents(directory)):
        path = room.find(repo, base)
        if path is None:
            continue
        text = repo.text(path) or ""
        head = lazy_re.search(
            rf"^@?{lazy_re.escape(name)}[^\n:=]*:(?!=)([^\n=]*)\n((?:[ \t]+[^\n]*\n|\n)*)",
            text + "\n",
            lazy_re.M,
        )
        if head is None:
            return None
        lines = [line.strip().lstrip("@-+") for line in head[2].splitlines() if line.strip()]
        needed = [f"{tool} {word}" for word in head[1].split("#")[0].split()]
        place = text_place(path, text, head.start(), head.start() + len(name))
        return _made(repo, base, name, [*needed, *lines], place, depth)
    return None


def _made(repo: Repo, base: str, name: str, lines: list[str], place: Place, depth: int) -> Script:
    found: list[tuple[str, ...]] = []
    whole = depth < _DEEPEST
    for line in lines:
        for words, known in _commands(repo, base, line, depth):
            found.append(words)
            whole = whole and known
    return Script(name, tuple(found), "; ".join(lines), place, whole and bool(found))


def _commands(
    repo: Repo, base: str, line: str, depth: int
) -> Iterator[tuple[tuple[str, ...], bool]]:
    """The simple commands of a line, each with whether that is all it does."""
    for command in shell.simple(line):
        words = shell.canonical(command.words)
        inner = None
        if depth < _DEEPEST and words:
            inner = _called(repo, base, words, depth + 1)
        if inner is not None:
            yield from ((each, inner.whole) for each in inner.commands)
        elif words:
            yield words, bool(_PLAIN.fullmatch(words[0])) and "$" not in line


def _called(repo: Repo, base: str, words: tuple[str, ...], depth: int) -> Script | None:
    rest = [word for word in words[1:] if not word.startswith("-")]
    if words[0] in _MANAGERS and rest:
        name = rest[1] if rest[0] in ("run", "run-script") and len(rest) > 1 else rest[0]
        return _package(repo, base, name, depth)
    if words[0] in ("make", "just") and len(rest) == 1:
        return _recipe(repo, base, words[0], rest[0], depth)
    return None
