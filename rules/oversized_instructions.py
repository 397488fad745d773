"""A file or a chain that is larger than the team wants: a limit of the team's own, not of an agent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from agentslint.chain.context import Context
from agentslint.model import Chain, Finding, Link, whole
from agentslint.text import tokens

UNITS = ("bytes", "lines", "tokens")


def check_chain(chain: Chain, context: Context) -> Iterator[Finding]:
    sent = [link for link in chain.sources if link.level == "project" and link.phase == "start"]
    own = [link for link in sent if link.directory == chain.directory]
    for unit in UNITS:
        limit = context.options[f"max-{unit}"]
        for link in own if limit is not None else ():
            if (size := _size([link], unit, context)) > limit:
                yield _finding(link, f"this file has {size:,} {unit}", "file", unit, limit)
        limit = context.options[f"chain-max-{unit}"]
        if limit is None or not own:
            continue
        size = _size(sent, unit, context)
        # what is too large above is told above
        above = _size([link for link in sent if link not in own], unit, context)
        if above <= limit < size:
            told = f"this directory gets {size:,} {unit} in {len(sent)} files"
            yield _finding(own[-1], told, "directory", unit, limit)


def _size(links: Sequence[Link], unit: str, context: Context) -> int:
    texts = [link.file.text for link in links if link.file is not None]
    if unit == "bytes":
        return sum(link.size for link in links)
    if unit == "lines":
        return sum(len(text.splitlines()) for text in texts)
    return sum(tokens.count(text, context.options["tokenizer"]) for text in texts)


def _finding(link: Link, told: str, what: str, unit: str, limit: int) -> Finding:
    message = f"{told}: the limit that the team set for a {what} is {limit:,}"
    return Finding(whole(link.path), message, key=f"{what} {unit}")
