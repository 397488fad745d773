"""Repository + agent + directory to a `Chain`: every file met on the way, with its fate.

Fates are computed here, once; `check` and `explain` cannot disagree. The rules of Codex are in
codex-cli 0.169.0's behaviour, recorded in fixtures/conformance.
"""

from __future__ import annotations

import hashlib
import posixpath
from dataclasses import replace

from agentslint import codex
from agentslint.model import Agent, Chain, Link, User
from agentslint.repo import READ_LIMIT, Repo, Unreadable, join

# Unicode White_Space, which is what Codex calls blank. Python's `str.strip` takes U+001C to
# U+001F as well.
BLANK = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    chr(point) for point in range(0x2000, 0x200B)
)
NOBODY = User()


def build(repo: Repo, agent: Agent, directory: str, user: User = NOBODY) -> Chain:
    """The chain of one directory. Raises Failure for settings that the agent refuses.

    `directory` is relative to the repository's root (`.` is the root itself) and taken as it
    is written: symbolic links in it are not resolved.
    """
    if agent.configure is not None:
        agent = agent.configure(repo, agent, directory, user)
    own = _user_links(repo, agent, user)
    try:
        if repo.kind(directory) != "directory":
            return Chain(agent, directory, own, directory, "this is not a directory")
    except Unreadable as error:
        return Chain(agent, directory, own, directory, f"this cannot be entered: {error}")
    top = codex.root(repo, directory, agent.markers)
    try:
        met = _met(repo, agent, repo.upwards(directory, top)[::-1])
        links, failure = _sent(repo, agent, met), agent.refusal
        if failure:
            links = [_lost(link, failure) for link in links]
    except _Lost as lost:
        failure = f"{lost.path} cannot be read ({lost.why})"
        links = [
            _lost(link, f"{failure}, and then every project file is dropped") for link in lost.met
        ]
    return Chain(agent, directory, (*own, *links), top, failure)


def text(chain: Chain) -> str | None:
    """Exactly what the agent sends, between its wrapper's tags; None when nothing is sent."""
    own = [_decoded(link).strip(BLANK) for link in chain.sources if link.level == "user"]
    project = [_decoded(link) for link in chain.sources if link.level == "project"]
    parts = ["\n\n".join(own)] * bool(own) + [chain.agent.joint.join(project)] * bool(project)
    return chain.agent.user_joint.join(parts) if parts else None


def digest(chain: Chain) -> str | None:
    """SHA-256, as hexadecimal, over exactly the text that is sent; None when nothing is."""
    sent = text(chain)
    return None if sent is None else digest_of(sent)


def digest_of(sent: str) -> str:
    """SHA-256, as hexadecimal, over a text as UTF-8."""
    return hashlib.sha256(sent.encode("utf-8", "surrogatepass")).hexdigest()


def blank(value: str) -> bool:
    """Whether a text is nothing but Unicode white space."""
    return not value.strip(BLANK)


class _Lost(Exception):
    """One bad file makes the agent drop every project file."""

    def __init__(self, path: str, why: str, met: list[Link]) -> None:
        self.path, self.why, self.met = path, why, met


def _met(repo: Repo, agent: Agent, folders: list[str]) -> list[Link]:
    """Of each slot in each directory the first regular file, and those that it hides."""
    met: list[Link] = []
    bad: tuple[str, str] | None = None
    for folder in folders:
        for slot in agent.slots:
            winner = ""
            for name in slot:
                path = join(folder, name)
                try:
                    if repo.kind(path) != "file":
                        continue
                except Unreadable as error:
                    # behind a winner nobody looks
                    if not winner:
                        bad = bad or (path, str(error))
                        met.append(Link(path, "dropped", 0))
                        winner = name
                    continue
                hidden = f"{winner} beside it is taken instead" if winner else ""
                met.append(Link(path, "shadowed" if winner else "read", repo.size(path), 0, hidden))
                winner = winner or name
    if bad is not None:
        raise _Lost(*bad, met)
    return met


def _sent(repo: Repo, agent: Agent, met: list[Link]) -> list[Link]:
    """Spend the budget, outermost first; cut at the raw byte."""
    left = agent.budget
    links: list[Link] = []
    for link in met:
        if link.fate == "shadowed":
            links.append(_filled(repo, link))
        elif left == 0:
            links.append(_lost(_filled(repo, link), _spent(agent)))
        else:
            link = _take(repo, link, left, met)
            left = None if left is None else left - link.bytes
            links.append(link)
    return links


def _take(repo: Repo, link: Link, left: int | None, met: list[Link]) -> Link:
    try:
        file = repo.file(link.path)
    except Unreadable as error:
        raise _Lost(link.path, str(error), met) from None
    room = len(file.data) if left is None else left
    taken = file.data[:room]
    if blank(taken.decode("utf-8", "replace")):
        if file.size <= room:
            return replace(link, fate="empty", size=file.size, why="only white space", file=file)
        why = f"what the cut to {room} bytes leaves of it is only white space"
        return replace(link, fate="dropped", size=file.size, why=why, file=file)
    if file.size > len(taken):
        why = f"the budget ends after {len(taken)} of its {file.size} bytes"
        if len(taken) == READ_LIMIT:
            why = f"only its first {READ_LIMIT} bytes were looked at"
        return replace(link, fate="cut", size=file.size, bytes=len(taken), why=why, file=file)
    return replace(link, fate="read", size=file.size, bytes=len(taken), file=file)


def _spent(agent: Agent) -> str:
    if agent.budget == 0:
        return f"a budget of 0 bytes ({agent.budget_from}) turns project files off"
    return f"the files above use up the {agent.budget}-byte budget"


def _filled(repo: Repo, link: Link) -> Link:
    """With the file's text where it can be had: nothing is lost if it cannot."""
    try:
        file = repo.file(link.path)
    except Unreadable:
        return link
    return replace(link, file=file, size=file.size)


def _lost(link: Link, why: str) -> Link:
    return replace(link, fate="dropped", bytes=0, why=why) if link.fate != "shadowed" else link


def _user_links(repo: Repo, agent: Agent, user: User) -> tuple[Link, ...]:
    """The user's own files: the first of each slot that is not blank; never cut."""
    place = codex.home(user)
    if place is None:
        return ()
    links: list[Link] = []
    for slot in agent.user_slots:
        winner = ""
        for name in slot:
            path = posixpath.join(place, name)
            try:
                if repo.kind(path) != "file":
                    continue
                file = repo.file(path)
            except Unreadable:
                continue
            link = Link(path, "read", file.size, len(file.data), file=file, level="user")
            if winner:
                link = replace(link, fate="shadowed", bytes=0, why=f"{winner} beside it is taken")
            elif blank(file.text):
                link = replace(link, fate="empty", bytes=0, why="only white space")
            else:
                winner = name
            links.append(link)
    return tuple(links)


def _decoded(link: Link) -> str:
    return link.file.data[: link.bytes].decode("utf-8", "replace") if link.file else ""
