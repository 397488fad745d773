"""Task (taskfile.dev): the tasks of a Taskfile, its includes followed."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence

from agentslint.core import globs
from agentslint.facts.manifests import Table, table, texts, yaml_table
from agentslint.facts.memo import each
from agentslint.facts.read_budget import Budget
from agentslint.facts.tasks.answer import Answer, arguments, look_up, nearest_manifest, words_of
from agentslint.repo import Repo, join

TOOLS = ("task", "go-task")
MANIFESTS = (
    "Taskfile.yml",
    "taskfile.yml",
    "Taskfile.yaml",
    "taskfile.yaml",
    "Taskfile.dist.yml",
    "taskfile.dist.yml",
    "Taskfile.dist.yaml",
    "taskfile.dist.yaml",
)
VALUED = words_of("-d --dir -t --taskfile -o --output -C --concurrency -I")
NOT_RUNNING = {"-l", "--list", "-a", "--list-all", "--init", "-i", "--help", "-h", "-g", "--global"}
DEPTH = 6


def ask(repo: Repo, directory: str, words: Sequence[str]) -> Iterator[Answer]:
    """One answer for each task that the command names."""
    plain, options = arguments(words[1:], VALUED)
    for option in ("-d", "--dir"):
        for value in options.get(option, ()):
            directory = posixpath.normpath(join(directory, value))
    if NOT_RUNNING & set(options):
        return
    named = [*options.get("-t", ()), *options.get("--taskfile", ())]
    path = join(directory, named[0]) if named else find(repo, directory)
    for task in [word for word in plain if "=" not in word]:
        if path is None or not repo.is_file(path):
            yield Answer("absent", task, "task", "Taskfile.yml")
            continue
        tasks, stars, closed = _tasks(repo, path)
        if any(star.match(task) for star in stars):
            yield Answer("defined", task, "task", path)
        else:
            yield look_up(task, tasks, kind="task", where=path, complete=closed)


def find(repo: Repo, directory: str) -> str | None:
    """The Taskfile in the directory, or the first one above."""
    return nearest_manifest(repo, directory, MANIFESTS)


@each
def _tasks(repo: Repo, path: str) -> tuple[frozenset[str], list[re.Pattern[str]], bool]:
    """The tasks of a Taskfile, the patterns among them, and whether there can be no others."""
    tasks, closed = read(repo, path)
    found = frozenset(tasks)
    stars = [re.sub(r"[\[?]", r"[\g<0>]", one) for one in sorted(found) if "*" in one]
    return found, [re.compile(globs.shell(star)) for star in stars], closed


def read(
    repo: Repo, path: str, depth: int = 0, budget: Budget | None = None
) -> tuple[list[str], bool]:
    """The names of the tasks, and whether there can be no others."""
    budget = budget or Budget()
    text = repo.text(path)
    if text is None or depth > DEPTH or not budget.allows(len(text)):
        return [], False
    data = yaml_table(text)
    if data is None:
        return [], False
    tasks = table(data, "tasks")
    found = list(tasks)
    for task in tasks.values():
        row = task if isinstance(task, dict) else {}
        found += [*texts(row.get("aliases")), *texts(row.get("alias"))]
    closed = bool(tasks)
    for space, include in table(data, "includes").items():
        row = include if isinstance(include, dict) else {"taskfile": include}
        inner, known = _included(repo, path, row, depth, budget)
        for name in (space, *texts(row.get("aliases"))):
            found += [f"{name}:{task}" for task in inner if budget.allows(0)]
        closed = closed and known
    return found, closed and budget.left >= 0


def _included(
    repo: Repo, path: str, row: Table, depth: int, budget: Budget
) -> tuple[list[str], bool]:
    """The tasks of one include."""
    value = row.get("taskfile")
    # a flattened or internal include gives its tasks other names
    if not isinstance(value, str) or "{{" in value or row.get("flatten"):
        return [], False
    place = posixpath.normpath(join(posixpath.dirname(path) or ".", value))
    for candidate in [place, *(join(place, name) for name in MANIFESTS)]:
        if repo.is_file(candidate):
            return read(repo, candidate, depth + 1, budget)
    return [], False
