"""The instructions that a session loaded against those that a repository holds: equal, or why not."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace
from typing import Literal

from agentslint import chain
from agentslint.core import lazy_re
from agentslint.evidence.session import Loaded
from agentslint.model import Agent, Chain, Link
from agentslint.repo import Repo

COMMIT = "the commit"
COMPARED = 20_000  # lines of a loaded text that are held against the files
State = Literal["equal", "truncated", "overridden", "drifted", "unknown"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a session's instructions are, held against a repository.

    state    `truncated`: less was loaded than the files hold; `overridden`: another file of the
             same directory was taken; `drifted`: the text is another
    against  what it was held against: `the commit`, `HEAD` or `the work tree`
    user     bytes of the user's own instructions before the project's
    sources  the files that give the text, in the order sent
    since    whether the chain on disk is another one now
    digest   of the repository's chain that it was held against
    """

    state: State
    why: str = ""
    against: str = ""
    user: int = 0
    sources: tuple[str, ...] = ()
    since: bool = False
    digest: str | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """A repository at one time, and what to call that time."""

    name: str
    repo: Repo


def compare(loaded: Loaded, directory: str, agent: Agent, grounds: list[Ground]) -> Comparison:
    """Hold what was loaded for `directory` against each ground, the first that fits counting.

    The last ground is the repository as it is now. Without any the answer is `unknown`.
    """
    if not grounds:
        return Comparison("unknown", "there is no repository to hold it against")
    now = _equal(loaded, directory, agent, grounds[-1])
    for ground in grounds:
        found = now if ground is grounds[-1] else _equal(loaded, directory, agent, ground)
        if found is not None:
            return replace(found, since=now is None)
    return _difference(loaded, directory, agent, grounds[0])


def compare_files(
    files: tuple[tuple[str, str], ...], directory: str, agent: Agent, grounds: list[Ground]
) -> Comparison:
    """The same for a client that tells each file it loads: `files` are paths here, with their text."""
    first: Comparison | None = None
    for ground in grounds:
        built = chain.build(ground.repo, agent, directory)
        held = {link.path: _whole_text(link) for link in built.sources}
        why = _other_file(dict(files), held)
        sources = tuple(held)
        state: State = "drifted" if why else "equal"
        found = Comparison(state, why, ground.name, 0, sources, digest=chain.digest(built))
        if not why:
            return found
        first = first or found
    return first or Comparison("unknown", "there is no repository to hold it against")


def _other_file(given: dict[str, str], held: dict[str, str]) -> str:
    """The first file that was not loaded as it is, or that no chain holds; "" for none."""
    for path, text in held.items():
        if path not in given:
            return f"{path} was not loaded"
        # the client leaves comments and blank ends out
        if _bare(given[path]) != _bare(text):
            return f"{path} holds another text"
    return next((f"{path} was loaded as well" for path in given if path not in held), "")


def _bare(text: str) -> str:
    return lazy_re.sub(r"<!--[\s\S]*?-->", "", text.replace("\r\n", "\n")).strip()


def resembles(loaded: Loaded, directory: str, agent: Agent, ground: Ground) -> bool:
    """Whether most lines of what was loaded stand in the chain of a directory, and the reverse."""
    built = chain.build(ground.repo, agent, directory)
    held = {line.strip() for line in (chain.text(built) or "").splitlines() if line.strip()}
    own = {line.strip() for line in _own(loaded, built.agent).splitlines() if line.strip()}
    return bool(held and own) and len(held & own) * 2 >= max(len(held), len(own))


def _equal(loaded: Loaded, directory: str, agent: Agent, ground: Ground) -> Comparison | None:
    built = chain.build(ground.repo, agent, directory)
    sent = chain.text(built)
    sources = tuple(link.path for link in built.sources)
    user = _before(loaded, sent or "", built.agent)
    if user is None:
        whole = _joined(built)
        if whole is None or (user := _before(loaded, whole, built.agent)) is None:
            return None
        why = "with a budget larger than the one known here"
        return Comparison("equal", why, ground.name, user, sources, digest=chain.digest(built))
    lost = [link for link in built.links if link.fate in ("cut", "dropped")]
    why = "; ".join(map(_lost, lost))
    return Comparison("equal", why, ground.name, user, sources, digest=chain.digest(built))


