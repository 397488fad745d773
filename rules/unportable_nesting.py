"""Files that some of the configured agents miss, depending on where they are started."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from agentslint.chain import readership
from agentslint.chain.context import Context
from agentslint.chain.readership import Reading
from agentslint.core.phrases import listed
from agentslint.model import Agent, Finding, Note, whole


def check_repo(context: Context) -> Iterator[Finding]:
    if not context.between:
        return
    every = list(readership.each(context))
    yield from _below(context, every)
    yield from _above(context, every)


def _below(context: Context, every: list[Reading]) -> Iterator[Finding]:
    """Nested files that nobody sends to an agent that was started at the root."""
    nested = [r for r in every if r.directory != "." and not r.directory.startswith("..")]
    found: dict[tuple[tuple[Agent, ...], tuple[Agent, ...]], list[str]] = {}
    for reading in nested:
        for path in reading.own():
            readers = reading.readers(path)
            lazy = tuple(agent for agent in readers if agent.lazy != "never")
            # who never reads the file at all is not told by where it starts
            missing = tuple(agent for agent in readers if agent.lazy == "never")
            if lazy and missing:
                found.setdefault((lazy, missing), []).append(path)
    for (lazy, missing), paths in found.items():
        verb = "sends" if len(lazy) == 1 else "send"
        yield Finding(
            whole(paths[0]),
            f"started at the root, {_titles(lazy)} {verb} {_count(paths)} once a file there is "
            f"read; {_titles(missing)} never {'does' if len(missing) == 1 else 'do'}: "
            "say in the root's file where to look",
            tuple(Note(whole(path), "not read from the root") for path in paths[1:]),
            agents=readership.ids(list(missing)),
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
