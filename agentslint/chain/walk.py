"""Which directories an agent looks in, and which files it meets in each."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from agentslint.core import globs, lazy_re
from agentslint.model import Agent, Link
from agentslint.repo import Repo, Unreadable, join, parent

Slots = tuple[tuple[str, ...], ...]


TWIN = "{} differs from it in letter case alone, and is taken instead"


class Lost(Exception):
    """One bad file makes the agent drop every project file."""

    def __init__(self, path: str, why: str, met: list[Link]) -> None:
        self.path, self.why, self.met = path, why, met


def top(repo: Repo, agent: Agent, directory: str, *, outside: bool) -> str:
    """The outermost directory whose files count for `directory`.

    Unless `outside`, a walk up that leaves the repository ends at its root.
    """
    found = _top(repo, agent, directory)
    inside = not directory.startswith("..")
    return "." if inside and not outside and found.startswith("..") else found


def _top(repo: Repo, agent: Agent, directory: str) -> str:
    upwards = repo.upwards(directory)
    if agent.reach == "here":
        return directory
    if agent.ceiling == "disk":
        return upwards[-1]
    root = marked(repo, directory, agent.markers)
    if root is None:
        return directory if agent.unmarked == "here" else upwards[-1]
    if agent.ceiling == "above-marker":
        return upwards[min(upwards.index(root) + 1, len(upwards) - 1)]
    return root


def marked(repo: Repo, directory: str, markers: tuple[str, ...]) -> str | None:
    """The nearest directory, from `directory` up, that has one of `markers`; None without."""
    for folder in repo.upwards(directory):
        for marker in markers:
            if repo.exists(posixpath.join(folder, marker) if marker else folder):
                return folder
    return None


def outside(repo: Repo, directory: str) -> list[str]:
    """The directories from one that may lie beside the repository up to the disk's root."""
    place = PurePosixPath(repo.absolute(directory))
    return [posixpath.relpath(each, repo.root) for each in (place, *place.parents)]


def is_root(repo: Repo, agent: Agent, folder: str) -> bool:
    return any(repo.exists(posixpath.join(folder, marker)) for marker in agent.markers)


def folders(repo: Repo, agent: Agent, directory: str, top: str) -> list[str]:
    """The directories that count, outermost first."""
    return [top] if agent.reach == "root" else repo.upwards(directory, top)[::-1]


def lazy_folders(repo: Repo, agent: Agent, directory: str, top: str, reading: str) -> list[str]:
    """The directories whose files are sent once `reading` is read, outermost first."""
    if agent.lazy == "never":
        return []
    start = folders(repo, agent, directory, top)
    way = repo.upwards(parent(reading))
    floor = directory if agent.lazy == "below" else top
    inside = f"{repo.absolute(parent(reading))}/".startswith(f"{repo.absolute(floor).rstrip('/')}/")
    if agent.lazy == "everywhere" and not inside:
        # another repository: its own root is where its files begin, and outside of all there are none
        way = outside(repo, parent(reading))
        root = next((at for at, folder in enumerate(way) if is_root(repo, agent, folder)), -1)
        return way[: root + 1][::-1]
    if floor not in way or not inside:
        return []
    return [folder for folder in way[: way.index(floor)][::-1] if folder not in start]


def met(repo: Repo, agent: Agent, folder: str, slots: Slots) -> list[Link]:
    """Of each slot the first file, and those that it hides. Raises Lost where one loses all."""
    found: list[Link] = []
    bad: tuple[str, str] | None = None
    for slot in slots:
        winner = ""
        for name in slot:
            taken = False
            for path in candidates(repo, agent, folder, name):
                link, error = _look(repo, agent, path, folder)
                if link is None:
                    continue
                if taken and "/*" not in name:
                    # two names that differ in letter case alone
                    link = replace(link, fate="shadowed", why=TWIN.format(found[-1].path))
                elif winner:
                    # behind a winner nobody looks
                    if error and agent.unreadable == "lose-all":
                        continue
                    link = replace(
                        link, fate="shadowed", why=f"{winner} beside it is taken instead"
                    )
                elif error and agent.unreadable == "lose-all":
                    bad = bad or (path, error)
                    taken = True
                elif link.fate == "read":
                    taken = True
                found.append(link)
            winner = winner or (posixpath.relpath(path, folder) if taken else "")
    if bad is not None:
        raise Lost(*bad, found)
    return found


