"""What Codex's own settings change for a directory: config.toml of the user and the project.

Facts from codex-cli 0.169.0 to 0.171.0, asked with recorded trees (fixtures/conformance).
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from agentslint.chain.codex_layers import DEFAULT_HOME, STOPS, home, layers, load, merge, refuse
from agentslint.chain.codex_trust import Trust
from agentslint.core import parsing
from agentslint.model import Agent, Failure, User
from agentslint.repo import Repo, Unreadable, join

__all__ = ["configure", "home", "settings"]

BYTES, FALLBACK, MARKERS = (
    "project_doc_max_bytes",
    "project_doc_fallback_filenames",
    "project_root_markers",
)
LEVELS = ("trusted", "untrusted")
MOST_BYTES = 2**63 - 1


def configure(repo: Repo, agent: Agent, directory: str, user: User) -> Agent:
    """The agent's row as Codex's settings change it for one directory.

    A project's own `.codex/config.toml` counts in trusted projects. Without a user to ask
    about, the project is taken as trusted: that is what Codex asks for on its first start.
    Raises Failure for settings that Codex refuses.
    """
    refuse(repo, user.environ.get("CODEX_HOME", ""))
    place = home(user)
    said = layers(repo, user)
    merged: dict[str, Any] = {}
    for table in (said.below, said.above):
        merge(merged, table)
    sources = dict(said.sources)
    markers = _names(merged, MARKERS, agent.markers)
    top = root(repo, directory, markers, settled=True)
    levels = Trust(repo, _projects(merged), top, known=place is not None)
    for folder in repo.upwards(directory, top)[::-1]:
        if repo.absolute(join(folder, DEFAULT_HOME)) == place:
            continue
        path = join(folder, f"{DEFAULT_HOME}/config.toml")
        for key, value in _own(repo, folder, path, trusted=levels.of(folder) == "trusted").items():
            # the project cannot move its own root, and what stands above it wins
            if key in (BYTES, FALLBACK) and key not in said.above:
                merged[key], sources[key] = value, path
    fallback = _names(merged, FALLBACK, ())
    first = agent.slots[0]
    names = dict.fromkeys([*first, *(name.strip() for name in fallback)])
    return replace(
        agent,
        slots=(tuple(n for n in names if n not in ("", ".", "..") and "/" not in n),),
        markers=tuple(markers),
        budget=_bytes(merged, agent.budget),
        budget_from=sources.get(BYTES, "default"),
        settings_from=tuple(
            (sources[key], key) for key in (BYTES, FALLBACK, MARKERS) if key in sources
        ),
        refusal="the user's config.toml marks this project as untrusted"
        if levels.of(directory, cwd=True) == "untrusted"
        else "",
    )


def root(repo: Repo, directory: str, markers: tuple[str, ...], *, settled: bool = False) -> str:
    """The nearest directory, from `directory` up to the file system's root, that has a marker.

    With `settled`, as Codex looks for its own settings: a `.git` directory needs a HEAD.
    """
    for folder in repo.upwards(directory):
        for marker in markers:
            path = posixpath.join(folder, marker) if marker else folder
            if settled and marker == ".git":
                path = path if repo.is_file(path) else join(path, "HEAD")
            if repo.exists(path):
                return folder
    return directory


def _projects(merged: Mapping[str, Any]) -> Mapping[str, Any]:
    """The `[projects]` table. Raises Failure for one that Codex does not take."""
    table = merged.get("projects", {})
    rows = table.items() if isinstance(table, Mapping) else [("", table)]
    for path, row in rows:
        level = row.get("trust_level", LEVELS[0]) if isinstance(row, Mapping) else row
        if level not in LEVELS:
            raise Failure(
                f'projects."{path}": {level!r} is no trust level: {STOPS}: write "trusted" or "untrusted"'
            )
    return table if isinstance(table, Mapping) else {}


def _own(repo: Repo, folder: str, path: str, *, trusted: bool) -> dict[str, Any]:
    """A project's own settings; a `.codex` that is no directory holds none.

    What cannot be read stops Codex in any project, what cannot be parsed in a trusted one.
    """
    try:
        if repo.kind(folder) != "directory" or (
            repo.kind(join(folder, DEFAULT_HOME)) != "directory"
        ):
            return {}
        if repo.kind(path) == "directory":
            raise Failure(f"{path}: not a file: {STOPS}")
    except Unreadable as error:
        raise Failure(f"{path}: {error}: {STOPS}") from None
    return load(repo, path) if trusted else {}


def _names(settings: Mapping[str, Any], key: str, default: tuple[str, ...]) -> tuple[str, ...]:
    value = settings.get(key, default)
    if not isinstance(value, list | tuple) or not all(isinstance(name, str) for name in value):
        raise Failure(f"{key}: {value!r} is not a list of names: {STOPS}")
    return tuple(value)


def _bytes(settings: Mapping[str, Any], default: int | None) -> int | None:
    value = settings.get(BYTES, default)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_BYTES:
        raise Failure(f"{BYTES}: {value!r} is not a number of bytes: {STOPS}")
    return value


def settings(given: Iterable[str]) -> dict[str, Any]:
    """`-c KEY=VALUE` as Codex reads it: a dotted key as it is written, a TOML value or else a text.

    Quotes in a key are part of it. Raises Failure for a word that is no pair.
    """
    merged: dict[str, Any] = {}
    for word in given:
        key, equals, value = word.partition("=")
        if not equals or not key.strip():
            raise Failure(f"-c {word}: not KEY=VALUE")
        try:
            leaf = parsing.toml(f"x = {value.strip()}")["x"]
        except (ValueError, KeyError):
            leaf = value.strip().strip("\"'")
        for part in reversed(key.strip().split(".")):
            leaf = {part: leaf}
        merge(merged, leaf)
    return merged
