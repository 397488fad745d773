"""Whether a session ran in this repository at all, and at which of its commits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from agentslint.core import lazy_re
from agentslint.evidence import edit_comparison, edit_replay
from agentslint.evidence.check_states import FileEdit
from agentslint.evidence.session import Session
from agentslint.evidence.session_root import SessionRoot
from agentslint.model import Failure
from agentslint.repo import Repo, changes
from agentslint.repo.revision import resolve

URL = lazy_re.compile(
    r"^(?:[a-z+]+://)?(?:[^@/]*@)?(?P<host>[^/:]+)(?::\d+(?=/))?[:/]+(?P<path>.*?)(?:\.git)?/*$"
)


def commit(session: Session, repo: Repo) -> Repo | None:
    """The repository as the session's commit holds it, where this clone has that commit.

    Of a session that notes none, the last commit before it began, where an edit of it saw there
    just what that commit holds.
    """
    if repo.git is None:
        return None
    if session.commit:
        known = session.commit.isalnum() and resolve(repo.git, session.commit) is not None
        return _at(repo, session.commit) if known else None
    found = _at(repo, changes.before(repo.git, session.began)) if session.began else None
    return found if found is not None and _saw(session, repo, found) else None


def told(
    session: Session,
    repo: Repo,
    known: Repo | None,
    found: SessionRoot | None,
    edits: Iterable[FileEdit],
) -> Iterator[str]:
    """Why it cannot be said that the session ran here, if so."""
    if repo.git is None or (found is not None and found.here) or known is not None:
        return
    if foreign := elsewhere(session, repo):
        yield foreign
    elif found is None:
        yield "whether it ran in this repository: nothing in it says so"
    elif stranger := _stranger(repo, edits):
        yield f"whether it ran in this repository: {stranger} is another file here"


def elsewhere(session: Session, repo: Repo) -> str:
    """That the session names another repository than this clone's remotes, "" where it does not."""
    if not session.repository or repo.git is None:
        return ""
    here = {_same(url) for url in changes.remotes(repo.git)}
    if not here or _same(session.repository) in here:
        return ""
    return f"whether it ran in this repository: it ran in one from {session.repository}"


def _same(url: str) -> str:
    """One form for the ways in which a repository's address is written."""
    match = URL.match(url.strip())
    return f"{match['host']}/{match['path']}".lower() if match else url


def _stranger(repo: Repo, edits: Iterable[FileEdit]) -> str:
    """A file whose recorded changes fit neither what is here now nor what HEAD holds."""
    grounds = [repo]
    if (head := _at(repo, "HEAD")) is not None:
        grounds.append(head)
    seen: dict[str, bool] = {}
    for edit in edits:
        op = edit.op
        if op is None or not edit.inside or edit.path in seen or op.source:
            continue
        if op.kind in ("unified", "section"):
            seen[edit.path] = any(
                _fits(edit_comparison.text(g, edit.path), op.kind, op.text) for g in grounds
            )
        elif op.kind in ("write", "delete"):
            seen.setdefault(edit.path, True)
    strange = [path for path, fits in seen.items() if not fits]
    return strange[0] if strange and len(strange) == len(seen) else ""


def _fits(text: str | None, kind: str, change: str) -> bool:
    """Whether a change can be made to a text, or stands in it already."""
    if text is None:
        return False
    if edit_replay.OPS[kind](text, change) is not None:
        return True
    new = [row[1:] for row in change.split("\n") if row[:1] in ("+", " ") and row[1:].strip()]
    lines = set(text.split("\n"))
    return bool(new) and all(row in lines for row in new)


def _saw(session: Session, repo: Repo, at: Repo) -> bool:
    """Whether the first edit of some file saw there what a commit holds."""
    for patch in session.patches:
        for touch in patch.touches if patch.applied else ():
            inside = touch.path.removeprefix(f"{repo.root}/")
            if touch.before is not None and inside != touch.path:
                return edit_comparison.text(at, inside) == touch.before
    return False


def _at(repo: Repo, revision: str) -> Repo | None:
    try:
        return Repo.at_revision(repo.root, revision) if revision else None
    except Failure:
        return None
