"""pre-commit and prek: the hooks of the configuration."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from agentslint.facts.manifests import entries, table, yaml_table
from agentslint.facts.tasks.answer import Answer, arguments, look_up
from agentslint.repo import Repo

TOOLS = ("pre-commit", "prek")
MANIFESTS = (".pre-commit-config.yaml",)


def ask(repo: Repo, directory: str, words: Sequence[str]) -> Iterator[Answer]:
    """The answer for the hook that `run` names."""
    plain, options = arguments(
        words[1:],
        ("-c", "--config", "--files", "--hook-stage", "--from-ref", "--to-ref", "-s", "-o"),
    )
    if plain[:1] != ("run",) or len(plain) < 2 or {"-c", "--config"} & set(options):
        return
    path = ".pre-commit-config.yaml"
    text = repo.text(path)
    if text is None:
        yield Answer("absent", plain[1], "hook", path)
        return
    hooks = _hooks(text)
    yield look_up(plain[1], hooks, kind="hook", where=path, complete=bool(hooks))


@lru_cache(maxsize=16)
def _hooks(text: str) -> frozenset[str]:
    """The hooks of a configuration, by id and by alias."""
    rows = entries(table(yaml_table(text)).get("repos"), "hooks")
    hooks = [hook for row in rows if isinstance(row, list) for hook in row]
    named = [hook.get(key) for hook in hooks if isinstance(hook, dict) for key in ("id", "alias")]
    return frozenset(name for name in named if isinstance(name, str))
