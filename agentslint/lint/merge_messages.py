"""One sentence for several agents: "Codex reads" of each becomes "Codex and pi read" of both."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from agentslint.core.phrases import listed

SLOT = "\0"

VERBS = {
    "reads": "read",
    "sends": "send",
    "imports": "import",
    "passes": "pass",
    "drops": "drop",
    "does": "do",
    "takes": "take",
    "stops": "stop",
}
SAID = r"(?= (?:(?:then|never|still) )?(?:" + "|".join(VERBS) + r")\b| (?:never|does not) |'s )"
PLURAL = re.compile(r"\b(" + "|".join(VERBS) + r")\b|\bit looks for\b")


def opened(message: str, title: str) -> str:
    """The message with the agent that acts in it left open, where one does."""
    return re.sub(rf"(?<![\w]){re.escape(title)}{SAID}", SLOT, message)


def closed(message: str, agents: Sequence[str], titles: Mapping[str, str]) -> str:
    """The message with the agents it is true of filled in. `titles`: those of the whole run."""
    if SLOT not in message:
        return message
    names = [titles[agent] for agent in agents]
    if len(names) == 1:
        return message.replace(SLOT, names[0])
    # what stands before the first slot speaks of files, not of agents
    before, slot, after = message.partition(SLOT)
    clause, mark, rest = after.partition(": ")
    clause = PLURAL.sub(_plural, clause)
    if rest.startswith("it looks for"):
        rest = "they look for" + rest.removeprefix("it looks for")
    return f"{before}{slot}{clause}{mark}{rest}".replace(SLOT, listed(names, len(titles)))


def _plural(match: re.Match[str]) -> str:
    return VERBS.get(match[0], "they look for")
