"""Which part of each document is judged, and what is said of one that is longer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from agentslint.chain.repository_chains import DEEPEST, deeper
from agentslint.core.phrases import counted
from agentslint.model import Agent, Chain, File
from agentslint.repo import Repo
from agentslint.text import steps

SHOWN = 60  # characters of a path of very many parts


def judged(chains: Mapping[str, Chain]) -> dict[str, Chain]:
    """The same chains, of each file what is judged of it."""
    return {folder: _of_chain(chain) for folder, chain in chains.items()}


def parts(files: Iterable[File]) -> tuple[File, ...]:
    """The same files, of each what is judged of it."""
    return tuple(map(_cut, files))


def unjudged(repo: Repo, agents: Iterable[Agent], files: Iterable[File]) -> Iterator[str]:
    """What was not judged, a sentence each: parts of files, and directories that lie too deep."""
    yield from left_out(files)
    deep = sorted({folder for agent in agents for folder in deeper(repo, agent)})
    if deep:
        yield (
            f"{counted(len(deep), 'directory', 'directories')} with instruction files of their own, more than "
            f"{DEEPEST} levels deep, were not judged: the first is {deep[0][:SHOWN]}…"
        )


def left_out(files: Iterable[File]) -> Iterator[str]:
    """A sentence for each file that is longer than what was judged of it, by path."""
    for file in sorted(files, key=lambda file: file.path):
        if len(file.data) < file.size:
            yield (
                f"{file.path}: its first {len(file.data):,} of {file.size:,} bytes were judged, and no "
                "more: it is longer, or names more, than one document may: divide it"
            )


def _of_chain(chain: Chain) -> Chain:
    cut = [link.file is not None and _cut(link.file) is not link.file for link in chain.links]
    if not any(cut):
        return chain
    links = tuple(
        replace(link, file=_cut(link.file)) if shorter and link.file is not None else link
        for link, shorter in zip(chain.links, cut, strict=True)
    )
    return replace(chain, links=links)


@lru_cache(maxsize=64)
def _cut(file: File) -> File:
    """What is judged of a file; itself where that is all of it."""
    end = steps.judged(file.data)
    return file if end >= len(file.data) else replace(file, data=file.data[:end])
