"""Settings that a repository's configuration fixes: indentation, quotes, line length, … each with its place.

`setting_files` reads the files.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from agentslint.core import lazy_re
from agentslint.facts import setting_files, type_checkers
from agentslint.facts.branches import workflows
from agentslint.facts.memo import by_name, once
from agentslint.facts.versions.declared import aside
from agentslint.model import Place
from agentslint.repo import Repo, parent, parents, vendored


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: `family` names the languages that it is for, "" for all."""

    name: str
    value: str
    family: str
    text: str
    place: Place


def effective(repo: Repo, name: str, directory: str) -> list[Setting]:
    """What configuration says of a setting for a directory: the nearest file above for each family."""
    found: list[Setting] = []
    settled: set[tuple[str, str]] = set()
    for base in reversed(parents(directory)):
        here = [one for one in _all(repo).get(base, ()) if one.name == name]
        kinds = {(one.family, posixpath.basename(one.place.path)) for one in here}
        found += [
            one for one in here if (one.family, posixpath.basename(one.place.path)) not in settled
        ]
        settled |= kinds
    return found


def below(repo: Repo, name: str, directory: str) -> list[Setting]:
    """What configuration in directories below says of a setting."""
    start = "" if directory == "." else f"{directory}/"
    return [
        one
        for base, rows in _all(repo).items()
        for one in rows
        if one.name == name and base != directory and f"{base}/".startswith(start)
        if not aside(one.place.path, directory)
    ]


@once
def _all(repo: Repo) -> dict[str, list[Setting]]:
    """Every setting, by the directory of the file that has it."""
    found: dict[str, list[Setting]] = {}
    for name, reader in setting_files.READERS.items():
        for path in by_name(repo).get(name, ()):
            text = None if vendored(path) else repo.text(path)
            if text is None:
                continue
            for setting, value, family, key in reader(text):
                one = Setting(setting, value, family, key, _place(path, text, key))
                found.setdefault(parent(path), []).append(one)
    for path in workflows(repo):
        text = repo.text(path) or ""
        for setting, value, family, key in type_checkers.runs(text):
            one = Setting(setting, value, family, key, _place(path, text, key))
            found.setdefault(".", []).append(one)
    return found


def _place(path: str, text: str, key: str) -> Place:
    """Where a file has a setting: the line of its key, or of the last part of that."""
    section = lazy_re.match(r"\[([\w.]+)\]", key)
    wanted = section[1] if section else key.partition("=")[0].strip().rpartition(".")[2]
    pattern = lazy_re.compile(rf"(?<![\w-]){lazy_re.escape(wanted)}(?![\w-])")
    for number, line in enumerate(text.split("\n"), 1):
        if found := pattern.search(line):
            return Place(path, number, found.start() + 1, number, found.end() + 1)
    return Place(path)
