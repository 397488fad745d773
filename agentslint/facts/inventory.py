"""Things of one kind that a repository has several of: packages, crates, workflows, jobs, services, skills."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from agentslint.core import lazy_re
from agentslint.facts import branches
from agentslint.facts.manifests import table, yaml_table
from agentslint.facts.memo import once
from agentslint.facts.tasks.workspaces import package as package_at
from agentslint.facts.versions.declared import line_of
from agentslint.facts.workspaces import workspaces
from agentslint.model import Place, whole
from agentslint.repo import Repo, join, sample, vendored

_PACKAGES = frozenset({"npm", "python", "go"})  # ecosystems whose members are called packages
_COMPOSE = lazy_re.compile(r"(?:docker-)?compose[\w.-]*\.ya?ml")


@dataclass(frozen=True, slots=True)
class Member:
    """One of a kind: what it may be called, its path, and the place that shows it."""

    name: str
    aliases: frozenset[str]
    path: str
    place: Place
    private: bool = False


def of(repo: Repo, kind: str) -> tuple[Member, ...]:
    """All of a kind, in path order; nothing where the repository declares none."""
    return READERS[kind](repo)


@once
def packages(repo: Repo) -> tuple[Member, ...]:
    """The members of the workspaces at the root."""
    folders = {
        folder
        for one in workspaces(repo)
        if one.directory == "." and one.ecosystem in _PACKAGES
        for folder in one.members
    }
    return tuple(_packages(repo, sorted(folders)))


@once
def crates(repo: Repo) -> tuple[Member, ...]:
    """The members of the Cargo workspace at the root."""
    found = {
        folder
        for one in workspaces(repo)
        if one.directory == "." and one.ecosystem == "cargo"
        for folder in one.members
    }
    return tuple(
        Member(
            posixpath.basename(folder),
            frozenset({posixpath.basename(folder), folder, *_crate(repo, folder)}),
            folder,
            whole(join(folder, "Cargo.toml")),
        )
        for folder in sorted(found)
    )


def _crate(repo: Repo, folder: str) -> Iterator[str]:
    found = lazy_re.compile(r"^name\s*=\s*\"([^\"]+)\"", lazy_re.M).search(
        repo.text(join(folder, "Cargo.toml")) or ""
    )
    if found:
        yield from (found[1], found[1].replace("-", "_"))


def _packages(repo: Repo, folders: list[str]) -> Iterator[Member]:
    for folder in folders:
        base = posixpath.basename(folder)
        package = package_at(repo, folder)
        name = package.name if package is not None else ""
        aliases = {base, folder, name, name.rpartition("/")[2]} - {""}
        text = repo.text(join(folder, "package.json")) or ""
        manifest = join(folder, "package.json") if text else folder
        private = bool(lazy_re.compile(r"\"private\"\s*:\s*true").search(text))
        yield Member(base, frozenset(aliases), folder, whole(manifest), private)


@once
def workflows(repo: Repo) -> tuple[Member, ...]:
    """The workflows of GitHub."""
    found = []
    for path in branches.workflows(repo):
        name = posixpath.basename(path)
        title = str((yaml_table(repo.text(path) or "") or {}).get("name") or name)
        stem = name.rpartition(".")[0]
        aliases = frozenset({name, path, stem, title, title.casefold()})
        found.append(Member(name, aliases, path, whole(path)))
    return tuple(found)


@once
def jobs(repo: Repo) -> tuple[Member, ...]:
    """The jobs of the workflows of GitHub."""
    found = []
    for path in branches.workflows(repo):
        text = repo.text(path) or ""
        for name, row in table(yaml_table(text), "jobs").items():
            title = str(row.get("name") or name) if isinstance(row, dict) else str(name)
            aliases = frozenset({str(name), title, title.casefold()})
            found.append(Member(str(name), aliases, path, line_of(path, text, f"{name}:")))
    return tuple(found)


@once
def services(repo: Repo) -> tuple[Member, ...]:
    """The services of the compose files."""
    found: list[Member] = []
    for path in repo.listing.ordered:
        if not _COMPOSE.fullmatch(posixpath.basename(path)) or vendored(path) or sample(path):
            continue
        text = repo.text(path) or ""
        found += [
            Member(str(name), frozenset({str(name)}), path, line_of(path, text, f"{name}:"))
            for name in table(yaml_table(text), "services")
        ]
    return tuple(found)


@once
def skills(repo: Repo) -> tuple[Member, ...]:
    """The directories that hold a SKILL.md."""
    found = []
    for path in repo.find(["SKILL.md"]):
        folder = posixpath.dirname(path)
        if folder and not vendored(path) and not sample(path):
            name = posixpath.basename(folder)
            said = lazy_re.compile(r"^name:\s*[\"']?([\w-]+)", lazy_re.M).search(
                repo.text(path) or ""
            )
            aliases = frozenset({name, folder, said[1] if said else name})
            found.append(Member(name, aliases, folder, whole(path)))
    return tuple(found)


READERS: dict[str, Callable[[Repo], tuple[Member, ...]]] = {
    "packages": packages,
    "crates": crates,
    "workflows": workflows,
    "jobs": jobs,
    "services": services,
    "skills": skills,
}
