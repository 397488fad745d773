"""Git notes: a text that belongs to a commit and changes nothing of it."""

from __future__ import annotations

from agentslint.io.git import Git, GitFailure
from agentslint.model import Failure

REF = "agentslint"  # refs/notes/agentslint
# a note is a commit of its own, whoever has no name configured
WHO = (
    "-c",
    "user.useConfigOnly=false",
    "-c",
    "user.name=agentslint",
    "-c",
    "user.email=agentslint@localhost",
)


def write(git: Git | None, text: str, revision: str = "HEAD") -> str:
    """Make `text` the note of a commit, in place of an older one; its id. Raises Failure."""
    named = _commit(git, revision)
    assert git is not None
    try:
        git.run(*WHO, "notes", f"--ref={REF}", "add", "-f", "-F", "-", named, given=text.encode())
    except GitFailure as failure:
        raise Failure(f"{revision}: no note was written: {failure}") from None
    return named


def read(git: Git | None, revision: str = "HEAD") -> str:
    """The note of a commit. Raises Failure where it has none."""
    named = _commit(git, revision)
    assert git is not None
    try:
        return git.run("notes", f"--ref={REF}", "show", named).decode("utf-8", "replace")
    except GitFailure:
        raise Failure(
            f"{revision}: no receipt is noted there: `agentslint receipt --note` does that, and "
            f"`git fetch origin refs/notes/{REF}:refs/notes/{REF}` brings those of others"
        ) from None


def _commit(git: Git | None, revision: str) -> str:
    from agentslint.repo.revision import named

    if git is None:
        raise Failure("not a git repository: there is no commit to note anything at")
    return named(git, revision)
