"""mise: the tasks of its configurations and of its directories of task files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from agentslint.facts.manifests import Table, table, texts, toml_table
from agentslint.facts.memo import each
from agentslint.facts.tasks.answer import UNKNOWN, Answer, arguments, look_up, moved, words_of
from agentslint.repo import Repo, join, parents

TOOLS = ("mise",)
# https://mise.jdx.dev/configuration.html
MANIFESTS = ("mise.toml", ".mise.toml", "mise.local.toml", ".mise.local.toml")
FOLDERED = (
    "mise/config.toml",
    ".mise/config.toml",
    ".config/mise.toml",
    ".config/mise/config.toml",
)
# https://mise.jdx.dev/tasks/file-tasks.html
FOLDERS = ("mise-tasks", ".mise-tasks", "mise/tasks", ".mise/tasks", ".config/mise/tasks")
VALUED = words_of("-C --cd -j --jobs -E --env -S --shell -t --tool -o --output --timeout")
RUN = ("run", "r")


def ask(repo: Repo, directory: str, words: Sequence[str]) -> Iterator[Answer]:
    """One answer for each task of `mise run a ::: b`, or of `mise tasks run`."""
    plain, options = arguments(words[1:], VALUED)
    directory = moved("mise", directory, options)
    if plain[:2] in (("tasks", "run"), ("tasks", "r")):
        plain = plain[1:]
    if not plain or plain[0] not in RUN:
        return
    named = " ".join(plain[1:]).split(":::")
    where, tasks, closed = _tasks(repo, directory)
    for task in [part.split()[0] for part in named if part.split()]:
        if not where:
            yield Answer("absent", task, "task", MANIFESTS[0])
        elif task.startswith("//") or "*" in task:
            yield UNKNOWN
        else:
            yield look_up(task, tasks, kind="task", where=where, complete=closed)


@each
def _tasks(repo: Repo, directory: str) -> tuple[str, frozenset[str], bool]:
    """The first file that configures mise here or above, all tasks, whether there can be others."""
    where, closed = "", True
    found: set[str] = set()
    for folder in reversed(parents(directory)):
        for name in (*MANIFESTS, *FOLDERED):
            text = repo.text(path := join(folder, name))
            if text is None:
                continue
            where = where or path
            data = toml_table(text)
            closed = closed and data is not None and "includes" not in table(data, "task_config")
            found |= _named(data or {})
        for name in FOLDERS:
            files = list(_files(repo, join(folder, name)))
            where = where or (join(folder, name) if files else "")
            found.update(files)
    return where, frozenset(found), closed


def _named(data: Table) -> set[str]:
    """The tasks of a configuration, by name and by alias."""
    rows = table(data, "tasks")
    aliases = [row.get("alias") for row in rows.values() if isinstance(row, dict)]
    return {*rows, *(alias for row in aliases for alias in texts(row))}


def _files(repo: Repo, folder: str) -> Iterator[str]:
    """The tasks that are files: `mise-tasks/test/unit.sh` is `test:unit`, with its ending or without."""
    for path in repo.listing.below(folder):
        name = path[len(folder) + 1 :].removesuffix("/_default").replace("/", ":")
        yield name
        yield name.partition(".")[0]
