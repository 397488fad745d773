"""Turborepo: the tasks of all turbo.json."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from agentslint.facts.manifests import json_table, table
from agentslint.facts.memo import once
from agentslint.facts.tasks.answer import UNKNOWN, Answer, arguments, look_up, words_of
from agentslint.repo import Repo

TOOLS = ("turbo",)
MANIFESTS = ("turbo.json", "turbo.jsonc")
TURBO = words_of(
    "run watch prune link unlink login logout ls gen generate daemon bin scan telemetry "
    "boundaries query docs info config completion"
)


def ask(repo: Repo, directory: str, words: Sequence[str]) -> Iterator[Answer]:
    """One answer for each task that the command names."""
    plain, _ = arguments(words[1:], ("--filter", "-F", "--cwd", "--concurrency", "--cache-dir"))
    tasks = (
        plain[1:] if plain[:1] == ("run",) else plain if plain[:1] and plain[0] not in TURBO else ()
    )
    named = repo.listing.by_name
    paths = sorted((*named.get("turbo.json", ()), *named.get("turbo.jsonc", ())))
    if not tasks:
        return
    known = _pipelines(repo)
    if known is None:
        yield UNKNOWN
        return
    for task in tasks:
        if not paths:
            yield Answer("absent", task, "task", "turbo.json")
        else:
            name = task.rpartition("#")[2]
            yield look_up(name, known, kind="task", where=paths[0])


@once
def _pipelines(repo: Repo) -> frozenset[str] | None:
    """The tasks of all turbo.json, or None where one of them cannot be read."""
    known: set[str] = set()
    for name in ("turbo.json", "turbo.jsonc"):
        for path in repo.listing.by_name.get(name, ()):
            data = json_table(repo.text(path) or "")
            if data is None:
                return None
            tasks = (*table(data, "tasks"), *table(data, "pipeline"))
            known.update(task.rpartition("#")[2] for task in tasks)
    return frozenset(known)
