"""Scripts, groups and extras of a pyproject.toml: poe, pdm, poetry, uv."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence

from agentslint.facts.manifests import Table, table, toml_table
from agentslint.facts.tasks.answer import UNKNOWN, Answer, arguments, look_up, words_of
from agentslint.repo import Repo, join
from agentslint.text.placeholders import in_word

TOOLS = ("poe", "pdm", "poetry", "uv", "pip")
MANIFESTS = ("pyproject.toml",)
VALUED = words_of(
    "--directory --project --package --extra --group --only-group --no-group --with --without "
    "--with-requirements --with-editable --only --extras -E -G -C -p --python --env-file --index "
    "--index-url --no-extra --default-index -r -c -e --requirement --constraint --editable"
)


def ask(repo: Repo, directory: str, words: Sequence[str]) -> Iterator[Answer]:
    """Answers for the script, and for the groups and extras, that the command names."""
    tool = words[0]
    cut = list(words[1:])
    verb = next((word for word in cut if not word.startswith("-")), "")
    if tool in ("uv", "pdm", "poetry") and verb == "run":
        cut = _before_program(cut)
    plain, options = arguments(cut, VALUED)
    for option in ("--directory", "--project", "-C", "-p"):
        for value in options.get(option, ()) if tool != "uv" or option != "-p" else ():
            directory = posixpath.normpath(join(directory, value))
    if tool == "poe":
        yield from _poe(repo, directory, plain)
    elif tool == "pip":
        return
    elif tool == "pdm" and plain[:1] == ("run",) and len(plain) > 1:
        yield _pdm(repo, directory, plain[1])
    elif (
        tool == "uv"
        and verb in ("run", "sync")
        and not {"--package", "--script", "--no-project"} & set(options)
    ):
        yield from _uv(repo, directory, options)
    elif tool == "poetry" and verb in ("install", "sync"):
        yield from _poetry(repo, directory, options)


def project(repo: Repo, directory: str) -> tuple[str, Table] | None:
    """The pyproject.toml in the directory or the first above; an empty table if unreadable."""
    while True:
        text = repo.text(path := join(directory, "pyproject.toml"))
        if text is not None:
            return path, toml_table(text) or {}
        if directory in (".", "", "/") or directory.startswith(".."):
            return None
        directory = posixpath.dirname(directory) or "."


def _before_program(words: list[str]) -> list[str]:
    """`run` with its own options and the program's name; the program's options are its own."""
    kept: list[str] = []
    rest = list(reversed(words))
    seen = False
    while rest:
        word = rest.pop()
        kept.append(word)
        if word.startswith("-") and "=" not in word and word in VALUED and rest:
            kept.append(rest.pop())
        elif not word.startswith("-"):
            if seen:
                break
            seen = word == "run"
    return kept


def _poe(repo: Repo, directory: str, plain: Sequence[str]) -> Iterator[Answer]:
    if not plain:
        return
    task = plain[0]
    for name in ("poe_tasks.toml", "poe_tasks.yaml", "poe_tasks.json"):
        if repo.exists(join(directory, name)):
            yield Answer("unknown", task)
            return
    found = project(repo, directory)
    if found is None:
        yield Answer("absent", task, "task", "pyproject.toml")
        return
    poe = table(found[1], "tool", "poe")
    if not found[1] or "include" in poe or "include_script" in poe:
        yield UNKNOWN
        return
    if not poe:
        yield Answer("absent", task, "task", "[tool.poe.tasks]")
        return
    yield look_up(task, table(poe, "tasks"), kind="task", where=found[0])


def _pdm(repo: Repo, directory: str, task: str) -> Answer:
    found = project(repo, directory)
    scripts = table(found[1], "tool", "pdm", "scripts") if found else {}
    if found is None or not scripts:
        return UNKNOWN
    answer = look_up(task, scripts, kind="script", where=found[0])
    # pdm runs any program of the environment as well
    return answer if answer.verdict == "defined" or answer.near or ":" in task else UNKNOWN


def _uv(repo: Repo, directory: str, options: dict[str, list[str]]) -> Iterator[Answer]:
    """uv stops at a group or an extra that the project does not define."""
    found = project(repo, directory)
    if found is None or not found[1]:
        return
    path, data = found
    # a workspace's root takes the groups and extras of any member
    if "--all-packages" in options or "--isolated" in options:
        return
    groups = {*table(data, "dependency-groups")}
    groups |= {"dev"} if table(data, "tool", "uv").get("dev-dependencies") else set()
    for option in ("--group", "--only-group", "--no-group"):
        for name in options.get(option, ()):
            yield look_up(name, groups, kind="dependency group", where=path)
    extras = table(data, "project", "optional-dependencies")
    dynamic = "optional-dependencies" in (table(data, "project").get("dynamic") or ())
    known = "project" in data and not dynamic and not in_word(path)
    for name in options.get("--extra", ()):
        folded = {_normal(extra) for extra in extras}
        yield look_up(_normal(name), folded, kind="extra", where=path, complete=known)


def _poetry(repo: Repo, directory: str, options: dict[str, list[str]]) -> Iterator[Answer]:
    found = project(repo, directory)
    if found is None or not found[1]:
        return
    path, data = found
    poetry = table(data, "tool", "poetry")
    groups = {*table(poetry, "group"), *table(data, "dependency-groups"), "main"}
    groups |= {"dev"} if "dev-dependencies" in poetry else set()
    for option in ("--with", "--without", "--only"):
        for value in options.get(option, ()):
            for name in filter(None, value.split(",")):
                yield look_up(name, groups, kind="dependency group", where=path)
    extras = {*table(poetry, "extras"), *table(data, "project", "optional-dependencies")}
    for option in ("--extras", "-E"):
        for value in options.get(option, ()):
            for name in re.split(r"[,\s]+", value.strip("'\"")):
                if name:
                    yield look_up(name, extras, kind="extra", where=path)


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
