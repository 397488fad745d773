"""Commands that are no tasks: programs run by their path, and options that a tool does not have."""

from __future__ import annotations

import posixpath
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from agentslint import late as re
from agentslint.repo import Repo, parents, vendored
from agentslint.tasks.answer import placeholder

INTERPRETERS = frozenset(
    "bash sh zsh python python3 node tsx ts-node ruby perl php pwsh powershell deno bun".split()
)
SOURCE = re.compile(r"^[\w@.-]+(?:/[\w@.+-]+)*\.(?:sh|bash|zsh|py|[cm]?[jt]sx?|rb|pl|php|ps1)$")
# where builds and installs put what is run
PRODUCT = re.compile(
    r"(?:^|/)(?:node_modules|\.venv|venv|env|dist|build|out|target|bin|_build|obj|\.next|tmp|temp|"
    r"\.bin|vendor|coverage|generated|\.cache)/"
)


@dataclass(frozen=True, slots=True)
class Lost:
    """A program that is not where the command looks for it. `stands` is where the only one is."""

    path: str
    stands: str = ""


def lost(repo: Repo, directory: str, words: Sequence[str], *, named: bool) -> Lost | None:
    """The script that a command runs by its path, if no directory it may run in has it.

    Git-ignored paths, products of a build and paths out of the repository are passed over.
    """
    path = _script(words)
    if path is None or placeholder(path) or path.startswith(("..", "/", "~")):
        return None
    bare = posixpath.normpath(path)
    tried = [directory] if named else list(reversed(parents(directory)))
    places = [posixpath.normpath(posixpath.join(folder, bare)) for folder in tried]
    if any(repo.exists(place) or place in repo.listing.tracked for place in places):
        return None
    if PRODUCT.search(bare) or repo.ignored(places):
        return None
    name = posixpath.basename(bare)
    same = [p for p in _by_name(repo, name) if not vendored(p)]
    # the same path below another directory: the text means to run it there
    if any(p.endswith("/" + bare) for p in same):
        return None
    return Lost(bare, same[0] if len(same) == 1 else "")


def unknown_option(words: Sequence[str]) -> tuple[str, str, str] | None:
    """The tool, an option given to it that it does not have, and what it has instead or ""."""
    program = posixpath.basename(words[0])
    table = _options()
    for key in (f"{program} {words[1]}" if len(words) > 1 else program, program):
        for word in words[1:]:
            if word == "--":
                break
            name = word.partition("=")[0]
            if name in table.get(key, {}):
                return key, name, table[key][name]
    return None


def _script(words: Sequence[str]) -> str | None:
    if words[0].startswith("./"):
        # a wrapper may come from a package; a bare word may be a build product
        return words[0] if "/" in words[0][2:] or "." in words[0][2:] else None
    if posixpath.basename(words[0]) not in INTERPRETERS:
        return words[0] if SOURCE.match(words[0]) and "/" in words[0] else None
    rest = [word for word in words[1:] if word not in ("run", "-u", "-x", "-e", "-ex", "-File")]
    if rest and SOURCE.match(rest[0].removeprefix("./")) and not rest[0].startswith("-"):
        return rest[0]
    return None


def _by_name(repo: Repo, name: str) -> Iterator[str]:
    return (path for path in sorted(repo.listing.tracked) if posixpath.basename(path) == name)


@cache
def _options() -> dict[str, dict[str, str]]:
    text = resources.files(__package__).joinpath("options.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
