"""A file that some of the configured agents do not read because of its name, or of another's."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from agentslint.chain import imports, readership
from agentslint.chain.context import Context
from agentslint.chain.readership import Reading
from agentslint.claims import overriding
from agentslint.core.phrases import listed
from agentslint.model import Agent, Edit, File, Finding, Fix, Link, Note, Place, Rename, whole
from agentslint.repo import Repo, Unreadable, join
from agentslint.text import markdown, wording
from agentslint.text.blank import blank
from agentslint.text.instruction_files import BRIDGING, OWN, SHARED, TWINS
from agentslint.text.twins import alike

BRIDGE = f"@{SHARED}"
POINTER = 600  # characters that say no more than where the rules are
REDIRECT = 2000  # and that may repeat a few of them
# names that somebody gives to the one file of a directory, when not SHARED
OTHERS = (BRIDGING, "AGENT.md")
# and at the root alone: below it they are their agent's own affair
ROOT_OTHERS = tuple(name for name in (*TWINS, *OWN) if name not in (SHARED, *OTHERS))


def check_repo(context: Context) -> Iterator[Finding]:
    if not context.between:
        return
    deaf: set[str] = set()  # agents that look for another name everywhere: said once
    named: dict[tuple[str, tuple[Agent, ...], tuple[Agent, ...]], list[str]] = {}
    silenced: dict[str, list[tuple[Reading, str, Agent]]] = {}
    for reading in readership.each(context):
        path = join(reading.directory, SHARED)
        if _exact(context.repo, path):
            yield from _linked(reading, path)
            yield from _never(reading, path, deaf)
            for quiet, agent in _silencers(reading, path):
                if _twins(context.repo, quiet, path):
                    continue  # to import it would send the text twice: `copied-file` says what to do
                if _sends_to(context.repo, path, quiet):
                    continue  # to import it would lead in a circle
                if _told(context.repo, quiet, path, overriding.is_refused):
                    continue  # it is meant so
                silenced.setdefault(quiet, []).append((reading, path, agent))
        else:
            for kind, path in _other_names(context.repo, reading):
                named.setdefault(kind, []).append(path)
    for quiet, lost in silenced.items():
        yield _silenced(context.repo, quiet, lost)
    for (name, readers, losers), paths in named.items():
        yield _other_name(context.repo, name, list(readers), list(losers), paths)


def _exact(repo: Repo, path: str) -> bool:
    try:
        return repo.is_file(path) and not blank(repo.text(path) or "")
    except Unreadable:
        return False


def _silencers(reading: Reading, path: str) -> Iterator[tuple[str, Agent]]:
    """The file that turns this one off, for each agent for which one does."""
    readers = reading.readers(path)
    for agent, chain in reading.pairs():
        hidden = any(link.path == path and link.fate == "shadowed" for link in chain.links)
        if not hidden or not agent.silencers or agent in readers:
            continue
        for link in chain.start:
            if link.path.removeprefix(f"{link.directory}/") in agent.silencers:
                yield link.path, agent
                break


def _twins(repo: Repo, one: str, other: str) -> bool:
    """Whether two files say the same, or nearly."""
    try:
        return alike(repo.file(one).data, repo.file(other).data)
    except Unreadable:
        return False


def _sends_to(repo: Repo, path: str, quiet: str) -> bool:
    """Whether a file of a few sentences only says that the rules are in the other."""
    try:
        file = repo.file(path)
    except Unreadable:
        return False
    folder, _, name = quiet.rpartition("/")
    if len(file.text) >= REDIRECT or folder != path.rpartition("/")[0]:
        return False
    pieces = markdown.read(file)
    if any(piece.kind in ("item", "fence", "cell") for piece in pieces):
        return any(
            piece.kind == "sentence" and name in piece.text and _is_sole(piece.text, path)
            for piece in pieces
        )
    return len(file.text) < POINTER and overriding.is_found(file, quiet)


def _is_sole(sentence: str, path: str) -> bool:
    """Whether a sentence calls another file than the one that it stands in the one that counts."""
    found = wording.pattern("override", "«sole»").search(sentence)
    before = sentence[: found.start()] if found else ""
    own = path.rpartition("/")[2] in before
    return bool(found) and not (own or wording.pattern("subject", "«this» «file»").search(before))


def _size(repo: Repo, path: str) -> int:
    """Bytes of a file; 0 where it went while we looked."""
    try:
        return repo.size(path)
    except Unreadable:
        return 0


def _silenced(repo: Repo, quiet: str, lost: list[tuple[Reading, str, Agent]]) -> Finding:
    agents = list(dict.fromkeys(agent for _, _, agent in lost))
    paths = list(dict.fromkeys(path for _, path, _ in lost))
    more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
    beside = join(lost[0][0].directory, quiet.rpartition("/")[2]) == quiet
    bridge = Edit(Place(quiet), f"{BRIDGE}\n\n")
    cure = (
        f"add the line {BRIDGE}"
        if beside and len(paths) == 1
        else f"put a CLAUDE.md with the line {BRIDGE} beside {'each' if more else 'it'}"
    )
    titles = listed([agent.title for agent in agents])
    sent = len(paths) == 1 and _told(repo, quiet, paths[0], overriding.is_read)
    size = sum(_size(repo, path) for path in paths)
    return Finding(
        whole(quiet),
        f"this file tells {titles} to read {paths[0]}, and does not import it: {cure}"
        if sent
        else f"this file keeps {titles} from {paths[0]}{more}: {size:,} bytes are not read: {cure}",
        tuple(Note(whole(path), "not read because of it") for path in paths if not sent),
        Fix((bridge,), safe=False) if beside and len(paths) == 1 else None,
        severity="info" if sent else None,
        agents=readership.ids(agents),
        directories=tuple(reading.directory for reading, _, _ in lost),
    )


def _told(repo: Repo, quiet: str, path: str, what: Callable[[File, str], bool]) -> bool:
    """What a file says in words of the one beside it: to read it, or not to."""
    try:
        return what(repo.file(quiet), path)
    except Unreadable:
        return False


def _linked(reading: Reading, path: str) -> Iterator[Finding]:
    """A symbolic link that some agents pass over."""
    if reading.repo.target(path) is None:
        return
    readers = reading.readers(path)
    losers = [agent for agent in reading.agents if not agent.links and agent not in readers]
    if losers and readers:
        over = "passes" if len(losers) == 1 else "pass"
        yield Finding(
            whole(path),
            f"{_titles(losers)} {over} over this file, because it is a symbolic link "
            f"to {reading.repo.target(path)}: make {SHARED} the file and the other name the link",
            agents=readership.ids(losers),
        )


def _never(reading: Reading, path: str, deaf: set[str]) -> Iterator[Finding]:
    """Agents that look for names of their own, and never for the shared one."""
    losers = [
        agent
        for agent, chain in reading.pairs()
        if SHARED not in chain.agent.names
        and agent.id not in deaf
        and agent not in reading.readers(path)
        and not any(link.directory == reading.directory for link in chain.start)
    ]
    deaf.update(agent.id for agent in losers)
    if not losers or not reading.readers(path):
        return
    nameless = [agent for agent in losers if not agent.names]
    for group in (nameless, [agent for agent in losers if agent.names]):
        if not group:
            continue
        verb = "never reads" if len(group) == 1 else "never read"
        firsts = list(dict.fromkeys(agent.names[0] for agent in group if agent.names))
        names = listed(firsts) if firsts else ""
        hints = [agent.remedy for agent in group if agent.remedy]
        cure = hints[0] if hints else f"put a {names} with the line {BRIDGE} beside it"
        told = f"but {names}: {cure}" if names else "nor any other file by itself"
        yield Finding(
            whole(path),
            f"{_titles(group)} {verb} {SHARED}, {told}",
            agents=readership.ids(group),
        )


def _other_names(
    repo: Repo, reading: Reading
) -> Iterator[tuple[tuple[str, tuple[Agent, ...], tuple[Agent, ...]], str]]:
    """The one file of a directory, under a name that only some agents read."""
    root = reading.directory == "."
    for path, link in reading.own().items():
        name = path.removeprefix(f"{reading.directory}/")
        # a lower-case name below the root is often a page about agents
        spelled = name.casefold() == SHARED.casefold() and (root or not name.islower())
        known = name in OTHERS or (root and name in ROOT_OTHERS)
        if not spelled and (not known or _only_bridge(link)):
            continue
        readers = reading.readers(path)
        losers = [
            agent
            for agent, chain in reading.pairs()
            if agent not in readers
            and not any(own.directory == reading.directory for own in chain.start)
        ]
        if losers and readers:
            yield (name, tuple(readers), tuple(losers)), path
            return


def _other_name(
    repo: Repo, name: str, readers: list[Agent], losers: list[Agent], paths: list[str]
) -> Finding:
    right = [path.removesuffix(name) + SHARED for path in paths]
    spelled = name.casefold() == SHARED.casefold() and not any(map(repo.exists, right))
    cure = f"name {'it' if len(paths) == 1 else 'each'} {SHARED}"
    if name.casefold() != SHARED.casefold() and name != "AGENT.md":
        cure += f", and leave a {name} that says {BRIDGE}"
    what = "this file" + (f" and {len(paths) - 1} more" if len(paths) > 1 else "")
    reads, does = (("reads", "read")[len(readers) > 1], ("does", "do")[len(losers) > 1])
    renames = tuple(Rename(path, to) for path, to in zip(paths, right, strict=True))
    return Finding(
        whole(paths[0]),
        f"{_titles(readers)} {reads} {what}, {_titles(losers)} {does} not: {cure}",
        tuple(Note(whole(path), "nor this one") for path in paths[1:]),
        Fix(renames=renames, safe=False) if spelled else None,
        agents=readership.ids(losers),
    )


def _only_bridge(link: Link) -> bool:
    """Whether a file says nothing but where the rules are."""
    text = link.file.text.strip() if link.file else ""
    targets = [f"@{path}" for _, path in imports.targets(text)]
    return blank(text) or text.split() == targets


def _titles(agents: list[Agent]) -> str:
    return listed([agent.title for agent in agents])
