"""What commands a repository defines: one module for each family of task runners, found by its name.

To add a runner, add a module that offers what `Runner` says, and the program's name in `text/tools.toml`.

Manifests are read as text and never executed. What cannot be read, or may define tasks that
text does not show, answers "unknown".
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol, cast

from agentslint.facts.memo import once
from agentslint.facts.read_budget import Budget
from agentslint.facts.tasks import nx, turbo, workspaces
from agentslint.facts.tasks.answer import TEMPLATES, Answer, Verdict, folded
from agentslint.repo import Repo, join, parents, vendored
from agentslint.text import tools

__all__ = ["TOOLS", "Answer", "Verdict", "ask", "folded"]

MOST = 600  # manifests elsewhere in the repository that one question is put to


class Runner(Protocol):
    """What a module of this package offers: the tools it speaks for and their manifests' names."""

    TOOLS: tuple[str, ...]
    MANIFESTS: tuple[str, ...]

    def ask(self, repo: Repo, directory: str, words: Sequence[str]) -> Iterator[Answer]: ...


def _runners() -> Iterator[Runner]:
    """The modules of this package that are runners, by name."""
    for found in iter_modules(__path__):
        module = import_module(f"{__name__}.{found.name}")
        if hasattr(module, "MANIFESTS"):
            yield cast(Runner, module)


MODULES = tuple(_runners())
RUNNERS = {tool: module for module in MODULES for tool in module.TOOLS}
TOOLS = frozenset(RUNNERS)
BEHIND = frozenset({*turbo.TOOLS, *nx.TOOLS})


def ask(
    repo: Repo,
    directory: str,
    words: Sequence[str],
    *,
    named: bool = False,
    budget: Budget | None = None,
) -> list[Answer]:
    """What the repository says of one simple command: an answer for each task it names.

    `directory` is where the command runs if the text names one (`named`), else where the text
    stands: then a task may also be defined by any directory above, or elsewhere, and only what
    is defined nowhere is "missing". A tool that no module knows has no answers. Many questions
    may share a `budget` of manifests elsewhere: once that is spent, nothing is "missing" for
    which those had to be asked.
    """
    line = _line(repo, directory, words)
    runner = RUNNERS.get(line[0]) if line else None
    if runner is None:
        return []
    here = [directory] if named else list(reversed(parents(directory)))
    rows = [list(runner.ask(repo, folder, line)) for folder in here]
    found = [_first(answers) for answers in zip(*_even(rows), strict=True)]
    if not any(answer.verdict in ("missing", "absent") for answer in found):
        return found
    if runner.TOOLS[0] in _hidden(repo) or _to_be_made(repo, runner, here):
        return [answer for answer in found if answer.verdict not in ("missing", "absent")]
    if named:
        return found
    return _elsewhere(repo, runner, here, line, found, budget or Budget())


def _line(repo: Repo, directory: str, words: Sequence[str]) -> list[str]:
    """The words without directories of the program; `pnpm turbo test` is `turbo test`.

    A package manager runs the program of a dependency where no script is called so.
    """
    line = [posixpath.basename(word) for word in words[:1]] + list(words[1:])
    behind = len(line) > 1 and line[0] in tools.shipped().managers and line[1] in BEHIND
    if behind and all(line[1] not in one.scripts for one in workspaces.packages(repo)):
        return line[1:]
    return line


def _elsewhere(
    repo: Repo,
    runner: Runner,
    here: Sequence[str],
    line: Sequence[str],
    found: list[Answer],
    budget: Budget,
) -> list[Answer]:
    """Drop what some other manifest of the repository defines: the text may mean that one.

    A directory with a manifest of its own means that one and those below, no sibling's.
    """
    # a file that may also be another tool's (pyproject.toml) is none of its own if it is silent
    own = any(repo.is_file(join(here[0], name)) for name in runner.MANIFESTS) and any(
        answer.verdict != "absent" for answer in runner.ask(repo, here[0], line)
    )
    below = f"{here[0]}/" if own and here[0] != "." else ""
    for folder in _places(repo)[runner.TOOLS[0]][:MOST]:
        if folder in here or not folder.startswith(below):
            continue
        if not budget.allows(0):
            return [answer for answer in found if answer.verdict not in ("missing", "absent")]
        others = list(runner.ask(repo, folder, line))
        if len(others) != len(found):
            # the runner is here after all, and names its tasks another way
            if others and all(answer.verdict == "absent" for answer in found):
                return others
            continue
        for number, other in enumerate(others):
            if _replaceable(found[number]) and other.verdict in ("defined", "idle", "unknown"):
                found[number] = replace(other, verdict="unknown")
            elif found[number].verdict == "absent" and other.verdict == "unsure":
                found[number] = other  # it may name a program that a manifest down there installs
    return found


def _replaceable(answer: Answer) -> bool:
    """Whether a task may be another manifest's: not if this one has it but for a hyphen."""
    spelt = answer.near and folded(answer.near) == folded(answer.task)
    return answer.verdict in ("missing", "absent") and not spelt and not answer.instead


@once
def _places(repo: Repo) -> dict[str, tuple[str, ...]]:
    """The directories that hold a manifest of a runner, by the first of its tools."""
    return {module.TOOLS[0]: tuple(_folders(repo, module.MANIFESTS)) for module in MODULES}


def _folders(repo: Repo, names: Sequence[str]) -> dict[str, None]:
    paths = [path for name in names for path in repo.listing.by_name.get(name, ())]
    paths.sort(key=lambda one: (one.count("/"), one))
    return {posixpath.dirname(path) or ".": None for path in paths if not vendored(path)}


def _to_be_made(repo: Repo, runner: Runner, here: Sequence[str]) -> bool:
    """Whether the manifest in force is a template: it stands nearer than any manifest does."""
    templates = _templates(repo)[runner.TOOLS[0]]
    for folder in here if templates else ():
        if any(repo.is_file(join(folder, name)) for name in runner.MANIFESTS):
            return False
        if folder in templates:
            return True
    return False


@once
def _templates(repo: Repo) -> dict[str, frozenset[str]]:
    """The directories that hold a template of a manifest, by the first tool of the runner."""
    return {
        module.TOOLS[0]: frozenset(
            posixpath.dirname(path) or "."
            for name in module.MANIFESTS
            for end in TEMPLATES
            for path in repo.listing.by_name.get(name + end, ())
        )
        for module in MODULES
    }


@once
def _hidden(repo: Repo) -> frozenset[str]:
    """The runners of which a tracked manifest is not on disk: a sparse checkout, a deletion."""
    return frozenset(
        module.TOOLS[0]
        for module in MODULES
        for name in module.MANIFESTS
        for path in repo.listing.by_name.get(name, ())
        if path in repo.listing.tracked and not repo.is_file(path)
    )


def _first(answers: Sequence[Answer]) -> Answer:
    """The answer in force: the nearest directory that has a manifest and the task."""
    for wanted in (("defined", "idle", "unknown"), ("missing",), ("unsure",), ("absent",)):
        for answer in answers:
            if answer.verdict in wanted:
                return answer
    return answers[0]


def _even(rows: list[list[Answer]]) -> list[list[Answer]]:
    """The rows that answer for as many tasks as the nearest one does."""
    rows = [row for row in rows if row]
    return [row for row in rows if len(row) == len(rows[0])] if rows else []
