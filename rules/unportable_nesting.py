"""Files that some of the configured agents miss, depending on where they are started."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence

from agentslint.chain import readership
from agentslint.chain.context import Context
from agentslint.chain.readership import Reading
from agentslint.core import lazy_re
from agentslint.core.phrases import listed
from agentslint.model import Agent, File, Finding, Note, whole
from agentslint.repo import Unreadable
from agentslint.text import markdown, wording
from agentslint.text.instruction_files import STEM, TWINS

_STEM = lazy_re.compile(rf"\b{STEM}\b")


def check_repo(context: Context) -> Iterator[Finding]:
    if not context.between:
        return
    every = list(readership.each(context))
    yield from _below(context, every)
    yield from _above(context, every)


def _below(context: Context, every: list[Reading]) -> Iterator[Finding]:
    """Nested files that nobody sends to an agent that was started at the root."""
    nested = [r for r in every if r.directory != "." and not r.directory.startswith("..")]
    root = next((r for r in every if r.directory == "."), None)
    found: dict[tuple[tuple[Agent, ...], tuple[Agent, ...]], list[str]] = {}
    seen: set[str] = set()
    for reading in nested:
        for path in reading.own():
            if (real := context.repo.real(path)) in seen:
                continue  # a link to it is no second file
            seen.add(real)
            readers = reading.readers(path)
            lazy = tuple(agent for agent in readers if agent.lazy != "never")
            # who never reads the file at all is not told by where it starts
            missing = tuple(agent for agent in readers if agent.lazy == "never")
            if lazy and missing:
                found.setdefault((lazy, missing), []).append(path)
    for (lazy, missing), every_path in found.items():
        told = _told(context, root, missing, every_path)
        paths = [path for path in every_path if path not in told]
        if not paths:
            continue
        verb = "sends" if len(lazy) == 1 else "send"
        yield Finding(
            whole(paths[0]),
            f"started at the root, {_titles(lazy)} {verb} {_count(paths)} once a file there is "
            f"read; {_titles(missing)} never {'does' if len(missing) == 1 else 'do'}: "
            "say in the root's file where to look",
            tuple(Note(whole(path), "not read from the root") for path in paths[1:]),
            agents=readership.ids(list(missing)),
        )


def _told(
    context: Context, root: Reading | None, missing: tuple[Agent, ...], paths: list[str]
) -> set[str]:
    """The nested files that the root's own text sends all of these agents to, by name or as the nearest one."""
    if root is None:
        return set()
    told = set(paths)
    for agent, chain in root.pairs():
        if agent in missing:
            texts = [link.file for link in chain.start if link.file is not None]
            told &= set(paths) if any(map(_to_nearest, texts)) else _named(context, texts, paths)
    return told


def _named(context: Context, files: list[File], paths: list[str]) -> set[str]:
    """Those that files name by path, or that a file so named does."""
    found: set[str] = set()
    while files:
        file = files.pop()
        folder = f"{posixpath.dirname(file.path)}/".removeprefix("/")
        for path in paths:
            if path not in found and _names(file.text, path, folder):
                found.add(path)
                try:
                    files.append(context.repo.file(path))
                except Unreadable:
                    continue
    return found


def _names(text: str, path: str, folder: str) -> bool:
    """Whether a text names a file, from the root or from its own directory, or its directory's other name for it."""
    directory, _, _ = path.rpartition("/")
    starts = {directory, directory.removeprefix(folder)}
    return any(
        f"{start}/{name}" in text and _whole(f"{start}/{name}").search(text)
        for start in starts
        for name in TWINS
    )


def _whole(path: str) -> lazy_re.Pattern[str]:
    return lazy_re.compile(rf"(?<![\w.-])(?<![\w.-]/){lazy_re.escape(path)}(?!\w)")


def _to_nearest(file: File) -> bool:
    """Whether a sentence speaks of the instruction file that is nearest, or nested."""
    nearest = wording.pattern("scope", "«nearest»")
    return any(
        piece.kind == "sentence" and _STEM.search(piece.text) and nearest.search(piece.text)
        for piece in markdown.read(file)
    )


def _above(context: Context, every: list[Reading]) -> Iterator[Finding]:
    """The root's file, lost where an agent that looks in one directory is started below."""
    root = next((r for r in every if r.directory == "."), None)
    alone = [agent for agent in context.agents if agent.reach == "here"]
    if root is None or not alone or len(alone) == len(context.agents):
        return
    for path in root.own():
        losers = [agent for agent in root.readers(path) if agent in alone]
        if losers:
            verb = "does" if len(losers) == 1 else "do"
            yield Finding(
                whole(path),
                f"started in a directory below, {_titles(losers)} {verb} not read this file, "
                "as the other agents do",
                agents=readership.ids(losers),
            )


def _count(paths: list[str]) -> str:
    return "this file" if len(paths) == 1 else f"this file and {len(paths) - 1} more nested ones"


def _titles(agents: Sequence[Agent]) -> str:
    return listed([agent.title for agent in agents])
