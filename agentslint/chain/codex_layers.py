"""Codex's settings of a machine and its user: which files say something, and who beats whom.

From the lowest to the highest: /etc/codex/config.toml, $CODEX_HOME/config.toml, the profile that
`-p` names, a trusted project's own (see codex_settings), `-c`, /etc/codex/managed_config.toml.
Facts from codex-cli 0.171.0, asked (fixtures/conformance/codex-special.jsonl).
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from agentslint.core import lazy_re, parsing
from agentslint.model import Failure, User
from agentslint.repo import Repo, Unreadable

SYSTEM = "/etc/codex/config.toml"
MANAGED = "/etc/codex/managed_config.toml"
DEFAULT_HOME = ".codex"
PLAIN_NAME = lazy_re.compile(r"[A-Za-z0-9_-]+")
STOPS = "Codex cannot start with it"


@dataclass(frozen=True, slots=True)
class Layers:
    """What the layers say together, and where each key was said last.

    below   those that a trusted project's settings beat, above those that beat them
    """

    below: Mapping[str, Any] = field(default_factory=dict)
    above: Mapping[str, Any] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)


def home(user: User) -> str | None:
    """The directory of the user's own Codex files, or None where no user is asked about."""
    if user.environ.get("CODEX_HOME"):
        return user.environ["CODEX_HOME"]
    return posixpath.join(user.environ["HOME"], DEFAULT_HOME) if user.environ.get("HOME") else None


def refuse(repo: Repo, place: str) -> None:
    """Raise Failure for a $CODEX_HOME that is set and is no directory, as Codex does."""
    try:
        there = not place or repo.kind(place) == "directory"
    except Unreadable:
        there = False
    if not there:
        raise Failure(f"CODEX_HOME={place}: no such directory: Codex does not start: set another")


def layers(repo: Repo, user: User) -> Layers:
    """The layers of one user on one machine; of `-c` alone without a user. Raises Failure."""
    place = home(user)
    if place is None:
        return Layers({}, user.settings, dict.fromkeys(user.settings, "-c"))
    own = posixpath.join(place, "config.toml")
    files = [SYSTEM, own, *_profile(repo, user, place, own)]
    sources: dict[str, str] = {}
    below: dict[str, Any] = {}
    for path in files:
        _add(below, sources, load(repo, path), _told(path, own))
    above: dict[str, Any] = {}
    _add(above, sources, user.settings, "-c")
    _add(above, sources, load(repo, MANAGED), MANAGED)
    _legacy({**below, **above})
    return Layers(below, above, sources)


def _told(path: str, own: str) -> str:
    return "config.toml of the user" if path == own else path


def _profile(repo: Repo, user: User, place: str, own: str) -> list[str]:
    """The file that `-p NAME` adds. Raises Failure for a name that Codex does not take."""
    if user.profile is None:
        return []
    if not PLAIN_NAME.fullmatch(user.profile):
        raise Failure(
            f"-p {user.profile}: not a plain name: {STOPS}: name a profile such as `work`"
        )
    said = load(repo, own)
    table = said.get("profiles")
    if said.get("profile") == user.profile or (
        isinstance(table, Mapping) and user.profile in table
    ):
        raise Failure(
            f"{own}: a [profiles.{user.profile}] of the old form is there besides -p: {STOPS}: "
            f"move it to {user.profile}.config.toml"
        )
    return [posixpath.join(place, f"{user.profile}.config.toml")]


def _legacy(merged: Mapping[str, Any]) -> None:
    name = merged.get("profile")
    if isinstance(name, str):
        raise Failure(
            f"config.toml: profile = {name!r} is of the old form: {STOPS}: "
            f"use `codex -p {name}` with {name}.config.toml"
        )


def _add(into: dict[str, Any], sources: dict[str, str], said: Mapping[str, Any], path: str) -> None:
    merge(into, said)
    sources.update(dict.fromkeys(said, path))


def load(repo: Repo, path: str) -> dict[str, Any]:
    """The table of a settings file, empty where there is none. Raises Failure."""
    try:
        kind = repo.kind(path)
        if kind == "missing":
            return {}
        if kind != "file":
            raise Failure(f"{path}: not a file: {STOPS}")
        text = repo.file(path).data.decode("utf-8-sig")
    except Unreadable as error:
        raise Failure(f"{path}: {error}: {STOPS}") from None
    except UnicodeDecodeError:
        raise Failure(f"{path}: not UTF-8: {STOPS}") from None
    try:
        return parsing.toml(text)
    except ValueError as error:
        raise Failure(f"{path}: {error}: {STOPS}") from None


def merge(into: dict[str, Any], table: Mapping[str, Any]) -> None:
    """Put one table over another, tables within each other key by key."""
    for key, value in table.items():
        if isinstance(value, Mapping):
            below = into.get(key)
            into[key] = dict(below) if isinstance(below, Mapping) else {}
            merge(into[key], value)
        else:
            into[key] = value
