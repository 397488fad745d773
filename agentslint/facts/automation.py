"""What CI and the git hooks of a repository come to: the text of their files and of all that these call."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from agentslint.core import lazy_re
from agentslint.facts import scripts
from agentslint.facts.branches import workflows
from agentslint.facts.manifests import json_table, table
from agentslint.facts.memo import Table, by_name, once
from agentslint.repo import Repo, vendored
from agentslint.text import shell, tools

# files of CI beside GitHub's workflows
_CI = lazy_re.compile(
    r"\.gitlab-ci[\w.-]*\.ya?ml|\.gitlab/.*\.ya?ml|\.circleci/config\.ya?ml|\.travis\.ya?ml|azure-pipelines[\w.-]*\.ya?ml|"
    r"Jenkinsfile|\.buildkite/.*\.ya?ml|bitbucket-pipelines\.yml|\.drone\.yml|\.woodpecker(?:/.*)?\.ya?ml|\.cirrus\.yml|"
    r"appveyor\.yml|\.azure/.*\.ya?ml|\.forgejo/workflows/.*|\.gitea/workflows/.*|\.semaphore/.*\.ya?ml|cloudbuild\.ya?ml"
)
_ACTION = lazy_re.compile(r"\.github/actions/.*/action\.ya?ml")
_HOOKS = lazy_re.compile(
    r"(?:.*/)?(?:\.husky|\.githooks|\.hooks|githooks|git-hooks|hooks|scripts|tools|bin|dev)(?:/.*)?/[^/]+"
)
# where hooks are listed by tools of their own
_LISTS = (
    "lefthook.yml",
    "lefthook.yaml",
    ".lefthook.yml",
    ".lefthook.yaml",
    ".pre-commit-config.yaml",
    "prek.toml",
    "hk.pkl",
    ".overcommit.yml",
)
_LIST_NAMES = ("lefthook", "pre-commit", "prek", "overcommit", "hk")
_COMMENT = lazy_re.compile(r"^\s*(?:#|//)[^\n]*$|\s#\s[^\n]*$", lazy_re.M)
_TOKEN = lazy_re.compile(r"(?<![\w/.@-])(?:\.{1,2}/)*[\w@.-]+(?:/[\w@.-]+)*")
_MANAGER = lazy_re.compile(
    r"(?<![\w./-])(?:npm|pnpm|yarn|bun|npx|bunx|turbo|nx|lerna|deno)\b[^\n;&|]*"
)
_RECIPE = lazy_re.compile(
    r"(?:^[ \t]*(?:-[ \t]+)?|run:\s*|[;&|{(][ \t]*)(make|gmake|just)[ \t]+(?:-C[ \t]+(\S+)[ \t]+)?([^\n;&|]*)",
    lazy_re.M,
)
# programs that run what no line of theirs says, and workflows that stand elsewhere
_OPAQUE = lazy_re.compile(
    r"(?<![\w./@-])(?:tox|nox|nix|nix-shell|bazel|bazelisk|earthly|dagger|mage|task|mise|rake|poe|poetry\s+poe|invoke|inv|hatch\s+run|"
    r"pdm\s+run|cargo\s+(?:xtask|make)|moon|buck2?|pants|"
    r"devbox|devenv|wireit|rush|meltano|melos|fvm)(?![\w/.-]*\w=)(?=\s|$)"
    r"|\./(?:x|do|go|build|ci|run|test|check)\b|uses:\s*[\w.-]+/[\w.-]+/\.github/workflows/"
)
_SCRIPT = lazy_re.compile(
    r".*\.(?:sh|bash|zsh|fish|ps1|py|js|mjs|cjs|ts|mts|rb|pl|php|lua|go|rs|ya?ml|toml)|[\w.-]*/[\w./-]*|Dockerfile[\w.-]*"
)
_IMAGE = lazy_re.compile(r"Dockerfile|Containerfile|compose[\w.-]*\.ya?ml$")
_MARKS = "\"'`,:;()[]{}"  # what stands around a word of a line
_DEEPEST = 4
_LONGEST = 1_000_000  # characters of all that is reached


@dataclass(frozen=True, slots=True)
class Reach:
    """What one runner comes to: its own files, the text of these and of all that they call.

    opaque   what it calls that no file here answers for; empty where all is known
    """

    files: tuple[str, ...]
    text: str
    opaque: str


_KNOWN: Table[str, Reach | None] = Table()


def of(repo: Repo, runner: str) -> Reach | None:
    """What CI ("ci") or the hook of a name runs; None where the repository has no such runner."""
    return _KNOWN.get(repo, runner, lambda: _of(repo, runner))


def _of(repo: Repo, runner: str) -> Reach | None:
    files = _ci(repo) if runner == "ci" else _hook(repo, runner)
    opened = [repo.text(path) or "" for path in files]
    opened += [] if runner == "ci" else list(_listed(repo, runner))
    return _reach(repo, files, opened) if files or any(opened) else None


@once
def _ci(repo: Repo) -> tuple[str, ...]:
    others = [
        path for path in repo.listing.ordered if _CI.fullmatch(path) or _ACTION.fullmatch(path)
    ]
    return (*workflows(repo), *others)


def _hook(repo: Repo, name: str) -> tuple[str, ...]:
    """The scripts that are called like a hook, and the configurations of tools that list hooks."""
    found = [
        path
        for path in repo.listing.ordered
        if name in path and _HOOKS.fullmatch(path) and not vendored(path)
        if posixpath.basename(path).startswith(name) and not path.endswith((".md", ".sample"))
    ]
    return (*found, *(path for path in _LISTS if path in repo.listing.tracked))


def _listed(repo: Repo, name: str) -> Iterator[str]:
    """What package.json lists for a hook."""
    for path in by_name(repo).get("package.json", ()):
        data = json_table(repo.text(path) or "") if path.count("/") < 2 else None
        for row in (
            table(data, "husky", "hooks"),
            table(data, "simple-git-hooks"),
            table(data, "gitHooks"),
        ):
            if isinstance(row.get(name), str):
                yield str(row[name])


def _reach(repo: Repo, files: Iterable[str], opened: list[str]) -> Reach:
    """The text of some files, and level by level of the files and tasks that it names."""
    seen = set(files)
    told: list[str] = []
    level = opened
    for _ in range(_DEEPEST):
        bare = [_COMMENT.sub("", text) for text in level]
        told += bare
        if sum(map(len, told)) > _LONGEST:
            return Reach(tuple(files), "\n".join(told), "more than can be read")
        level = [text for each in bare for text in _called(repo, each, seen)]
        if not level:
            break
    text = "\n".join(told)
    opaque = _OPAQUE.search(text) or _unknown_task(repo, text)
    return Reach(tuple(files), text, opaque[0] if opaque else "more" if level else "")


def _called(repo: Repo, text: str, seen: set[str]) -> Iterator[str]:
    for token in set(_TOKEN.findall(text)):
        path = (
            posixpath.normpath(token).lstrip("./")
            if token[:1] == "." and "/" in token[:3]
            else token
        )
        if path in seen or not _SCRIPT.fullmatch(path):
            continue
        for known in [path] if path in repo.listing.tracked else _ending(repo, path):
            if known not in seen and not known.endswith((".md", ".json", ".lock")):
                seen.add(known)
                yield repo.text(known) or ""
    if "lint-staged" in text and "lint-staged" not in seen:
        seen.add("lint-staged")
        yield from _lint_staged(repo)
    if "docker" in text and "docker" not in seen:
        seen.add("docker")
        images = (
            path for name, paths in by_name(repo).items() if _IMAGE.search(name) for path in paths
        )
        yield from (repo.text(path) or "" for path in images if not vendored(path))
    if "pre-commit" in text and ".pre-commit-config.yaml" not in seen:
        seen.add(".pre-commit-config.yaml")
        yield repo.text(".pre-commit-config.yaml") or ""
    yield from _tasks(repo, text, seen)


def _ending(repo: Repo, path: str) -> list[str]:
    """Scripts that a line names from another directory than the root."""
    near = by_name(repo).get(posixpath.basename(path), [])
    return [one for one in near if one.endswith(f"/{path}") and not vendored(one)][:3]


def _lint_staged(repo: Repo) -> Iterator[str]:
    for name, paths in by_name(repo).items():
        if "lintstaged" in name or "lint-staged" in name:
            yield from (repo.text(path) or "" for path in paths)
    for path in by_name(repo).get("package.json", ()):
        data = json_table(repo.text(path) or "") or {}
        yield str(data.get("lint-staged", ""))


def _tasks(repo: Repo, text: str, seen: set[str]) -> Iterator[str]:
    """The bodies of the scripts and recipes that a text calls."""
    for line in {hit[0] for hit in _MANAGER.finditer(text)}:
        for word in line.split()[1:]:
            name = word.strip(_MARKS)
            for script in _scripts(repo).get(name, ()):
                key = f"script {name} {script}"
                if key not in seen:
                    seen.add(key)
                    yield script
    for hit in _RECIPE.finditer(text):
        for word in (each.strip(_MARKS) for each in hit[3].split()):
            key = f"{hit[1]} {word}"
            if key not in seen and (found := _recipe(repo, hit[1], hit[2] or ".", word)):
                seen.add(key)
                yield found


def _recipe(repo: Repo, tool: str, directory: str, word: str) -> str:
    homes = dict.fromkeys((directory.strip("\"'"), ".", *_homes(repo)))
    for home in homes:
        script = scripts.of(repo, home, [tool, word])
        if script is not None:
            return script.text.replace("; ", "\n")
    return ""


@once
def _homes(repo: Repo) -> tuple[str, ...]:
    """The directories that have a Makefile or a justfile."""
    names = ("Makefile", "makefile", "GNUmakefile", "justfile", "Justfile")
    found = [path for name in names for path in by_name(repo).get(name, ()) if not vendored(path)]
    return tuple(posixpath.dirname(path) or "." for path in found[:20])


@once
def _scripts(repo: Repo) -> dict[str, tuple[str, ...]]:
    """The scripts of all packages by their names."""
    found: dict[str, tuple[str, ...]] = {}
    for path in by_name(repo).get("package.json", ()):
        if vendored(path):
            continue
        for name, line in table(json_table(repo.text(path) or ""), "scripts").items():
            if isinstance(line, str):
                found[name] = (*found.get(name, ()), line)
    return found


def _unknown_task(repo: Repo, text: str) -> lazy_re.Match[str] | None:
    """A recipe that is called and not found here."""
    for hit in _RECIPE.finditer(text):
        named = (each.strip(_MARKS) for each in hit[3].split())
        words = [word for word in named if lazy_re.fullmatch(r"[a-z][\w-]*", word)]
        if words and not any(_recipe(repo, hit[1], hit[2] or ".", word) for word in words):
            return hit
    return None


def runs(reach: Reach, command: str) -> bool:
    """Whether a text runs a command, in whatever spelling: its program and what it does on one line."""
    found = shell.simple(command)
    words = (
        [word for word in shell.canonical(found[0].words) if not word.startswith("-")]
        if found
        else []
    )
    return not words or any(_named(reach.text, shape) for shape in _shapes(words))


def _shapes(words: list[str]) -> Iterator[str]:
    program = lazy_re.escape(posixpath.basename(words[0]))
    rest = [
        word
        for word in words[1:]
        if lazy_re.fullmatch(r"[\w:.@/-]+", word) and word not in ("run", "exec", "x", "tool")
    ]
    if words[0] in (
        "npm",
        "pnpm",
        "yarn",
        "bun",
        "npx",
        "bunx",
        "make",
        "just",
        "uv",
        "poetry",
        "uvx",
        "pipx",
        "deno",
        "turbo",
        "nx",
    ):
        # whoever calls a task may call it in another way
        yield rf"(?<![\w-]){lazy_re.escape(rest[0])}(?![\w-])" if rest else program
    elif rest and lazy_re.fullmatch(r"[a-z][\w-]*", rest[0]):
        sub = lazy_re.escape(rest[0])
        yield rf"(?<![\w-]){program}\b[^\n]*(?<![\w-]){sub}(?![\w-])"
        own = rf"{program}|{sub}" if words[0] in tools.shipped().checks else sub
        yield rf"uses:[^\n]*(?<![a-z])(?:{own})(?![a-z])"
        yield rf"id:[^\n]*{program}-{sub}"
    else:
        yield rf"(?<![\w-]){program}"


def _named(text: str, shape: str) -> bool:
    return lazy_re.search(shape, text, lazy_re.I) is not None
