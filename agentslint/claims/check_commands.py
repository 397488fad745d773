"""Command lines as checks: what a command verifies, if anything."""

from __future__ import annotations

import posixpath
from functools import lru_cache

from agentslint.core import lazy_re
from agentslint.repo import directories
from agentslint.text.shell import Command, canonical, simple, unrolled
from agentslint.text.tools import shipped

_PARTS = lazy_re.compile(r"[:/_.\-\s]+")
# `spotlessCheck` and `testDebugUnitTest` are tasks of these
_CAMEL = frozenset({"gradle", "gradlew", "mage", "sbt", "mill", "fastlane"})
_HUMP = lazy_re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SCRIPT = lazy_re.compile(
    r"(?:\.{0,2}/|[\w.-]+/)(?:[\w.-]+/)*[\w-]+$|[\w./-]*[\w-]\.(?:sh|bash|py|js|mjs|cjs|ts|ps1|bat|rb|pl)$"
)
_BESIDE = frozenset({"", ".", ".."})  # `./check`
# what watches never ends, and passes nothing
_WATCH = lazy_re.compile(r"^(?:--)?watch(?:all)?$|[:_.-]watch$", lazy_re.IGNORECASE)
_NO_CHECK = frozenset(
    "install add init ci remove uninstall upgrade autoupdate i link create new serve server".split()
)

_TASKS = frozenset("make just task mage rake invoke".split())
_INSTALLERS = frozenset({"npm", "pnpm", "yarn", "bun"})


@lru_cache(maxsize=8192)
def kinds(line: str) -> tuple[str, ...]:
    """What a command line checks: test, lint, typecheck, format, build, other; empty for nothing."""
    commands = (command for each in unrolled(line) for command in simple(each))
    return tuple(dict.fromkeys(kind for command in commands if (kind := kind_of(command))))


def kind_of(command: Command) -> str:
    """What one simple command checks, "" for nothing."""
    tools = shipped()
    parts = canonical(command.words)
    if not parts:
        return ""
    program = parts[0].removesuffix(".exe")
    if _sets_up(program, command.words, parts[1:3]) or any(
        _WATCH.search(word) for word in parts[1:]
    ):
        return ""
    if " ".join((program, *parts[1:2])) in tools.testers:
        return "test"  # `node --test`
    if program in tools.checks:
        return "format" if program == "ruff" and "format" in parts[1:] else tools.checks[program]
    if program == "git":
        return "other" if parts[1:2] == ("diff",) and "--check" in parts else ""
    script = _SCRIPT.match(command.words[0]) and _runs(command.words[0])
    named = [program] if script else []
    if program in tools.runners:
        named += _arguments(parts)
    if program in _CAMEL:
        named = [_HUMP.sub("-", name) for name in named]
    found = [part for name in named for part in _PARTS.split(name.lower()) if part]
    for part in found:
        if tools.parts.get(part, "build") != "build":
            return tools.parts[part]
    return "build" if any(tools.parts.get(name) == "build" for name in _targets(named)) else ""


def _sets_up(program: str, typed: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Whether a command installs or begins something: `npm ci` does, `just ci` and `npm run ci` check."""
    if "ci" in words and (program not in _INSTALLERS or "run" in typed[1:3]):
        words = tuple(word for word in words if word != "ci")
    return not _NO_CHECK.isdisjoint(words)


def _runs(path: str) -> bool:
    """Whether a path may be a program: `scripts/check` is one, `src/types` a directory."""
    *folders, name = path.split("/")
    beside = not _BESIDE.isdisjoint(folders)
    return "." in name or bool(name and (beside or directories.scripts(path)))


def _targets(named: list[str]) -> list[str]:
    """The parts of targets; a path through `dist/` or `build/` builds nothing."""
    return [part for name in named if "/" not in name for part in _PARTS.split(name.lower())]


def _arguments(parts: tuple[str, ...]) -> list[str]:
    """The words that name what a runner is to do: no options, no more than the first three."""
    return [word for word in parts[1:] if not word.startswith("-") and "=" not in word][:3]


@lru_cache(maxsize=8192)
def is_task(text: str) -> bool:
    """Whether a command line runs a task by its name, or a script of the repository."""
    found = simple(text)
    if len(found) != 1:
        return False
    words = canonical(found[0].words)
    if not words or _sets_up(words[0], found[0].words, words[1:3]):
        return False
    if _SCRIPT.match(found[0].words[0]) and _runs(found[0].words[0]):
        return "/" in found[0].words[0]
    tasks = words[0] in _TASKS or words[:2] in (("npm", "run"), ("pnpm", "run"), ("yarn", "run"))
    return tasks and len(words) > 1 + (words[0] not in _TASKS)


@lru_cache(maxsize=8192)
def is_command(text: str) -> bool:
    """Whether a code span is a command line, and not a name or a path."""
    tools = shipped()
    first = text.split()[0] if text.split() else ""
    program = posixpath.basename(first)
    if program in tools.checks:
        return True
    if len(text.split()) > 1:
        found = simple(text)
        known = bool(found) and posixpath.basename(found[0].words[0])
        return known in tools.runners or known in tools.checks or bool(_SCRIPT.match(first))
    return bool(lazy_re.match(r"\.?/?[\w./-]+\.sh$", text))