def candidates(repo: Repo, agent: Agent, folder: str, name: str) -> Iterator[str]:
    """The paths that one name of a slot may stand for in a directory."""
    # a name alone is literal: Codex takes fallback names with a star in them
    if "/*" in name:
        found = _matching(repo, agent, folder, name)
        yield from sorted(found) if agent.deep == "by-path" else found
        return
    yield join(folder, name)
    if agent.any_case != "no":
        yield from _other_case(repo, agent, folder, name)


def _matching(repo: Repo, agent: Agent, folder: str, name: str) -> Iterator[str]:
    """The files of a directory `name` ends in: `*.md` of that one, `**/*.md` of those below too."""
    place, _, pattern = name.rpartition("/")
    deep = place.endswith("**")
    place, suffix = place.removesuffix("**").rstrip("/"), pattern.removeprefix("*")
    mixed = agent.as_listed == "rules"
    waiting: list[tuple[str, bool]] = [(join(folder, place), True)]
    while waiting:
        here, is_folder = waiting.pop()
        if not is_folder:
            yield here
            continue
        files, below = [], []
        for entry in repo.listed(here) if mixed else repo.names(here):
            path = join(here, entry)
            if _ends(agent, entry, suffix) and repo.is_file(path):
                files.append((path, False))
            elif deep and repo.target(path) is None and _is_directory(repo, path):
                below.append((path, True))
                files += [(path, True)] * mixed
        waiting += reversed(files if mixed else [*files, *below])


def _ends(agent: Agent, name: str, suffix: str) -> bool:
    return name.casefold().endswith(suffix) if agent.order == "by-title" else name.endswith(suffix)


def globbed(repo: Repo, folder: str, pattern: str) -> Iterator[str]:
    """The files below a directory that a glob means, by path; `**` for directories however deep."""
    first, _, rest = pattern.removeprefix("./").partition("/")
    if first == "**":
        yield from globbed(repo, folder, rest)
        for entry in repo.names(folder):
            below = join(folder, entry)
            hidden = entry.startswith(".")
            if not hidden and repo.target(below) is None and _is_directory(repo, below):
                yield from globbed(repo, below, pattern)
        return
    wild = lazy_re.compile(globs.shell(first))
    found = [e for e in repo.names(folder) if wild.match(e)] if "*" in first else [first]
    for entry in found:
        path = join(folder, entry)
        if rest and _is_directory(repo, path):
            yield from globbed(repo, path, rest)
        elif not rest and repo.is_file(path):
            yield path


def _is_directory(repo: Repo, path: str) -> bool:
    try:
        return repo.kind(path) == "directory"
    except Unreadable:
        return False


def _other_case(repo: Repo, agent: Agent, folder: str, name: str) -> Iterator[str]:
    place, _, last = join(folder, name).rpartition("/")
    _, dot, suffix = last.rpartition(".")
    listed = repo.listed if agent.as_listed == "twins" else repo.names
    for entry in listed(place or "."):
        if entry == last or entry.casefold() != last.casefold():
            continue
        if agent.any_case == "whole" or entry.endswith(dot + suffix):
            yield join(place, entry)


def _look(repo: Repo, agent: Agent, path: str, folder: str) -> tuple[Link | None, str]:
    """A regular file as a link, with what keeps it from being read."""
    try:
        if repo.kind(path) != "file":
            return None, ""
        link = Link(path, "read", repo.size(path), directory=folder)
        if not agent.links and repo.target(path) is not None:
            why = f"{agent.title} passes over symbolic links"
            return replace(link, fate="shadowed", why=why), ""
        return link, ""
    except Unreadable as error:
        return Link(path, "dropped", 0, why=str(error), directory=folder), str(error)
