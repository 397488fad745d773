"""Python's runners of named tasks and environments: tox, nox, hatch."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Sequence
from functools import lru_cache

from agentslint.core import lazy_re
from agentslint.facts.manifests import Table, table, texts, toml_table
from agentslint.facts.memo import each
from agentslint.facts.tasks.answer import Answer, arguments, look_up
from agentslint.repo import Repo, join

TOOLS = ("tox", "nox", "hatch")
MANIFESTS = ("tox.ini", "tox.toml", "noxfile.py", "pyproject.toml", "hatch.toml")
PYTHON = lazy_re.compile(r"^(?:py|pypy|python|cpython|graalpy|jython)?-?\d?(?:\.?\d+t?)?$")
BRACES = lazy_re.compile(r"\{([^{}]*)\}")


def ask(repo: Repo, directory: str, words: Sequence[str]) -> Iterator[Answer]:
    """One answer for each environment or session that the command names."""
    yield from {"tox": _tox, "nox": _nox, "hatch": _hatch}[words[0]](repo, directory, words)


def _tox(repo: Repo, directory: str, words: Sequence[str]) -> Iterator[Answer]:
    _, options = arguments(words[1:], ("-e", "-c", "--conf", "-f", "-m", "--workdir", "-x"))
    wanted = [name.strip() for value in options.get("-e", ()) for name in value.split(",")]
    if not wanted or "-c" in options or "--conf" in options:
        return
    known = tox_environments(repo, directory)
    for name in wanted:
        if known is None:
            yield Answer("absent", name, "environment", "tox.ini")
        elif name == "ALL":
            continue
        else:
            path, names, factors = known
            parts = [part for part in name.split("-") if not PYTHON.match(part)]
            built = all(part in factors for part in parts)
            complete = bool(names) and not built
            yield look_up(name, names, kind="environment", where=path, complete=complete)


@each
def tox_environments(repo: Repo, directory: str) -> tuple[str, set[str], set[str]] | None:
    """Where tox is configured, its environments, and the factors that others are built of."""
    for name, prefix in (("tox.ini", ""), ("setup.cfg", "tox:")):
        text = repo.text(join(directory, name))
        if text is not None and (sections := _ini(text)) and (not prefix or "tox:tox" in sections):
            return join(directory, name), *_ini_environments(sections, text)
    for name, keys in (("tox.toml", ()), ("pyproject.toml", ("tool", "tox"))):
        text = repo.text(join(directory, name))
        data = table(toml_table(text or "") or {}, *keys)
        legacy = data.get("legacy_tox_ini")
        if isinstance(legacy, str):
            return join(directory, name), *_ini_environments(_ini(legacy), legacy)
        if data:
            names = set(texts(data.get("env_list"))) | set(table(data, "env"))
            return join(directory, name), names, {p for n in names for p in n.split("-")}
    return None


def _ini(text: str) -> dict[str, dict[str, str]]:
    import configparser

    parser = configparser.RawConfigParser(strict=False, allow_no_value=True)
    try:
        parser.read_string(text)
    except (configparser.Error, ValueError, AttributeError):
        # Python's parser stumbles over an indented line below a key without a value
        return {}
    return {name: {k: v or "" for k, v in parser.items(name)} for name in parser.sections()}


def _ini_environments(sections: dict[str, dict[str, str]], text: str) -> tuple[set[str], set[str]]:
    main = sections.get("tox", {}) | sections.get("tox:tox", {})
    listed = main.get("envlist", "") + "\n" + main.get("env_list", "")
    heads = [name.partition("testenv:")[2] for name in sections if name.startswith("testenv:")]
    names: set[str] = set()
    for item in [*lazy_re.split(r"[\s,]+(?![^{]*\})", listed), *heads]:
        names.update(_braced(item))
    names.discard("")
    # `factor: value` inside a section makes the factor known
    factors = {
        p.lstrip("!")
        for row in lazy_re.findall(r"^\s+([\w.,!-]+):", text, lazy_re.M)
        for p in lazy_re.split(r"[,-]", row)
    }
    factors |= {part for name in names for part in name.split("-")}
    return names, factors


def _braced(item: str) -> Iterator[str]:
    """`py{310,311}-{a,b}` written out, at most a few hundred names."""
    waiting = [item]
    for _ in range(500):
        if not waiting:
            return
        one = waiting.pop()
        found = BRACES.search(one)
        if not found:
            yield one.strip()
            continue
        head, tail = one[: found.start()], one[found.end() :]
        waiting += [head + choice + tail for choice in _choices(found[1])]


def _choices(inner: str) -> list[str]:
    span = lazy_re.fullmatch(r"(\d{1,6})-(\d{1,6})", inner.strip())
    if span and int(span[2]) - int(span[1]) < 100:
        return [str(number) for number in range(int(span[1]), int(span[2]) + 1)]
    return [choice.strip() for choice in inner.split(",")]


def _nox(repo: Repo, directory: str, words: Sequence[str]) -> Iterator[Answer]:
    plain, options = arguments(
        words[1:], ("-f", "--noxfile", "-p", "--python", "-k", "-t", "--tags")
    )
    flags = {"-s", "-e", "--session", "--sessions"} & set(options)
    wanted = [v for flag in flags for v in options[flag] if v] + (list(plain) if flags else [])
    if not wanted or "-f" in options or "--noxfile" in options:
        return
    path = join(directory, "noxfile.py")
    text = repo.text(path)
    sessions = None if text is None else nox_sessions(text)
    for name in wanted:
        bare = lazy_re.split(r"[-(](?=[\d(]|py)|\(", name)[0]
        if text is None:
            yield Answer("absent", name, "session", "noxfile.py")
        elif sessions is None:
            yield Answer("unknown", name, "session", path)
        elif bare in sessions:
            yield Answer("defined", name, "session", path)
        else:
            yield look_up(name, sessions, kind="session", where=path)


@lru_cache(maxsize=64)
def nox_sessions(text: str) -> set[str] | None:
    """The sessions of a noxfile, or None where code makes some of them."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    marks = [(function.name, mark) for function in functions for mark in function.decorator_list]
    decorating = [mark for _, mark in marks]
    found: set[str] = set()
    for node in ast.walk(tree):
        # nox.session(function) makes a session that carries no mark
        if isinstance(node, ast.Call) and _is_session(node) and node not in decorating:
            return None
    for name, mark in marks:
        if _is_session(mark):
            given = [w.value for w in getattr(mark, "keywords", ()) if w.arg == "name"]
            if not all(isinstance(value, ast.Constant) for value in given):
                return None
            found |= {
                name,
                *(str(value.value) for value in given if isinstance(value, ast.Constant)),
            }
    return found or None


def _is_session(node: ast.expr) -> bool:
    called = node.func if isinstance(node, ast.Call) else node
    return ast.unparse(called) in ("nox.session", "session")


def _hatch(repo: Repo, directory: str, words: Sequence[str]) -> Iterator[Answer]:
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
