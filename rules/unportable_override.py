"""An override that some of the configured agents do not know."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.chain import readership
from agentslint.chain.context import Context
from agentslint.chain.readership import Reading
from agentslint.core.phrases import listed
from agentslint.model import Agent, Finding, Fix, Note, Rename, whole


def check_repo(context: Context) -> Iterator[Finding]:
    if not context.between:
        return
    alone: dict[tuple[tuple[Agent, ...], tuple[Agent, ...]], list[str]] = {}
    for reading in readership.each(context):
        for link in reading.own().values():
            if ".override." not in link.path.rpartition("/")[2]:
                continue
            takers = reading.readers(link.path)
            others = [agent for agent in context.agents if agent not in takers]
            if others and context.repo.is_file(_plain(link.path)):
                yield from _beside(reading, link.path, takers, others)
            elif others:
                alone.setdefault((tuple(takers), tuple(others)), []).append(link.path)
    for (knowing, deaf), paths in alone.items():
        yield _alone(list(knowing), list(deaf), paths)


def _beside(
    reading: Reading, path: str, takers: list[Agent], others: list[Agent]
) -> Iterator[Finding]:
    """An override whose sibling the others still follow."""
    plain = _plain(path)
    still = [agent for agent in reading.readers(plain) if agent in others]
    if still:
        verb = "reads" if len(still) == 1 else "read"
        yield Finding(
            whole(path),
            f"this override is in effect for {_titles(takers)} alone: {_titles(still)} still "
            f"{verb} {plain}; what all should follow belongs in that file",
            (Note(whole(plain), "in effect for the others"),),
            agents=readership.ids(still),
            directories=(reading.directory,),
        )


def _alone(takers: list[Agent], others: list[Agent], paths: list[str]) -> Finding:
    """Overrides of nothing, which the others do not look for."""
    verb = "sees" if len(others) == 1 else "see"
    what, cure = "this override is", f"it: named {_plain(paths[0])}, all would"
    if len(paths) > 1:
        what = f"this override and {len(paths) - 1} more are"
        cure = f"them: named {_plain(paths[0]).rpartition('/')[2]}, all would"
    return Finding(
        whole(paths[0]),
        f"{what} in effect for {_titles(takers)} alone: {_titles(others)} never {verb} {cure}",
        tuple(Note(whole(path), "nor this one") for path in paths[1:]),
        Fix(renames=tuple(Rename(path, _plain(path)) for path in paths), safe=False),
        agents=readership.ids(others),
    )


def _plain(path: str) -> str:
    """The name that the override stands in front of."""
    folder, slash, name = path.rpartition("/")
    return folder + slash + name.replace(".override.", ".")


def _titles(agents: list[Agent]) -> str:
    return listed([agent.title for agent in agents])
