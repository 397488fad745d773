"""An instruction file that another beside it hides."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from agentslint.chain import scoped
from agentslint.chain.context import Context
from agentslint.chain.loss import headings
from agentslint.claims import overriding
from agentslint.core.phrases import AgentMessage
from agentslint.model import Chain, File, Finding, Link, Note, Severity, whole
from agentslint.text.blank import blank
from agentslint.verdicts import overrides
from agentslint.verdicts.overrides import Override

NAMED = 5  # headings named in a message


def check_chain(chain: Chain, context: Context) -> Iterator[Finding]:
    for hidden, winner in pairs(chain):
        # an empty winner is a fault of its own kind
        if winner.file is None or blank(winner.file.text) or hidden.file is None:
            continue
        if hidden.file.data == winner.file.data or blank(hidden.file.text):
            continue
        name = hidden.path.rpartition("/")[2]
        if _meant_for_others(hidden, winner, context):
            continue
        if overriding.is_found(hidden.file, winner.path):
            continue  # it holds nothing but the way to the file that is read
        yield Finding(
            whole(winner.path),
            AgentMessage(
                "{agents} {reads} this file instead of {name}: {gone}",
                chain.agent.title,
                name=name,
                gone=_gone(hidden),
            ),
            (Note(whole(hidden.path), "never read in this directory or below"),),
            severity=_severity(winner, winner.file, hidden.file, context),
        )
    yield from _turned_off(chain, context)


def _turned_off(chain: Chain, context: Context) -> Iterator[Finding]:
    """The only file of a directory, which another further up turns off; between agents `unportable-name`."""
    own = [link for link in chain.links if link.directory == chain.directory]
    if len(context.agents) > 1 or any(link.fate != "shadowed" for link in own):
        return
    above = [
        x for x in chain.start if posixpath.relpath(x.path, x.directory) in chain.agent.silencers
    ]
    for hidden in own:
        if hidden.importer or not above or hidden.file is None or blank(hidden.file.text):
            continue
        if hidden.path == above[0].path:
            continue  # read at the start, it is not read again in its own directory
        yield Finding(
            whole(hidden.path),
            AgentMessage(
                "{agents} {does} not read this file: {quiet} turns it off: put a {name} with the line "
                "@{own} beside it",
                chain.agent.title,
                quiet=above[0].path,
                name=posixpath.basename(above[0].path),
                own=posixpath.basename(hidden.path),
            ),
            (Note(whole(above[0].path), "read instead"),),
        )


def pairs(chain: Chain) -> Iterator[tuple[Link, Link]]:
    """Each hidden file of the chain's own directory, with the one that is taken instead."""
    here = [
        link
        for link in chain.links
        if link.directory == chain.directory and link.level == "project" and link.phase == "start"
    ]
    winner = next((link for link in here if link.fate != "shadowed"), None)
    for link in here:
        rule = scoped.one_of_rules(chain.agent, link)
        if link.fate == "shadowed" and winner is not None and not rule:
            yield link, winner


def _meant_for_others(hidden: Link, winner: Link, context: Context) -> bool:
    """Whether the two are different agents' files, of which each takes its own.

    The shared name alone is for everybody; between several agents `unportable-name` says so. A
    name that the configuration adds is looked for on purpose.
    """
    names = [link.path.rpartition("/")[2] for link in (hidden, winner)]
    if names[0] not in context.agent.names or _family(names[0]) == _family(names[1]):
        return False
    return names[0] != "AGENTS.md" or len(context.agents) > 1


def _family(name: str) -> str:
    return name.partition(".")[0].casefold()


def _gone(hidden: Link) -> str:
    names = list(headings(hidden.file)) if hidden.file else []
    listed = ", ".join(names[:NAMED])
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    told = f", with the section{'s' * (len(names) > 1)} {listed}{more}" if names else ""
    return f"{hidden.size:,} bytes are lost{told}"


def _severity(winner: Link, file: File, hidden: File, context: Context) -> Severity | None:
    tracked = winner.path in context.repo.listing.tracked
    if tracked and context.repo.ignored([winner.path]):
        return "error"
    meant = overrides.intention(Override(file, hidden)) in ("hands over", "hides")
    return "info" if meant else None
