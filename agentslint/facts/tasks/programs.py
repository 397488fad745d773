"""Commands that are no tasks: programs run by their path, projects and options that are not there."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from itertools import pairwise
from typing import Any

from agentslint.core import lazy_re, parsing
from agentslint.facts import code_files
from agentslint.facts.manifests import json_table, table
from agentslint.facts.memo import by_name, each, once
from agentslint.facts.tasks import npm, run_directories
from agentslint.facts.tasks.answer import TEMPLATES
from agentslint.repo import Repo, join, parents, vendored
from agentslint.repo.directories import product
from agentslint.text import placeholders, tools
from agentslint.text.placeholders import in_word

SOURCE = lazy_re.compile(
    r"^[\w@.-]+(?:/[\w@.+-]+)*\.(?:sh|bash|zsh|py|[cm]?[jt]sx?|rb|pl|php|ps1)$"
)
TESTED = lazy_re.compile(r"^[\w.-]+(?:/[\w.-]+)*\.(?:py|[cm]?[jt]sx?|rb|php|rs|go)$")
TWINS = (".ts", ".tsx", ".mts", ".cts", ".in")  # what a file of another ending is made from
PROJECTS = {".csproj": "--project", ".fsproj": "--project", ".vbproj": "--project"} | dict.fromkeys(
    (".sln", ".slnx", ".slnf"), "--solution"
)
NEW = lazy_re.compile(
    r"(?:^|[_.-])new(?:[_.-]|$)"
)  # "new_feature_test.py": one that is to be written
DEEP = 2  # directories of a test's path that make it more than an example of one
WRAPPING = 3  # words of a wrapper in the table of options: what follows them is another program's
CONFIGURED = lazy_re.compile(r"^[\w./-]+\.(?:[cm]?[jt]s|json|toml|ya?ml|ini|cfg)$")
EVERYTHING = ("./...", "//...")  # all packages, as Go and Bazel write it
OPTION = lazy_re.compile(r"-{0,2}[\w:=-]+")  # or a plain word: neither a path nor a placeholder
DECLARING = {
    "python": lazy_re.compile(
        r"pyproject\.toml|.*requirements.*\.(?:txt|in)|setup\.(?:py|cfg)|uv\.lock|poetry\.lock|"
        r"pdm\.lock|Pipfile(?:\.lock)?|environment\.ya?ml|tox\.ini|conda-lock\.yml|.*\.nix"
    ),
    "node": lazy_re.compile(
        r"package\.json|pnpm-lock\.yaml|package-lock\.json|yarn\.lock|bun\.lock|pnpm-workspace\.yaml"
    ),
}


@dataclass(frozen=True, slots=True)
class Lost:
    """A file that is not where a command looks for it.

    `stands` is where the only file of that name is; `gone` says that it was there once; `weak` that
    nothing but its absence speaks against it: the text may only show how one test is run.
    """

    path: str
    stands: str = ""
    gone: bool = False
    weak: bool = False


def lost(
    repo: Repo,
    directory: str,
    words: Sequence[str],
    *,
    named: bool,
    firm: bool = False,
    fenced: bool = False,
) -> Lost | None:
    """The file that a command runs, tests or is configured by, if no directory it may run in has it.

    Git-ignored paths, products of a build and paths out of the repository are passed over, and
    so is a path that nothing speaks for: it was there once, one file of its name stands
    elsewhere, or it is the program and its directory is there. A `firm` command is a manifest's
    own: its program and its configuration need nothing else to speak for them. Of a test that a
    `fenced` command names several directories deep, or in a directory that it names, its absence is told.
    """
    run = script(words)
    configured = _configured(words)
    if not run and (inside := run_directories.of(repo, directory, words)):
        directory, named = inside, True
    for path in [run] if run else [*_tested(words), *configured]:
        if in_word(path) or placeholders.in_path(path) or path.startswith(("..", "/", "~", "-")):
            continue
        bare = posixpath.normpath(path)
        places = [
            posixpath.normpath(posixpath.join(folder, bare))
            for folder in _tried(directory, named=named)
        ]
        if any(repo.exists(place) or place in repo.listing.tracked for place in places):
            continue
        if product(bare) or repo.ignored(places):
            continue
        found = _judged(
            repo, bare, places, sure=path == run or (firm and path in configured), firm=firm
        )
        if found is not None:
            return found
        deep = named or bare.count("/") >= DEEP
        new = NEW.search(posixpath.basename(bare))
        if (
            fenced
            and deep
            and not new
            and path not in (run, *configured)
            and not _elsewhere(repo, bare)
        ):
            return Lost(bare, weak=True)
    return None


def _elsewhere(repo: Repo, bare: str) -> bool:
    """Whether a file stands at this path below another directory, or several have its name."""
    same = [p for p in by_name(repo).get(posixpath.basename(bare), ()) if not vendored(p)]
    return len(same) > 1 or any(path.endswith("/" + bare) for path in same)


def _judged(repo: Repo, bare: str, places: Sequence[str], *, sure: bool, firm: bool) -> Lost | None:
    same = [p for p in by_name(repo).get(posixpath.basename(bare), ()) if not vendored(p)]
    # the same path below another directory: the text means to run it there
    if any(path.endswith("/" + bare) for path in same):
        return None
    folders = {posixpath.dirname(place) for place in places} - {""}
    if len(same) == 1:
        return Lost(bare, same[0])
    if repo.history.held(*places):
        return Lost(bare, gone=True)
    if firm and any(
        repo.exists(posixpath.splitext(place)[0] + end) for place in places for end in TWINS
    ):
        return None
    return Lost(bare) if sure and (firm or folders & repo.listing.directories) else None


def undeclared(repo: Repo, outer: Sequence[str], words: Sequence[str]) -> tuple[str, str] | None:
    """A program that a project-local runner is to run, and the runner, if nothing declares it.

    Any manifest or lock file of the repository that names one of its packages declares it.
    """
    runner = " ".join(outer[:2])
    family = {"uv run": "python", "poetry run": "python", "pdm run": "python"}.get(
        runner, "node" if runner in ("pnpm exec", "yarn exec", "npm exec") else ""
    )
    if not family or not words or "--with" in outer or any(w.startswith("--with=") for w in outer):
        return None
    packages = _table("tools.toml").get(family, {}).get(words[0])
    if packages is None:
        return None
    texts = _declarations(repo)[family]
    if not texts:
        return None
    named = lazy_re.compile(
        "|".join(rf"(?<![\w@/-]){lazy_re.escape(one)}(?![\w-])" for one in packages)
    )
    return None if any(named.search(text) for text in texts) else (words[0], runner)


@once
def _declarations(repo: Repo) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"python": [], "node": []}
    for path in repo.listing.ordered:
        name = posixpath.basename(path)
        for family, pattern in DECLARING.items():
            if pattern.fullmatch(name) and not vendored(path):
                found[family].append(repo.text(path) or "")
    return found


def unfounded(repo: Repo, words: Sequence[str]) -> str | None:
    """The file without which a tool does nothing, if the repository has none of its kind anywhere.

    A command that names a path may mean a project elsewhere.
    """
    tool, behind = posixpath.basename(words[0]), list(words[1:])
    if behind and f"{tool} {behind[0]}" in _table("projects.toml"):
        tool = f"{tool} {behind.pop(0)}"
    row = _table("projects.toml").get(tool)
    if row is None or not behind or behind[0] not in row["commands"]:
        return None
    if any(not OPTION.fullmatch(word) and word not in EVERYTHING for word in behind[1:]):
        return None
    if _founded(repo, tool):
        return None
    first = str(row["manifests"][0])
    return f"{first} file" if "*" in first else first


@each
def _founded(repo: Repo, tool: str) -> bool:
    """Whether any manifest of a tool, or a template of one, lies somewhere in the repository."""
    names = repo.listing.by_name
    for pattern in _table("projects.toml")[tool]["manifests"]:
        if "*" in pattern:
            if any(fnmatchcase(name, pattern) for name in names):
                return True
        elif any(pattern + end in names for end in ("", *TEMPLATES)):
            return True
    return False


def refused(repo: Repo, directory: str, words: Sequence[str]) -> str:
    """Why `dotnet test` does not take a project by its path alone, "" where it does.

    learn.microsoft.com/dotnet/core/tools/dotnet-test: with Microsoft.Testing.Platform, which a
    global.json names since SDK 10, a project follows `--project` and a solution `--solution`.
    """
    if words[:2] != ("dotnet", "test") or len(words) < 3:
        return ""
    option = PROJECTS.get(posixpath.splitext(words[2])[1], "")
    for folder in reversed(parents(directory)) if option else ():
        data = json_table(repo.text(path := join(folder, "global.json")) or "")
        if data is not None:
            sdk = str(table(data, "sdk").get("version", "10"))
            platform = table(data, "test").get("runner") == "Microsoft.Testing.Platform"
            why = f"{path} names Microsoft.Testing.Platform, which takes it by {option}"
            return why if platform and sdk.startswith("10") else ""
    return ""


def unknown_option(words: Sequence[str]) -> tuple[str, str, str] | None:
    """The tool, an option given to it that it does not have, and what it has instead or ""."""
    head = [posixpath.basename(words[0]), *words[1:3]]
    table = _table("options.toml")
    for size in (3, 2, 1):
        key = " ".join(head[:size])
        for word in words[size:] if key in table else ():
            if word == "--" or (size == WRAPPING and not word.startswith("-")):
                break
            name = word.partition("=")[0]
            if name in table[key]:
                return key, name, table[key][name]
    return None


def script(words: Sequence[str]) -> str | None:
    """The file that a command runs, as it names it, where it runs one."""
    if words[0].startswith("./") and not words[0].endswith(":"):  # a key: `"./a.css": "./b.css"`
        # a wrapper may come from a package; a bare word may be a build product
        return words[0] if "/" in words[0][2:] or "." in words[0][2:] else None
    if posixpath.basename(words[0]) not in tools.shipped().interpreters:
        return words[0] if SOURCE.match(words[0]) and "/" in words[0] else None
    rest = [word for word in words[1:] if word not in ("run", "-u", "-x", "-e", "-ex", "-File")]
    if rest and SOURCE.match(rest[0].removeprefix("./")) and not rest[0].startswith("-"):
        return rest[0]
    return None


def _tested(words: Sequence[str]) -> list[str]:
    """The files that a test runner is given, or a script behind `--`; `file::test` names one."""
    if posixpath.basename(words[0]) in npm.TOOLS and "--" in words:
        behind = words[list(words).index("--") + 1 :]
        return [word for word in behind if TESTED.match(word) and code_files.is_test(word)]
    if not tools.takes_paths(words):
        return []
    plain = (word.partition("::")[0].removeprefix("./") for word in words[1:])
    return [word for word in plain if "/" in word and TESTED.match(word)]


def _configured(words: Sequence[str]) -> list[str]:
    """The files that options name as a program's configuration: `--config ./vitest.e2e.config.ts`."""
    if not tools.takes_paths(words):
        return []
    options = tools.shipped().configuring
    named = [value for option, value in pairwise(words) if option in options]
    named += [w.partition("=")[2] for w in words if w.partition("=")[0] in options]
    return [word.removeprefix("./") for word in named if CONFIGURED.match(word)]


def _tried(directory: str, *, named: bool) -> list[str]:
    return [directory] if named else list(reversed(parents(directory)))


@cache
def _table(name: str) -> dict[str, dict[str, Any]]:
    return parsing.read("facts", "tasks", name)
