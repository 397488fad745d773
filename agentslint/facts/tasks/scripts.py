"""Runners whose tasks are the keys of one file: composer, rake, deno, turbo, nx, pre-commit."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from agentslint.facts.manifests import entries, json_table, table, yaml_table
from agentslint.facts.memo import once
from agentslint.facts.tasks import workspaces
from agentslint.facts.tasks.answer import UNKNOWN, Answer, arguments, look_up, words_of
from agentslint.repo import Repo, join

TOOLS = ("composer", "rake", "deno", "turbo", "nx", "pre-commit", "prek")
MANIFESTS = (
    "composer.json",
    "Rakefile",
    "deno.json",
    "deno.jsonc",
    "turbo.json",
    "nx.json",
    ".pre-commit-config.yaml",
)
# composer list
COMPOSER = words_of(
    "about archive audit browse bump cc check-platform-reqs clear-cache clearcache completion "
    "config create-project depends diagnose dump-autoload dumpautoload exec fund global help home "
    "i info init install licenses list outdated prohibits r reinstall remove require rm "
    "run-script run search self-update selfupdate show status suggests u update upgrade validate "
    "why why-not"
)
TURBO = words_of(
    "run watch prune link unlink login logout ls gen generate daemon bin scan telemetry "
    "boundaries query docs info config completion"
)


def ask(repo: Repo, directory: str, words: Sequence[str]) -> Iterator[Answer]:
    """Answers for the tasks that the command names."""
    yield from RUNNERS[words[0]](repo, directory, words)


def _composer(repo: Repo, directory: str, words: Sequence[str]) -> Iterator[Answer]:
    plain, options = arguments(words[1:], ("-d", "--working-dir", "--timeout"))
    if plain[:1] in (("run",), ("run-script",)):
        plain = plain[1:]
        strict = True
    else:
        strict = False
    if not plain or (not strict and plain[0] in COMPOSER) or "-d" in options:
        return
    path = join(directory, "composer.json")
    text = repo.text(path)
    if text is None:
        yield Answer("absent", plain[0], "script", "composer.json")
        return
    data = json_table(text)
    scripts = table(data or {}, "scripts")
    events = ("post-", "pre-")
    complete = data is not None and (strict or bool(scripts)) and not plain[0].startswith(events)
    answer = look_up(plain[0], scripts, kind="script", where=path, complete=complete)
    # a plugin may bring commands of its own
    yield answer if strict or answer.near or answer.verdict != "missing" else UNKNOWN


def _rake(repo: Repo, directory: str, words: Sequence[str]) -> Iterator[Answer]:
    plain, options = arguments(words[1:], ("-f", "-C", "-I", "-R", "-r"))
    text = repo.text(path := join(directory, "Rakefile"))
    if {"-f", "-C", "-T"} & set(options):
        return
    for word in plain:
        task = word.partition("[")[0]
        if "=" in word:
            continue
        if text is None:
            yield Answer("absent", task, "task", "Rakefile")
        else:
            known, closed = rake_tasks(text)
            yield look_up(task, known, kind="task", where=path, complete=closed)


@lru_cache(maxsize=64)
def rake_tasks(text: str) -> tuple[frozenset[str], bool]:
    """The tasks a Rakefile spells out, and whether nothing in it could define more."""
    known = frozenset(re.findall(r"^\s*(?:multi)?task\s*\(?\s*:?['\"]?([\w:-]+)", text, re.M))
    more = re.search(
        r"\brequire|\bload\b|\bimport\b|\.new\b|\.install_tasks|namespace|\brule\b|\bfile\b", text
    )
    return known, bool(known) and not more


def _deno(repo: Repo, directory: str, words: Sequence[str]) -> Iterator[Answer]:
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


def _turbo(repo: Repo, directory: str, words: Sequence[str]) -> Iterator[Answer]:
    plain, _ = arguments(words[1:], ("--filter", "-F", "--cwd", "--concurrency", "--cache-dir"))
    tasks = (
        plain[1:] if plain[:1] == ("run",) else plain if plain[:1] and plain[0] not in TURBO else ()
    )
    named = repo.listing.by_name
    paths = sorted((*named.get("turbo.json", ()), *named.get("turbo.jsonc", ())))
    if not tasks:
        return
    known = _pipelines(repo)
    if known is None:
        yield UNKNOWN
        return
    for task in tasks:
        if not paths:
            yield Answer("absent", task, "task", "turbo.json")
        else:
            name = task.rpartition("#")[2]
            yield look_up(name, known, kind="task", where=paths[0])


@once
def _pipelines(repo: Repo) -> frozenset[str] | None:
    """The tasks of all turbo.json, or None where one of them cannot be read."""
    known: set[str] = set()
    for name in ("turbo.json", "turbo.jsonc"):
        for path in repo.listing.by_name.get(name, ()):
            data = json_table(repo.text(path) or "")
            if data is None:
                return None
            tasks = (*table(data, "tasks"), *table(data, "pipeline"))
            known.update(task.rpartition("#")[2] for task in tasks)
    return frozenset(known)


def _nx(repo: Repo, directory: str, words: Sequence[str]) -> Iterator[Answer]:
    plain, _ = arguments(
        words[1:], ("-t", "--target", "--targets", "-p", "--projects", "--configuration")
    )
    if plain[:1] != ("run",) or len(plain) < 2 or not repo.is_file("nx.json"):
        return
    project = plain[1].partition(":")[0]
    yield look_up(project, _projects(repo), kind="project", where="nx.json")


@once
def _projects(repo: Repo) -> frozenset[str]:
    """Every name that nx may know a project by."""
    names = {one.name for one in workspaces.packages(repo)}
    names |= {name.rpartition("/")[2] for name in names}
    names |= {posixpath.basename(folder) for folder in repo.listing.directories}
    for path in repo.listing.by_name.get("project.json", ()):
        names.add(str((json_table(repo.text(path) or "") or {}).get("name", "")))
    return frozenset(names)


def _pre_commit(repo: Repo, directory: str, words: Sequence[str]) -> Iterator[Answer]:
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


RUNNERS: dict[str, Callable[[Repo, str, Sequence[str]], Iterator[Answer]]] = {
    "composer": _composer,
    "rake": _rake,
    "deno": _deno,
    "turbo": _turbo,
    "nx": _nx,
    "pre-commit": _pre_commit,
    "prek": _pre_commit,
}
