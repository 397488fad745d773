"""Repository + agent + directory to a `Chain`: every file met on the way, with its fate.

Fates are computed here, once; `check` and `explain` cannot disagree. What each agent does is in
`agents`, a row each; recordings of the real clients are in fixtures/conformance.
"""

from __future__ import annotations

from agentslint.chain import budget, framing, imports, selection, user_files, walk
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
    if agent.configure is not None:
        agent = agent.configure(repo, agent, directory, user)
    own = list(user_files.links(repo, agent, user, agent.user_slots))
    after = list(user_files.links(repo, agent, user, agent.user_end_slots))
    try:
        if repo.kind(directory) != "directory":
            failure = ChainFailure("no-directory", "this is not a directory")
            return Chain(agent, directory, (*own, *after), directory, failure)
    except Unreadable as error:
        failure = ChainFailure("unreadable-directory", f"this cannot be entered: {error}")
        return Chain(agent, directory, (*own, *after), directory, failure)
    top = walk.top(repo, agent, directory, outside=bool(user.environ))
    try:
        met = selection.start(repo, agent, walk.folders(repo, agent, directory, top))
        links = budget.spend(repo, agent, met)
        lazy = _lazy(repo, agent, directory, top, reading, links) if reading else []
        links = _together(repo, agent, [*own, *links, *after])
        links = imports.expand(repo, agent, links, directory)
        links += imports.expand(repo, agent, lazy, directory)
        if failed := _refused(agent) or budget.overflow(agent, links):
            links = [k if k.level == "user" else budget.lost(k, failed.text) for k in links]
    except walk.Lost as lost:
        told = f"{lost.path} cannot be read ({lost.why})"
        failed = ChainFailure("unreadable-file", told, lost.path)
        why = f"{told}, and then every project file is dropped"
        links = [*own, *budget.dropped(lost.met, why), *after]
    return Chain(agent, directory, tuple(links), top, failed)


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
    return selection.once(repo, links) if agent.once else links


def _lazy(
    repo: Repo, agent: Agent, directory: str, top: str, reading: str, sent: list[Link]
) -> list[Link]:
    """What is sent once `reading` is read; budgets were not seen to count there."""
    folders = walk.lazy_folders(repo, agent, directory, top, reading)
    known = {link.path for link in sent if link.fate == "read"}
    met = [link for link in selection.lazy(repo, agent, folders, sent) if link.path not in known]
    return budget.fill(repo, agent, met)
