"""The same instructions twice."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.chain.context import Context
from agentslint.model import Finding, Note, whole
from agentslint.repo import sample, vendored
from agentslint.text.blank import blank

SHORTEST = 60  # bytes; two files of one short sentence are no copy


def check_repo(context: Context) -> Iterator[Finding]:
    first: dict[bytes, str] = {}
    for file in sorted(context.files, key=lambda f: (f.path.count("/"), f.path)):
        text = b"\n".join(line.rstrip() for line in file.data.strip().splitlines())
        if len(text) < SHORTEST or blank(file.text) or _apart(file.path):
            continue
        original = first.setdefault(text, file.path)
        if original == file.path or context.repo.real(original) == context.repo.real(file.path):
            continue
        together = any(_read_both(links, original, file.path) for links in _sources(context))
        yield Finding(
            whole(file.path),
            f"this file says what {original} says, word for word: "
            + ("its chain sends both" if together else "one of them will be forgotten"),
            (Note(whole(original), "the same text"),),
            severity=None if together else "info",
        )


def _apart(path: str) -> bool:
    return vendored(path) or sample(path)


def _sources(context: Context) -> Iterator[set[str]]:
    for chain in context.chains.values():
        yield {link.path for link in chain.sources}


def _read_both(links: set[str], one: str, two: str) -> bool:
    return one in links and two in links
