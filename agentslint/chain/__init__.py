"""Repository + agent + directory to a `Chain`: every file met on the way, with its fate.

Fates are computed here, once; `check` and `explain` cannot disagree. What each agent does is in
`agents`, a row each; recordings of the real clients are in fixtures/conformance.
"""

from __future__ import annotations

from dataclasses import replace

from agentslint.chain import budget, framing, imports, scoped, selection, user_files, walk
from agentslint.model import Agent, Chain, ChainFailure, Link, User
from agentslint.repo import Repo, Unreadable
from agentslint.text.blank import BLANK, blank

__all__ = ["BLANK", "blank", "build", "digest", "digest_of", "text"]

NOBODY = User()


def build(
    repo: Repo, agent: Agent, directory: str, user: User = NOBODY, *, reading: str = ""
) -> Chain:
    """The chain of one directory. Raises Failure for settings that the agent refuses.

    `directory` is relative to the repository's root (`.` is the root itself) and taken as it
    is written: symbolic links in it are not resolved. With `reading`, the path of a file that
    the agent reads in its run: the files that it is sent then follow, as phase "lazy".
    Files above the repository are the user's own affair: without a user none is read.
    """
    user = user_files.absolute(repo, directory, user)
    if not user.environ:
        # how this disk lists a directory is this machine's own affair
        agent = replace(agent, as_listed="")
    if agent.configure is not None:
        agent = agent.configure(repo, agent, directory, user)
    own, between, after = (
        scoped.held(repo, agent, user_files.links(repo, agent, user, slots), directory)
        for slots in (agent.user_slots, agent.user_rule_slots, agent.user_end_slots)
    )
    try:
        if repo.kind(directory) != "directory":
            failure = ChainFailure("no-directory", "this is not a directory")
            return Chain(agent, directory, (*own, *between, *after), directory, failure)
    except Unreadable as error:
        failure = ChainFailure("unreadable-directory", f"this cannot be entered: {error}")
        return Chain(agent, directory, (*own, *between, *after), directory, failure)
    top = walk.top(repo, agent, directory, outside=bool(user.environ))
    try:
        folders = walk.folders(repo, agent, directory, top)
        lost_to = _above(repo, agent, directory) if user.environ else []
        met, rules = selection.start(repo, agent, folders, lost_to)
        links = budget.spend(repo, agent, scoped.held(repo, agent, [*met, *rules], directory))
        every = [*own, *links[: len(met)], *between, *links[len(met) :], *after]
        lazy = _lazy(repo, agent, directory, top, reading, every) if reading else []
        links = _together(repo, agent, every)
        brought = {link.path for link in lazy}
        links = imports.expand(repo, agent, links, directory)
        links = [k for k in links if not (k.fate == "waiting" and k.path in brought)]
        links += imports.expand(repo, agent, lazy, directory, links)
        if failed := _refused(agent) or budget.overflow(agent, links):
            links = [k if k.level == "user" else budget.lost(k, failed.text) for k in links]
    except walk.Lost as lost:
        told = f"{lost.path} cannot be read ({lost.why})"
        failed = ChainFailure("unreadable-file", told, lost.path)
        why = f"{told}, and then every project file is dropped"
        links = [*own, *budget.dropped(lost.met, why), *between, *after]
    return Chain(agent, directory, tuple(links), top, failed)


def _above(repo: Repo, agent: Agent, directory: str) -> list[str]:
    """Where the one name is chosen too that an agent looks for, though nothing there is sent."""
    alone = agent.choice == "first-name" and agent.unmarked == "here"
    unmarked = alone and walk.marked(repo, directory, agent.markers) is None
    return repo.upwards(directory)[1:] if unmarked else []


def _refused(agent: Agent) -> ChainFailure | None:
    return ChainFailure("refused", agent.refusal) if agent.refusal else None


def text(chain: Chain) -> str | None:
    """What the agent sends at the start, between its wrapper's tags; None when nothing is sent.

    Exact for Codex. Of the others the order and the texts are, and what stands around each.
    """
    agent = chain.agent
    start = [link for link in chain.sources if link.phase == "start"]
    own = [framing.framed(agent, link).strip(BLANK) for link in start if link.level == "user"]
    project = [framing.framed(agent, link) for link in start if link.level == "project"]
    parts = ["\n\n".join(own)] * bool(own) + [agent.joint.join(project)] * bool(project)
    if own and start[0].level == "project":
        parts.reverse()
    return agent.user_joint.join(parts) if parts else None


def digest(chain: Chain) -> str | None:
    """SHA-256, as hexadecimal, over exactly the text that is sent; None when nothing is."""
    sent = text(chain)
    return None if sent is None else digest_of(sent)


def digest_of(sent: str) -> str:
    """SHA-256, as hexadecimal, over a text as UTF-8."""
    import hashlib  # here, and not in each run

    return hashlib.sha256(sent.encode("utf-8", "surrogatepass")).hexdigest()


def _together(repo: Repo, agent: Agent, links: list[Link]) -> list[Link]:
    """The user's files and the project's in the order sent, one real file once where it is so."""
    if agent.order == "by-name":
        links = selection.by_name(agent, links)
    elif agent.order == "by-title":
        links = selection.by_title(agent, links)
    return selection.once(repo, links) if agent.once else links


def _lazy(
    repo: Repo, agent: Agent, directory: str, top: str, reading: str, sent: list[Link]
) -> list[Link]:
    """What is sent once `reading` is read; budgets were not seen to count there."""
    folders = walk.lazy_folders(repo, agent, directory, top, reading)
    known = {link.path for link in sent if link.fate == "read"}
    met = [link for link in selection.lazy(repo, agent, folders, sent) if link.path not in known]
    met = scoped.held(repo, agent, met, directory)
    users = [link for link in sent if link.level == "user"]
    project = [link for link in sent if link.level == "project"]
    below = {link.path: link for link in scoped.awaited(repo, agent, met, directory, reading)}
    rules = list(scoped.awaited(repo, agent, project, directory, reading))
    rules = budget.fill(repo, agent, rules)
    return [
        *scoped.awaited(repo, agent, users, directory, reading),
        *(rules if agent.awaited_first else ()),
        *budget.fill(repo, agent, [below.get(link.path, link) for link in met]),
        *(() if agent.awaited_first else rules),
    ]
