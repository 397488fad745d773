"""Which of the files met are sent, and in what order."""

from __future__ import annotations

import posixpath
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace

from agentslint.chain import walk, worktrees
from agentslint.model import Agent, Link
from agentslint.repo import Repo, Unreadable, join
from agentslint.text.blank import blank

Groups = list[list[Link]]


def start(
    repo: Repo, agent: Agent, folders: list[str], above: Iterable[str] = ()
) -> tuple[list[Link], list[Link]]:
    """The project's files that are met at the start, in the order sent, and the rules behind them.

    `above` are directories further out in which a name is looked for only to choose it.
    Raises walk.Lost.
    """
    groups: Groups = []
    slots = _slots(repo, agent, [*above, *folders])
    lost: walk.Lost | None = None
    for folder in folders:
        inner = agent.between and folder not in (folders[0], folders[-1])
        try:
            groups.append(walk.met(repo, agent, folder, agent.between if inner else slots))
        except walk.Lost as error:
            lost = lost or error
            groups.append(error.met)
    if lost is not None:
        raise walk.Lost(lost.path, lost.why, [link for group in groups for link in group])
    groups = worktrees.without_main(repo, agent, folders, groups)
    if agent.reach == "nearest":
        groups = [group if not any(groups[at + 1 :]) else [] for at, group in enumerate(groups)]
    quiet = silencer(repo, agent, [link for group in groups for link in group])
    for folder, group in zip(folders, groups, strict=True):
        group += _spare(repo, agent, folder, quiet)
    groups = worktrees.without_main(repo, agent, folders, groups)
    rooted = agent.end_slots or agent.rule_slots
    root = walk.marked(repo, folders[-1], agent.markers) if rooted else None
    places = {"root": root or folders[0], "here": folders[-1]}
    ends = list(dict.fromkeys(places[end] for end in agent.ends))
    first = [link for end in ends for link in walk.met(repo, agent, end, agent.top_slots)]
    last = [link for end in ends for link in walk.met(repo, agent, end, agent.end_slots)]
    places["root"] = root or folders[-1]
    rules = [
        link
        for end in dict.fromkeys(places[end] for end in agent.ends)
        for link in walk.met(repo, agent, end, agent.rule_slots)
    ]
    return [*first, *ordered(repo, agent, groups), *last, *listed(repo, agent, folders)], rules


def listed(repo: Repo, agent: Agent, folders: list[str]) -> Iterator[Link]:
    """The files that the agent's own settings list, each looked for from here up to the root."""
    root = walk.marked(repo, folders[-1], agent.markers) or folders[-1]
    told: set[str] = set()
    for pattern in agent.listed:
        for folder in repo.upwards(folders[-1], root):
            for path in walk.globbed(repo, folder, pattern):
                if path not in told:
                    told.add(path)
                    yield Link(path, "read", repo.size(path), directory=folder)


def lazy(repo: Repo, agent: Agent, folders: list[str], sent: list[Link]) -> list[Link]:
    """The files of directories below, as they are met once a file there is read."""
    groups: Groups = []
    spare: list[Link] = []
    quiet = silencer(repo, agent, sent)
    for folder in folders:
        group = walk.met(repo, agent, folder, agent.lazy_slots or agent.slots)
        spare += _spare(repo, agent, folder, quiet or silencer(repo, agent, group))
        groups.append(group)
    if agent.lazy_order == "nearest-first":
        groups.reverse()
    links = [*spare, *(link for group in groups for link in group)]
    return [replace(link, phase="lazy") for link in links]


def silencer(repo: Repo, agent: Agent, links: Iterable[Link]) -> str:
    """The path of a file that turns the spare ones off; empty where there is none."""
    for link in links:
        name = posixpath.relpath(link.path, link.directory)
        if name in agent.silencers and link.fate == "read" and not blank(_text(repo, link)):
            return link.path
    return ""


def _text(repo: Repo, link: Link) -> str:
    try:
        return repo.file(link.path).text
    except Unreadable:
        return ""


def ordered(repo: Repo, agent: Agent, groups: Groups) -> list[Link]:
    """The files of some directories, outermost first, as the agent orders them."""
    if agent.order == "nearest-first":
        groups = groups[::-1]
    elif agent.order == "root-here-between":
        groups = [*groups[:1], *groups[1:][::-1]]
    links = [link for group in groups for link in group]
    if agent.order == "by-name":
        return by_name(agent, links)
    if agent.order == "by-path":
        return sorted(links, key=lambda link: repo.absolute(link.path))
    return links


def by_name(agent: Agent, links: Iterable[Link]) -> list[Link]:
    """All files of the agent's first name, then all of the second, and so on."""
    names = [name.rpartition("/")[2] for name in agent.names]
    last = len(names)

    def place(link: Link) -> int:
        name = link.path.rpartition("/")[2]
        return names.index(name) if name in names else last

    return sorted(links, key=place)


def by_title(agent: Agent, links: Iterable[Link]) -> list[Link]:
    """All files by their titles, the user's last of those that share one; of these the last counts."""
    every = sorted(links, key=lambda link: link.level == "user")
    last = {_title(agent, link): link for link in every if link.fate == "read"}
    found = [
        replace(link, fate="shadowed", bytes=0, why=f"{winner.path} has the same name")
        if link.fate == "read" and (winner := last[_title(agent, link)]) is not link
        else link
        for link in every
    ]
    return sorted(found, key=lambda link: collated(_title(agent, link)))


def _title(agent: Agent, link: Link) -> str:
    for end, title in agent.titles:
        if link.path == join(link.directory, end) or (
            link.level == "user" and link.path.endswith(f"/{end}")
        ):
            return title
    name = link.path.rpartition("/")[2]
    stem, dot, _ = name.rpartition(".")
    return (stem if stem and dot else name).casefold()


def collated(text: str) -> list[tuple[int, str]]:
    """A key that sorts as people do: signs, digits, letters; accents aside."""
    letters = (c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return [(c.isalpha() + c.isalnum(), "" if c == "_" else c.casefold()) for c in letters]


def once(repo: Repo, links: Iterable[Link]) -> list[Link]:
    """The same links, one that leads to a file that was already sent marked so."""
    seen: dict[str, str] = {}
    found = []
    for link in links:
        if link.fate == "read":
            real = repo.real(link.path)
            if real in seen:
                why = f"it is the same file as {seen[real]}"
                link = replace(link, fate="shadowed", bytes=0, why=why)
            else:
                seen[real] = link.path
        found.append(link)
    return found


def _slots(repo: Repo, agent: Agent, folders: list[str]) -> walk.Slots:
    """The slots in force: with "first-name", the name that is found first hides the others."""
    if agent.choice == "each":
        return agent.slots
    for name in agent.slots[0]:
        if any(repo.is_file(join(folder, name)) for folder in folders):
            return ((name,), *agent.slots[1:])
    return agent.slots


def _spare(repo: Repo, agent: Agent, folder: str, quiet: str) -> list[Link]:
    """The files of a directory that count only where nothing turns them off."""
    why = f"{quiet} is read, and turns it off for the whole chain"
    return [
        replace(link, fate="shadowed", why=why) if quiet and link.fate == "read" else link
        for link in walk.met(repo, agent, folder, agent.spare)
    ]
