"""The same instructions twice: in one chain, side by side, or in twins that have drifted apart."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.chain.context import Context
from agentslint.model import File, Finding, Note, line_place, whole
from agentslint.repo import Unreadable, join, parent, sample, vendored
from agentslint.text.blank import blank
from agentslint.text.instruction_files import TWINS
from agentslint.text.twins import alike, essence, unnamed

SHORTEST = 60  # bytes; two files of one short sentence are no copy


def check_repo(context: Context) -> Iterator[Finding]:
    first: dict[bytes, str] = {}
    for file in sorted(context.files, key=lambda f: (f.path.count("/"), f.path)):
        text = essence(file.data)
        if blank(file.text) or _apart(file.path):
            continue
        original = first.setdefault(text, file.path)
        if original == file.path:
            continue
        together = any(_read_both(links, original, file.path) for links in _sources(context))
        if context.repo.real(original) == context.repo.real(file.path):
            if together and not parent(file.path).rpartition("/")[2].startswith("."):
                yield _linked(file.path, original)
            continue
        if len(text) < SHORTEST:
            continue
        yield Finding(
            whole(file.path),
            f"this file repeats {original} word for word: "
            + ("its chain sends both" if together else "one of them will be forgotten"),
            (Note(whole(original), "the same text"),),
            severity=None if together else "info",
        )
    if not context.agents or context.agent == context.agents[0]:
        yield from _drifted(context)


def _linked(path: str, original: str) -> Finding:
    said = f"this link leads to {original}, which the chain sends already: delete the link"
    return Finding(whole(path), said, (Note(whole(original), "sent first"),))


def _drifted(context: Context) -> Iterator[Finding]:
    """Files of one directory for different agents that say nearly the same, and are not kept so."""
    for file in context.files:
        folder, name = parent(file.path), file.path.rpartition("/")[2]
        if name not in TWINS or _apart(file.path):
            continue
        for other in TWINS[TWINS.index(name) + 1 :]:
            twin = _twin(context, join(folder, other), file)
            if twin is not None:
                yield from _differ(file, twin, context)


def _twin(context: Context, path: str, file: File) -> File | None:
    """Another file that is a near copy of this one, and not the same."""
    repo = context.repo
    try:
        if not repo.is_file(path) or repo.real(path) == repo.real(file.path) or repo.leaves(path):
            return None
        twin = repo.file(path)
    except Unreadable:
        return None
    same = essence(twin.data) == essence(file.data)
    return twin if not same and alike(file.data, twin.data) else None


def _differ(file: File, twin: File, context: Context) -> Iterator[Finding]:
    from difflib import SequenceMatcher  # for the few files that are twins

    here, there = file.text.split("\n"), twin.text.split("\n")
    spans = [
        codes
        for codes in SequenceMatcher(None, unnamed(here), unnamed(there), False).get_opcodes()
        if codes[0] != "equal"
    ]
    if not spans:
        return
    differing = sum(max(end - start, stop - begin) for _, start, end, begin, stop in spans)
    _, start, _, begin, _ = spans[0]
    name = twin.path.rpartition("/")[2]
    both = any(name in agent.names for agent in context.agents)
    lines = "1 line differs" if differing == 1 else f"{differing} lines differ"
    yield Finding(
        line_place(file.path, min(start, len(here) - 1) + 1),
        f"{name} beside it says nearly the same, and {lines}: keep one text, and make the other a link "
        f"or a file that imports it",
        (
            Note(
                line_place(twin.path, min(begin, len(there) - 1) + 1), "the first line that differs"
            ),
        ),
        severity=None if both else "info",
        agents=tuple(agent.id for agent in context.agents),
        key=f"twins {name}",
    )


def _apart(path: str) -> bool:
    return vendored(path) or sample(path)


def _sources(context: Context) -> Iterator[set[str]]:
    for chain in context.chains.values():
        yield {link.path for link in chain.sources}


def _read_both(links: set[str], one: str, two: str) -> bool:
    return one in links and two in links
