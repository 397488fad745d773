"""Where a session ran, in a repository's own terms: the same checkout, or one on another machine."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass

from agentslint.evidence.session import Session
from agentslint.repo import Repo


@dataclass(frozen=True, slots=True)
class SessionRoot:
    """The absolute directory that a session saw as the repository's root, and how that is known."""

    root: str
    why: str
    here: bool = False  # whether it is this very checkout

    def within(self, path: str) -> str | None:
        """A path of the session relative to the repository, or None where it lies outside."""
        if path == self.root:
            return "."
        inside = path.removeprefix(self.root.rstrip("/") + "/")
        return inside if inside != path and not inside.startswith("../") else None


def locate(
    session: Session, repo: Repo, commit: Repo | None, given: str = ""
) -> SessionRoot | None:
    """Find the repository's root in the session's own terms, or None where this is another one.

    `commit` is the session's commit, where this repository has it.
    """
    if given:
        return SessionRoot(os.path.normpath(given), "as given")
    ran = session.directory
    for root in (repo.root, os.path.realpath(repo.root)):
        if ran == root or ran.startswith(f"{root}/"):
            return SessionRoot(root, "this checkout", here=True)
    if ran and commit is not None:
        return SessionRoot(_longest(ran, commit) or ran, "its commit is in this repository")
    if ran:
        top = _longest(ran, repo)
        found = top or (ran if os.path.basename(ran) == os.path.basename(repo.root) else "")
        if found:
            return SessionRoot(found, "its directory is one of this repository")
    return _by_files(session, repo)


def _longest(path: str, repo: Repo) -> str:
    """What is left of `path` before the longest end of it that is a directory here."""
    parts = path.strip("/").split("/")
    for start in range(len(parts)):
        if repo.exists("/".join(parts[start:])):
            return "/" + "/".join(parts[:start])
    return ""


def _by_files(session: Session, repo: Repo) -> SessionRoot | None:
    """Without a directory the files tell: those below one root that are files here."""
    votes: Counter[str] = Counter()
    touched = [touch.path for patch in session.patches for touch in patch.touches]
    for root in (repo.root, os.path.realpath(repo.root)):
        if touched and all(path.startswith(f"{root}/") for path in touched):
            return SessionRoot(root, "this checkout", here=True)
    for path in touched:
        # a file may be gone or not be there yet; the directory it was in says as much
        found = _longest(path, repo) or _longest(os.path.dirname(path), repo)
        votes.update([found] if found else [])
    top = votes.most_common(1)
    return SessionRoot(top[0][0], "its files are those of this repository") if top else None
