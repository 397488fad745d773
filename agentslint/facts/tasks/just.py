"""just: the recipes of a justfile, its imports and modules followed."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from agentslint.core import lazy_re
from agentslint.facts.memo import each
from agentslint.facts.read_budget import Budget
from agentslint.facts.tasks.answer import (
    Answer,
    arguments,
    does_nothing,
    look_up,
    nearest_manifest,
    words_of,
)
from agentslint.repo import Repo, join

TOOLS = ("just",)
MANIFESTS = ("justfile", "Justfile", ".justfile", "JUSTFILE")
VALUED = words_of(
    "-f --justfile -d --working-directory --set --dotenv-path --shell --shell-arg --color "
    "--dotenv-filename --list-heading --list-prefix --command -c --show -s"
)
NOT_RUNNING = {
    "-l",
    "--list",
    "--summary",
    "--show",
    "-s",
    "--evaluate",
    "--dump",
    "--fmt",
    "-c",
    "--command",
    "--init",
    "--choose",
    "--variables",
    "--groups",
    "-e",
    "--edit",
}

NAME = lazy_re.compile(r"^@?([A-Za-z_][\w-]*)(?=[\s:])")
ALIAS = lazy_re.compile(r"^alias\s+([A-Za-z_][\w-]*)\s*:=\s*([\w:-]+)")
IMPORT = lazy_re.compile(r"""^import(\?)?\s+['"]([^'"]+)['"]""")
MODULE = lazy_re.compile(r"""^mod(\?)?\s+([A-Za-z_][\w-]*)(?:\s+['"]([^'"]+)['"])?\s*$""")
DEPTH = 8


@dataclass
class Justfile:
    """Recipes with their lines, modules by name. `closed`: no recipe can be hidden from us."""

    recipes: dict[str, list[str]] = field(default_factory=dict)
    modules: dict[str, Justfile] = field(default_factory=dict)
    closed: bool = True
    budget: Budget = field(default_factory=Budget)


def ask(repo: Repo, directory: str, words: Sequence[str]) -> Iterator[Answer]:
    """The answer for the first recipe of a just command; later words may be its arguments."""
    plain, options = arguments(words[1:], VALUED)
    named = [*options.get("-f", ()), *options.get("--justfile", ())]
    recipes = [word for word in plain if "=" not in word]
    if not recipes or NOT_RUNNING & set(options):
        return
    path = join(directory, named[0]) if named else find(repo, directory)
    task = recipes[0]
    if path is None or not repo.is_file(path):
        yield Answer("absent", task, "recipe", "justfile")
        return
    book = read(repo, path)
    steps = task.split("::")
    if len(steps) == 1 and task in book.modules:
        steps = recipes
    yield _walk(path, book, task, steps)


def find(repo: Repo, directory: str) -> str | None:
    """The justfile that just would take: in the directory, or the first one above."""
    return nearest_manifest(repo, directory, MANIFESTS)


@each
def read(repo: Repo, path: str) -> Justfile:
    """The recipes of a justfile with everything it imports."""
    book = Justfile()
    _read(repo, path, book, 0)
    return book


def _walk(path: str, book: Justfile, task: str, steps: Sequence[str]) -> Answer:
    for number, step in enumerate(steps):
        if step in book.modules:
            book = book.modules[step]
            continue
        if step in book.recipes and does_nothing(step, book.recipes[step]):
            return Answer("idle", task, "recipe", path, why=book.recipes[step][0].lstrip("@-"))
        answer = look_up(step, book.recipes, kind="recipe", where=path, complete=book.closed)
        return (
            answer
            if number == 0
            else look_up(
                step,
                book.recipes,
                kind="recipe",
                where=f"module {steps[number - 1]}",
                complete=book.closed,
            )
        )
    return Answer("defined", task, "recipe", path)


def _read(repo: Repo, path: str, book: Justfile, depth: int) -> None:
    text = repo.text(path)
    if text is None or depth > DEPTH or not book.budget.allows(len(text)):
        book.closed = False
        return
    current: list[str] | None = None
    for line in text.splitlines():
        if line[:1] in (" ", "\t"):
            if current is not None and line.strip():
                current.append(line.strip())
        elif line.strip() and not line.startswith("#") and len(line) < 2000:
            current = _statement(repo, path, line, book, depth)


def _statement(repo: Repo, path: str, line: str, book: Justfile, depth: int) -> list[str] | None:
    folder = posixpath.dirname(path) or "."
    if found := ALIAS.match(line):
        book.recipes.setdefault(found[1], [])
    elif found := IMPORT.match(line):
        inner = posixpath.normpath(join(folder, found[2]))
        if repo.is_file(inner):
            _read(repo, inner, book, depth + 1)
        else:
            book.closed = False
    elif found := MODULE.match(line):
        _module(repo, folder, found[2], found[3], book, depth)
    elif (found := NAME.match(line)) and lazy_re.search(r":(?!=)", line):
        recipe: list[str] = []
        book.recipes[found[1]] = recipe
        return recipe
    return None


def _module(
    repo: Repo, folder: str, name: str, given: str | None, book: Justfile, depth: int
) -> None:
    places = [f"{name}.just", f"{name}/mod.just", *(f"{name}/{one}" for one in MANIFESTS)]
    if given:
        places = [given, f"{given}/mod.just", *(f"{given}/{one}" for one in MANIFESTS)]
    for place in places:
        if not book.budget.allows(0):
            break
        path = posixpath.normpath(join(folder, place))
        if repo.is_file(path):
            book.modules[name] = Justfile(budget=book.budget)
            _read(repo, path, book.modules[name], depth + 1)
            return
    book.modules[name] = Justfile(closed=False)
