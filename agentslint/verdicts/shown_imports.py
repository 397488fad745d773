"""Names that a fence imports from a module of this repository, against what its file holds."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from agentslint.claims import shown_imports
from agentslint.claims.shown_imports import Shown
from agentslint.facts import code_files, names
from agentslint.model import File
from agentslint.repo import Repo, join, parent, parents, vendored

_ENDINGS = (
    ".ts",
    ".tsx",
    ".js",
    ".jsx",
    ".mts",
    ".mjs",
    ".d.ts",
    "/index.ts",
    "/index.tsx",
    "/index.js",
)
# what aliases stand for, by convention: the package's root, or its sources
_ALIASES = ("@/", "~/")
_ROOTS = ("", "src/", "app/")
# what hands on names that stand in no word of the file
_ALL = ("export *", "import *", "__getattr__", "module.exports", "globals()")


def judged(repo: Repo, file: File) -> Iterator[tuple[Shown, str]]:
    """Each name that its module does not hold, with the module's file."""
    for shown in shown_imports.read(file) if not vendored(file.path) else ():
        path = _module(repo, file, shown)
        text = repo.text(path) if path else None
        held = names.words(repo, path) if path else None
        if text is None or held is None or shown.name in held or any(way in text for way in _ALL):
            continue
        if not shown.python or not _submodule(repo, path, shown.name):
            yield shown, path


def _module(repo: Repo, file: File, shown: Shown) -> str:
    """The one file that a module is, from the document's directory upwards; empty where it is none."""
    for path in _python(repo, file, shown) if shown.python else _script(file, shown):
        if path in repo.listing.tracked:
            return path
    return ""


def _script(file: File, shown: Shown) -> Iterator[str]:
    alias = next((alias for alias in _ALIASES if shown.module.startswith(alias)), "")
    if alias:
        tail = shown.module[len(alias) :]
        bases = [
            join(up, root + tail) for up in reversed(parents(parent(file.path))) for root in _ROOTS
        ]
    elif shown.module.startswith("."):
        # a fence is one file of those below the document: how deep it lies, only its dots say
        tail = shown.module.lstrip("./")
        above = (join(up, tail) for up in reversed(parents(parent(file.path))))
        bases = [join(parent(file.path), shown.module), *(above if "/" in tail else ())]
    else:
        return
    for base in map(posixpath.normpath, bases):
        stem = posixpath.splitext(base)[0] if base.endswith((".js", ".mjs")) else base
        yield from (
            path
            for path in (base, *(stem + ending for ending in _ENDINGS))
            if code_files.is_code(path)
        )


def _python(repo: Repo, file: File, shown: Shown) -> Iterator[str]:
    """Where a module can lie: a directory that is a package itself is no root of imports."""
    tail = shown.module.replace(".", "/")
    for up in reversed(parents(parent(file.path))):
        if join(up, "__init__.py") in repo.listing.tracked:
            continue
        for root in ("", "src/"):
            base = posixpath.normpath(join(up, root + tail))
            yield from (f"{base}.py", f"{base}/__init__.py")


def _submodule(repo: Repo, path: str, name: str) -> bool:
    folder = posixpath.dirname(path) if path.endswith("/__init__.py") else ""
    below = f"{folder}/{name}"
    return bool(folder) and (
        f"{below}.py" in repo.listing.tracked or below in repo.listing.directories
    )
