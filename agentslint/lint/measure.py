"""Which part of each document is judged, and what is said of one that is longer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from agentslint.model import Chain, File
from agentslint.text import steps


def judged(chains: Mapping[str, Chain]) -> dict[str, Chain]:
    """The same chains, of each file what is judged of it."""
    return {folder: _of_chain(chain) for folder, chain in chains.items()}


def left_out(files: Mapping[str, File]) -> Iterator[str]:
    """What was not judged, a sentence for each of the judged files that is longer."""
    for path, file in sorted(files.items()):
        if len(file.data) < file.size:
            yield (
                f"{path}: its first {len(file.data):,} of {file.size:,} bytes were judged, and no "
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
