"""Parts of the sentences that agentslint writes: lists of names, and sentences about agents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

NAMED = 4  # agents named in one message

# what is said of one agent, and the same of several
AGREEMENT = {
    "does": "do",
    "drops": "drop",
    "follows": "follow",
    "it": "they",
    "looks": "look",
    "passes": "pass",
    "reads": "read",
    "sends": "send",
    "imports": "import",
}
ONE = {word: word for word in AGREEMENT}
# where the names are listed of what somebody may have meant
LISTED = {"a rule": "; `agentslint rules` lists them"}


def counted(number: int, one: str, many: str = "") -> str:
    """A number with what it counts: `1 finding`, `3 entries`."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def unknown(name: str, known: Iterable[str], what: str) -> str:
    """A name that does not exist, with the nearest that does, or where those that do are listed."""
    near = nearest(name, known)
    listed = LISTED.get(what, "")
    return f"{name} is not {what}" + (f": did you mean {near}?" if near else listed)


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that somebody may have meant, or "": one spelt alike, else one with that word in it."""
    import difflib

    every = list(known)
    words = [each for each in every if name.casefold() in each.casefold().split("-")]
    alike = difflib.get_close_matches(name.casefold(), every, 1, 0.6)
    return next(iter([*alike, *words]), "")


class CommonMessage(str):
    """A text that names no agent: said of some agents of a run alone, it says of which."""

    def about(self, agents: Sequence[str], total: int = 0) -> str:
        """The text about agents of these titles, of `total` that were asked about."""
        return str(self) if len(agents) >= total else f"{self} ({listed(agents, total)} only)"


class AgentMessage(str):
    """What an agent does, as a text about one agent that can be made again about several.

    In `template`, `{agents}` is who acts, and a word of AGREEMENT in braces agrees with it:
    `AgentMessage("{agents} {reads} {path}", "Codex", path="AGENTS.md")`. Every other field is one of
    `values`. Findings of several agents are the same where template and values are.
    """

    template: str
    agent: str
    values: tuple[tuple[str, str], ...]

    def __new__(cls, template: str, agent: str, /, **values: str) -> AgentMessage:
        """The text about the agent of that title. Raises KeyError for a field without a value."""
        made = super().__new__(cls, template.format_map({**ONE, **values, "agents": agent}))
        made.template, made.agent, made.values = template, agent, tuple(values.items())
        return made

    def __getnewargs_ex__(self) -> tuple[tuple[str, str], dict[str, str]]:
        # a pickle makes it again by its class: no function is called that `safe_pickle` refuses
        return (self.template, self.agent), dict(self.values)

    def about(self, agents: Sequence[str], total: int = 0) -> str:
        """The text about agents of these titles, of `total` that were asked about."""
        if len(agents) == 1:
            return str(AgentMessage(self.template, agents[0], **dict(self.values)))
        named = {"agents": listed(agents, total)}
        return self.template.format_map({**AGREEMENT, **dict(self.values), **named})


def listed(names: Sequence[str], total: int = 0) -> str:
    """Names in a sentence; a long list is counted."""
    if len(names) == total > 2:
        return f"all {total} agents"
    shown = list(names[:NAMED])
    if (more := len(names) - NAMED) > 0:
        shown.append(f"{more} more")
    return " and ".join(filter(None, [", ".join(shown[:-1]), shown[-1]]))
