"""Deno: the tasks of a deno.json or package.json."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence

from agentslint.facts.manifests import json_table, table
from agentslint.facts.tasks.answer import UNKNOWN, Answer, arguments, look_up
from agentslint.repo import Repo, join

TOOLS = ("deno",)
MANIFESTS = ("deno.json", "deno.jsonc", "package.json")


def ask(repo: Repo, directory: str, words: Sequence[str]) -> Iterator[Answer]:
    """The answer for the task that `deno task` names."""
    plain, options = arguments(words[1:], ("--cwd", "-c", "--config", "-f", "--filter"))
    if plain[:1] != ("task",) or len(plain) < 2 or options.keys() - {"--quiet", "-q"}:
        return
    here = directory
    while True:
        known: dict[str, object] = {}
        where = ""
        for name in ("deno.json", "deno.jsonc", "package.json"):
            text = repo.text(join(here, name))
            if text is not None:
                data = json_table(text)
                if data is None or "workspace" in data:
                    yield UNKNOWN
                    return
                where = where or join(here, name)
                known |= table(data, "tasks") | table(data, "scripts")
        if where:
            yield look_up(plain[1], known, kind="task", where=where)
            return
        if here in (".", ""):
            yield Answer("absent", plain[1], "task", "deno.json")
            return
        here = posixpath.dirname(here) or "."
