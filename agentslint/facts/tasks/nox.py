"""Nox: the sessions of a noxfile."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Sequence
from functools import lru_cache

from agentslint.core import lazy_re
from agentslint.facts.tasks.answer import Answer, arguments, look_up
from agentslint.repo import Repo, join

TOOLS = ("nox",)
MANIFESTS = ("noxfile.py",)


def ask(repo: Repo, directory: str, words: Sequence[str]) -> Iterator[Answer]:
    """One answer for each session that the command names."""
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
