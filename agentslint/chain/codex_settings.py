"""What Codex's own settings change for a directory: config.toml of the user and the project.

Facts from codex-cli 0.169.0, asked with recorded trees (fixtures/conformance).
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from agentslint.core import parsing
from agentslint.model import Agent, Failure, User
from agentslint.repo import Repo, Unreadable, join

DEFAULT_HOME = ".codex"
BYTES, FALLBACK, MARKERS = (
    "project_doc_max_bytes",
    "project_doc_fallback_filenames",
    "project_root_markers",
)
MOST_BYTES = 2**63 - 1


def home(user: User) -> str | None:
    """The directory of the user's own Codex files, or None where no user is asked about."""
    if user.environ.get("CODEX_HOME"):
        return user.environ["CODEX_HOME"]
    return posixpath.join(user.environ["HOME"], DEFAULT_HOME) if user.environ.get("HOME") else None


def configure(repo: Repo, agent: Agent, directory: str, user: User) -> Agent:
    """The agent's row as Codex's settings change it for one directory.

    A project's own `.codex/config.toml` counts in trusted projects. Without a user to ask
    about, the project is taken as trusted: that is what Codex asks for on its first start.
    Raises Failure for settings that Codex refuses.
    """
    place = home(user)
    _refuse(repo, user.environ.get("CODEX_HOME", ""))
    own = _load(repo, posixpath.join(place, "config.toml")) if place else {}
    merged: dict[str, Any] = {**own, **user.settings}
    sources = dict.fromkeys(own, "config.toml of the user")
    sources |= dict.fromkeys(user.settings, "-c")
    markers = _names(merged, MARKERS, agent.markers)
    top = root(repo, directory, markers, settled=True)
    levels = _Trust(repo, merged.get("projects"), top, known=place is not None)
    for folder in repo.upwards(directory, top)[::-1]:
        if levels.of(folder) == "trusted" and repo.absolute(join(folder, DEFAULT_HOME)) != place:
            path = join(folder, f"{DEFAULT_HOME}/config.toml")
            for key, value in _own(repo, folder, path).items():
                # the project cannot move its own root, and the command line wins
                if key in (BYTES, FALLBACK) and key not in user.settings:
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
        refusal="the user's config.toml marks this project as untrusted"
        if levels.of(directory, cwd=True) == "untrusted"
        else "",
    )


def _refuse(repo: Repo, place: str) -> None:
    """Raise Failure for a $CODEX_HOME that is set and is no directory, as Codex does."""
    if not place.startswith(("/", "~")):
        return
    try:
        there = place.startswith("/") and repo.kind(place) == "directory"
    except Unreadable:
        there = False
    if not there:
        raise Failure(f"CODEX_HOME={place}: no such directory: Codex does not start: set another")


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


class _Trust:
    """The `[projects]` table: who is trusted, looked up as Codex looks it up."""

    def __init__(self, repo: Repo, table: Any, top: str, *, known: bool) -> None:
        self.repo, self.top = repo, top
        self.levels = table if isinstance(table, Mapping) else {}
        self.known = known or bool(self.levels)

    def of(self, folder: str, *, cwd: bool = False) -> str | None:
        if not self.known:
            return "trusted"
        tried = [folder] if cwd else [folder, self.top]
        for path in tried:
            if (level := self._level(path)) is not None:
                return level
        main = main_checkout(self.repo, folder)
        return self._level(main) if main is not None else None

    def _level(self, path: str) -> str | None:
        for key in (self.repo.absolute(path), self.repo.real(path)):
            row = self.levels.get(key)
            if isinstance(row, Mapping) and row.get("trust_level") in ("trusted", "untrusted"):
                return str(row["trust_level"])
        return None


def main_checkout(repo: Repo, directory: str) -> str | None:
    """The repository root that trust is kept for: a worktree's main checkout; none in a submodule.

    A `.git` directory counts when it has a HEAD.
    """
    for folder in repo.upwards(directory):
        entry = join(folder, ".git")
        if repo.is_file(join(entry, "HEAD")):
            return folder
        if repo.is_file(entry):
            text = (repo.text(entry) or "").strip()
            pointed = text.removeprefix("gitdir:").strip()
            if not text.startswith("gitdir:") or not pointed:
                return None
            place = repo.real(posixpath.join(folder, pointed))
            trees = posixpath.dirname(place)
            if posixpath.basename(trees) != "worktrees":
                return None
            return posixpath.dirname(posixpath.dirname(trees))
    return None


def _own(repo: Repo, folder: str, path: str) -> dict[str, Any]:
    """A project's own settings; a `.codex` that is no directory holds none."""
    try:
        if repo.kind(join(folder, DEFAULT_HOME)) != "directory":
            return {}
        if repo.kind(path) == "directory":
            raise Failure(f"{path}: not a file: Codex cannot start with it")
    except Unreadable as error:
        raise Failure(f"{path}: {error}: Codex cannot start with it") from None
    return _load(repo, path)


def _load(repo: Repo, path: str) -> dict[str, Any]:
    try:
        if repo.kind(path) != "file":
            return {}
        text = repo.file(path).data.decode("utf-8")
    except Unreadable as error:
        raise Failure(f"{path}: {error}: Codex cannot start with it") from None
    except UnicodeDecodeError:
        raise Failure(f"{path}: not UTF-8: Codex cannot start with it") from None
    try:
        return parsing.toml(text)
    except ValueError as error:
        raise Failure(f"{path}: {error}: Codex cannot start with it") from None


def _names(settings: Mapping[str, Any], key: str, default: tuple[str, ...]) -> tuple[str, ...]:
    value = settings.get(key, default)
    if not isinstance(value, list | tuple) or not all(isinstance(name, str) for name in value):
        raise Failure(f"{key}: {value!r} is not a list of names: Codex cannot start with it")
    return tuple(value)


def _bytes(settings: Mapping[str, Any], default: int | None) -> int | None:
    value = settings.get(BYTES, default)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_BYTES:
        raise Failure(f"{BYTES}: {value!r} is not a number of bytes: Codex cannot start with it")
    return value


def settings(given: Iterable[str]) -> dict[str, Any]:
    """`-c KEY=VALUE` as Codex reads it: a dotted key, a TOML value or else a plain text.

    Raises Failure for a word without `=`.
    """
    merged: dict[str, Any] = {}
    for word in given:
        key, equals, value = word.partition("=")
        if not equals or not key.strip():
            raise Failure(f"-c {word}: not KEY=VALUE")
        try:
            table = parsing.toml(f"{key.strip()} = {value.strip()}")
        except ValueError:
            try:
                table = parsing.toml(f"{key.strip()} = ''")
            except ValueError as error:
                raise Failure(f"-c {word}: {error}") from None
            table = _with_leaf(table, value.strip())
        _merge(merged, table)
    return merged


def _with_leaf(table: dict[str, Any], leaf: str) -> dict[str, Any]:
    return {
        key: _with_leaf(value, leaf) if isinstance(value, dict) else leaf
        for key, value in table.items()
    }


def _merge(into: dict[str, Any], table: Mapping[str, Any]) -> None:
    for key, value in table.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            _merge(into[key], value)
        else:
            into[key] = value