def _difference(loaded: Loaded, directory: str, agent: Agent, ground: Ground) -> Comparison:
    """Why the text is not that of the chain, in one line."""
    built = chain.build(ground.repo, agent, directory)
    sent = chain.text(built) or ""
    names = tuple(link.path for link in built.sources)
    own = _own(loaded, built.agent)
    found = Comparison(
        "drifted", "", ground.name, len(loaded.text.encode()) - len(own.encode()), names
    )
    whole = _joined(built) or ""
    # held against another time, a text that ends with a line may as well have grown since
    cut = ground.name == COMMIT or not own.endswith("\n")
    if own and cut and len(own) < len(whole) and whole.startswith(own.rstrip("\ufffd")):
        held, kept = len(whole.encode()), len(own.encode())
        return replace(found, state="truncated", why=f"it ends after {kept} of {held} bytes")
    if other := _other_names(own, built, ground, directory):
        return replace(found, state="overridden", why=other)
    if not own:
        return replace(found, why=f"it holds none of {', '.join(names)}")
    if not sent:
        return replace(found, why="the repository has no instructions for this directory")
    return replace(found, why=_first_line(own, built))


def _other_names(own: str, built: Chain, ground: Ground, directory: str) -> str:
    """Which hidden file explains the text, where the same directories with other names do."""
    slots = tuple(tuple(reversed(slot)) for slot in built.agent.slots)
    plain = replace(built.agent, slots=slots, configure=None)
    other = chain.build(ground.repo, plain, directory)
    if chain.text(other) != own:
        return ""
    pairs = zip(built.sources, other.sources, strict=False)
    return "; ".join(
        f"{one.path} hides {two.path}, which was loaded"
        for one, two in pairs
        if one.path != two.path
    )


def _first_line(own: str, built: Chain) -> str:
    """The first line that differs, at its place in the file that holds it."""
    held = [
        (link.path, number, line)
        for link in built.sources
        for number, line in enumerate(_sent_text(link).replace("\r\n", "\n").split("\n"), 1)
        if line.strip()
    ]
    held = held[:COMPARED]
    loaded = [line for line in own.splitlines() if line.strip()][:COMPARED]
    # two long texts of equal lines would be compared line by line, each with each
    junk = len(loaded) > COMPARED // 10
    matcher = difflib.SequenceMatcher(None, [row[2] for row in held], loaded, autojunk=junk)
    for tag, start, _, begin, end in matcher.get_opcodes():
        if tag == "equal":
            continue
        theirs = _short(loaded[begin]) if begin < end else ""
        if start == len(held):
            return f"it goes on with {theirs} after the last file"
        path, number, line = held[start]
        if tag == "insert":
            return f"{path}:{number}: the loaded text has {theirs} before this line"
        if tag == "delete":
            return f"{path}:{number}: the loaded text lacks {_short(line)}"
        return f"{path}:{number}: {_short(line)} here, {theirs} loaded"
    return "it differs in blank lines alone"


def _own(loaded: Loaded, agent: Agent) -> str:
    """The project's part of a text: what follows the joint, where there is one."""
    if loaded.project is False:
        return ""
    _, joint, rest = loaded.text.partition(agent.user_joint)
    return rest if joint else loaded.text


def _before(loaded: Loaded, project: str, agent: Agent) -> int | None:
    """Bytes of the user's text when the rest is exactly `project`, or None."""
    text = loaded.text
    if project:
        if text == project and loaded.project is not False:
            return 0
        end = agent.user_joint + project
        return len(text.removesuffix(end).encode()) if text.endswith(end) else None
    if loaded.project or agent.user_joint in text:
        return None
    return len(text.encode())


def _joined(built: Chain) -> str | None:
    whole = [_whole_text(link) for link in built.links if link.fate in ("read", "cut", "dropped")]
    return built.agent.joint.join(whole) if whole else None


def _whole_text(link: Link) -> str:
    return link.file.text if link.file else ""


def _sent_text(link: Link) -> str:
    return link.file.data[: link.bytes].decode("utf-8", "replace") if link.file else ""


def _lost(link: Link) -> str:
    return f"{link.bytes} of {link.size} bytes of {link.path} were sent"


def _short(line: str) -> str:
    line = line.strip()
    return f"`{line if len(line) <= 60 else line[:57] + '…'}`"
