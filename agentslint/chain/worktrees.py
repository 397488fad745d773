"""Linked worktrees that lie inside their main checkout, and what of it an agent then leaves out."""

from __future__ import annotations

import posixpath
from dataclasses import replace

from agentslint.chain.walk import marked
from agentslint.model import Agent, Link
from agentslint.repo import Repo, join

Groups = list[list[Link]]


def without_main(repo: Repo, agent: Agent, folders: list[str], groups: Groups) -> Groups:
    """The files of some directories, outermost first; those of the main checkout that do not count
    in a worktree inside it are marked so."""
    if not agent.worktree and not agent.worktree_twin:
        return groups
    tree = marked(repo, folders[-1], (".git",))
    main = main_checkout(repo, tree) if tree is not None else None
    if tree is None or main is None:
        return groups
    inner, outer = f"{repo.real(tree)}/", f"{main.rstrip('/')}/"
    if not inner.startswith(outer) or inner == outer:
        return groups
    own = dict(zip(folders, groups, strict=True)).get(tree, [])
    twins = {posixpath.basename(link.path) for link in own if link.fate == "read"}
    why = f"{'the root' if tree == '.' else tree} is a worktree of it"
    return [
        [_left(link, agent, twins, why) for link in group]
        if _counts_for(f"{repo.real(folder)}/", inner, outer, agent)
        else group
        for folder, group in zip(folders, groups, strict=True)
    ]


def _counts_for(place: str, inner: str, outer: str, agent: Agent) -> bool:
    if agent.worktree_twin:
        return place == outer
    return place.startswith(outer) and not place.startswith(inner)


def _left(link: Link, agent: Agent, twins: set[str], why: str) -> Link:
    name = posixpath.relpath(link.path, link.directory)
    off = name in twins if agent.worktree_twin else _named(name, agent.worktree)
    return replace(link, fate="shadowed", why=why) if off and link.fate == "read" else link


def _named(name: str, patterns: tuple[str, ...]) -> bool:
    return any(
        name.startswith(pattern.partition("*")[0]) if "*" in pattern else name == pattern
        for pattern in patterns
    )


def main_checkout(repo: Repo, folder: str) -> str | None:
    """The absolute root of the checkout that a linked worktree's root belongs to; None elsewhere.

    The `.git` beside git's own directory has to be it, or lead to it: a bare repository has no
    main checkout.
    """
    place = pointed(repo, folder) if repo.is_file(join(folder, ".git")) else None
    trees = posixpath.dirname(place or "")
    if posixpath.basename(trees) != "worktrees" or not repo.exists(place or ""):
        return None
    common = posixpath.dirname(trees)
    main = posixpath.dirname(common)
    return main if _own_git(repo, main) == common else None


def _own_git(repo: Repo, folder: str) -> str | None:
    """Where the `.git` of a directory is, or leads."""
    entry = join(folder, ".git")
    return pointed(repo, folder) if repo.is_file(entry) else repo.real(entry)


def pointed(repo: Repo, folder: str) -> str | None:
    """Where the `.git` file of a directory leads; None where it says nothing."""
    text = (repo.text(join(folder, ".git")) or "").strip()
    said = text.removeprefix("gitdir:").strip()
    if not text.startswith("gitdir:") or not said:
        return None
    return repo.real(posixpath.join(folder, said))
