"""Task (taskfile.dev): the tasks of a Taskfile, its includes followed."""

from __future__ import annotations

import fnmatch
import posixpath
import re
from collections.abc import Iterator, Sequence

from agentslint.repo import Repo, join
from agentslint.tasks.answer import Answer, arguments, look_up, words_of
from agentslint.tasks.formats import yaml_block, yaml_keys

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
        tasks, closed = read(repo, path)
        if any(
            "*" in one and fnmatch.fnmatchcase(task, re.sub(r"[\[?]", r"[\g<0>]", one))
            for one in tasks
        ):
            yield Answer("defined", task, "task", path)
        else:
            yield look_up(task, tasks, kind="task", where=path, complete=closed)


def find(repo: Repo, directory: str) -> str | None:
    """The Taskfile in the directory, or the first one above."""
    while True:
        for name in MANIFESTS:
            if repo.is_file(path := join(directory, name)):
                return path
        if directory in (".", ""):
            return None
        directory = posixpath.dirname(directory) or "."


def read(repo: Repo, path: str, depth: int = 0) -> tuple[list[str], bool]:
    """The names of the tasks, and whether there can be no others."""
    text = repo.text(path)
    names = None if text is None or depth > DEPTH else yaml_keys(text, "tasks")
    if text is None or names is None:
        return [], False
    closed = bool(names)
    found = list(names)
    for name in names:
        block = "\n".join(yaml_block(text, "tasks", name) or [])
        found += re.findall(r"^\s+alias(?:es)?:\s*\[?([\w:, -]+)\]?\s*$", block, re.M)
    found = [part.strip() for one in found for part in one.split(",")]
    included = yaml_keys(text, "includes")
    for space in included or ():
        inner, known = _included(repo, path, text, space, depth)
        found += [f"{space}:{name}" for name in inner]
        closed = closed and known
    return found, closed and included is not None


def _included(repo: Repo, path: str, text: str, space: str, depth: int) -> tuple[list[str], bool]:
    """The tasks of one include, written short or long."""
    block = "\n".join(yaml_block(text, "includes") or [])
    short = re.search(rf"^\s*{re.escape(space)}:\s*['\"]?([^\s'\"#]+)", block, re.M)
    rows = "\n".join(yaml_block(text, "includes", space) or [])
    long = re.search(r"^\s*taskfile:\s*['\"]?([^\s'\"#]+)", rows, re.M)
    value = long[1] if long else short[1] if short else ""
    place = posixpath.normpath(join(posixpath.dirname(path) or ".", value))
    # a flattened or internal include gives its tasks other names
    if not value or "{{" in value or "flatten:" in rows:
        return [], False
    for candidate in [place, *(join(place, name) for name in MANIFESTS)]:
        if repo.is_file(candidate):
            return read(repo, candidate, depth + 1)
    return [], False
