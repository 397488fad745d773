"""Hatch: the environments of a project."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from agentslint.core import lazy_re
from agentslint.facts.manifests import Table, table, toml_table
from agentslint.facts.memo import each
from agentslint.facts.tasks.answer import Answer, arguments, look_up
from agentslint.repo import Repo, join

TOOLS = ("hatch",)
MANIFESTS = ("pyproject.toml", "hatch.toml")


def ask(repo: Repo, directory: str, words: Sequence[str]) -> Iterator[Answer]:
    """One answer for each environment that the command names."""
    plain, options = arguments(words[1:], ("-e", "--env", "-p", "--project"))
    where, environments = hatch_environments(repo, directory)
    names = [*options.get("-e", ()), *options.get("--env", ())]
    if plain[:1] == ("shell",):
        names += plain[1:2]
    elif plain[:1] == ("run",) and ":" in "".join(plain[1:2]):
        names.append(plain[1].partition(":")[0].lstrip("+"))
    elif plain[:2] in (("env", "run"), ("env", "create"), ("env", "remove")):
        names += plain[2:3] if plain[1] != "run" else ()
    for name in names:
        if not where:
            yield Answer("absent", name, "environment", "pyproject.toml")
            continue
        matrix = any(name.endswith("." + one) or name.startswith(one + ".") for one in environments)
        bare = name.rpartition(".")[0]
        fixed = {
            "default",
            "system",
            "hatch-build",
            "hatch-static-analysis",
            "hatch-test",
            "hatch-uv",
        }
        known = {*environments, *fixed}
        dynamic = any("matrix" in table(value) for value in environments.values())
        complete = not (matrix or bare in known or (dynamic and lazy_re.search(r"\d", name)))
        yield look_up(name, known, kind="environment", where=where, complete=complete)


@each
def hatch_environments(repo: Repo, directory: str) -> tuple[str, Table]:
    """Where hatch is configured, "" for nowhere, and its environments."""
    for name, keys in (("hatch.toml", ("envs",)), ("pyproject.toml", ("tool", "hatch", "envs"))):
        text = repo.text(join(directory, name))
        data = toml_table(text) if text is not None else None
        if found := table(data or {}, *keys):
            return join(directory, name), found
    return "", {}
