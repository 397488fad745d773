"""Names that a fence imports from a module of this repository, against what its file holds."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from agentslint.claims import shown_imports, symbols
from agentslint.claims.shown_imports import Shown
from agentslint.core import lazy_re
from agentslint.facts import code_files, names, workspaces
from agentslint.facts.memo import by_name
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


# a package's names that are another's, and files from which names are made
_HANDED = lazy_re.compile(r"export\s+\*\s+(?:as\s+\w+\s+)?from\s+['\"](?![.@~]/|\.)")
_MADE_FROM = (".prisma", ".proto", ".graphql", ".gql", ".wit")


def judged(repo: Repo, file: File) -> Iterator[tuple[Shown, str]]:
    """Each name that its module does not hold, with the module's file."""
    for shown in shown_imports.read(file) if not vendored(file.path) else ():
        if package := _package(repo, shown):
            if not (symbols.made_up(shown.name) or _has(repo, package, shown.name)):
                yield shown, f"{package}/"
            continue
        path = _module(repo, file, shown)
        text = repo.text(path) if path else None
        held = names.words(repo, path) if path else None
        if text is None or held is None or shown.name in held or any(way in text for way in _ALL):
            continue
        if not shown.python or not _submodule(repo, path, shown.name):
            yield shown, path


def _package(repo: Repo, shown: Shown) -> str:
    """The directory of the repository's own package that a module is of, other than the root; else empty."""
    if shown.python or shown.module.startswith((".", "@/", "~/")):
        return ""
    parts = shown.module.split("/")
    name = "/".join(parts[: 2 if parts[0].startswith("@") else 1])
    own = [one for one in workspaces.called(repo, name) if one.ecosystem == "npm"]
    return own[0].directory if len(own) == 1 and own[0].directory != "." else ""


def _has(repo: Repo, package: str, name: str) -> bool:
    """Whether a package may have a name: a file of it holds it, hands on all of another's, or is made from something."""
    for path in repo.listing.ordered:
        if path.startswith(f"{package}/"):
            if path.endswith(_MADE_FROM):
                return True
            text = repo.text(path) or "" if code_files.is_code(path) else ""
            if lazy_re.search(rf"(?<![\w$]){lazy_re.escape(name)}(?![\w$])", text):
                return True
            if _HANDED.search(text):
                return True
    return False


def _module(repo: Repo, file: File, shown: Shown) -> str:
    """The one file that a module is, from the document's directory upwards; empty where it is none."""
    for path in _python(repo, file, shown) if shown.python else _script(file, shown):
        if path in repo.listing.tracked:
            return path
    return _below(repo, file, shown)


def _below(repo: Repo, file: File, shown: Shown) -> str:
    """The one file below the document's directory that ends as a module is called; empty where it is none."""
    tail = shown.module.replace(".", "/") if shown.python else shown.module.removeprefix("./")
    if not shown.python and (tail == shown.module or "/" in shown.module.removeprefix("./")[:3]):
        return ""
    stem = posixpath.splitext(tail)[0] if tail.endswith((".js", ".mjs")) else tail
    endings = (".py", "/__init__.py") if shown.python else _ENDINGS
    home = "" if parent(file.path) == "." else f"{parent(file.path)}/"
    found = [
        path
        for ending in endings
        for path in by_name(repo).get(posixpath.basename(f"{stem}{ending}"), ())
        if path.startswith(home) and path.endswith(f"/{stem}{ending}")
    ]
    deep = home or "/" in stem
    return found[0] if len(found) == 1 and deep and not _inner(repo, found[0], stem) else ""


def _inner(repo: Repo, path: str, stem: str) -> bool:
    """Whether a module of Python lies in a package that its name does not begin with."""
    root = path[: path.rindex(f"/{stem}")]
    return path.endswith(".py") and join(root, "__init__.py") in repo.listing.tracked


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
