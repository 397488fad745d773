"""What stands around the text of one file, and what of it the model never sees."""

from __future__ import annotations

import re

from agentslint.model import Agent, Link

STRIPPED = {
    "front-matter": re.compile(r"\A---[ \t]*\r?\n.*?^---[ \t]*(?:\r?\n|\Z)", re.M | re.S),
    "comment": re.compile(r"<!--.*?(?:-->[ \t]*\n?|(?P<open>)\Z)", re.S),
}


def framed(agent: Agent, link: Link) -> str:
    """The text of one file as it is sent."""
    text = link.file.data[: link.bytes].decode("utf-8", "replace") if link.file else ""
    for part in agent.strips:
        text = STRIPPED[part].sub(_left, text)
    if agent.frame == "{text}":
        return text
    before, _, after = agent.frame.partition("{text}")
    around = [part.replace("{path}", link.path) for part in (before, after)]
    return f"{around[0]}{text}{around[1]}"


def _left(match: re.Match[str]) -> str:
    """Nothing, but an open comment whole: it is none, and no other is looked for to the end."""
    return match[0] if match.lastgroup == "open" else ""
