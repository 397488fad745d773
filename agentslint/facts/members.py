"""The members of a repository's workspaces: Cargo, pnpm, npm and yarn, Go, uv."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from agentslint.facts.manifests import json_table, table, texts, toml_table, yaml_table
from agentslint.facts.memo import once
from agentslint.repo import Repo, join, vendored


@dataclass(frozen=True, slots=True)
class Workspace:
    """One workspace: the file that declares it, what its members are called, and their directories."""

    path: str
    kind: str
    members: tuple[str, ...]

    @property
    def root(self) -> str:
        return posixpath.dirname(self.path) or "."


# what each file declares: the manifest that makes a directory a member, and how the globs are read
_FILES = {
    "Cargo.toml": "Cargo.toml",
    "pyproject.toml": "pyproject.toml",
    "pnpm-workspace.yaml": "package.json",
    "package.json": "package.json",
    "go.work": "go.mod",
}


@once
def workspaces(repo: Repo) -> tuple[Workspace, ...]:
    """Every workspace that the repository declares, in path order."""
    found = []
    for name, manifest in _FILES.items():
        for path in repo.listing.by_name.get(name, ()):
            globs = [] if vendored(path) else list(_globs(name, repo.text(path) or ""))
            if globs:
                members = tuple(_members(repo, posixpath.dirname(path) or ".", globs, manifest))
                found.append(Workspace(path, name, members))
    return tuple(sorted(found, key=lambda one: one.path))


def _globs(name: str, text: str) -> Iterator[str]:
    """The patterns of members; those of excluded ones begin with `!`."""
    if name == "go.work":
        yield from _used(text)
        return
    if name == "pnpm-workspace.yaml":
        yield from texts((yaml_table(text) or {}).get("packages"))
    elif name == "package.json":
        declared = (json_table(text) or {}).get("workspaces")
        yield from texts(declared.get("packages") if isinstance(declared, dict) else declared)
    else:
        keys = ("workspace",) if name == "Cargo.toml" else ("tool", "uv", "workspace")
        found = table(toml_table(text) or {}, *keys)
        yield from texts(found.get("members"))
        yield from (f"!{glob}" for glob in texts(found.get("exclude")))


def _used(text: str) -> Iterator[str]:
    """The directories that `use` lines of a go.work name."""
    inside = False
    for line in text.splitlines():
        words = line.split("//")[0].split()
        if words[:1] == ["use"] and words[1:2] != ["("]:
            yield from words[1:2]
        elif words[:2] == ["use", "("]:
            inside = True
        elif inside and words:
            inside = words[0] != ")"
            if inside:
                yield words[0]


def _members(repo: Repo, root: str, globs: list[str], manifest: str) -> Iterator[str]:
    """The directories below a root that hold the manifest, and that the patterns name."""
    wanted = [_plain(glob) for glob in globs if not glob.startswith("!")]
    refused = [_plain(glob[1:]) for glob in globs if glob.startswith("!")]
    start = "" if root == "." else f"{root}/"
    for path in repo.listing.by_name.get(manifest, ()):
        folder = posixpath.dirname(path) or "."
        if folder == root or vendored(path) or not path.startswith(start):
            continue
        inner = folder[len(start) :]
        fits = any(_fits(inner, glob) for glob in wanted)
        if fits and not any(_fits(inner, glob) for glob in refused):
            yield folder


def _plain(glob: str) -> str:
    return posixpath.normpath(glob.strip("\"'"))


def _fits(path: str, glob: str) -> bool:
    """Whether a directory fits a pattern, part by part; `**` stands for any number of them."""
    parts, wanted = path.split("/"), glob.split("/")
    if "**" in wanted:
        at = wanted.index("**")
        return _parts(parts[:at], wanted[:at]) and len(parts) >= at
    return _parts(parts, wanted)


def _parts(parts: list[str], wanted: list[str]) -> bool:
    return len(parts) == len(wanted) and all(map(fnmatchcase, parts, wanted))


def exists(repo: Repo, folder: str, name: str) -> bool:
    """Whether a member has a file of a name, tracked."""
    return join(folder, name) in repo.listing.tracked
