"""Git's refusals, a sentence of ours each: what it means that it does not answer, and what mends it."""

from __future__ import annotations

import os
import shlex

from agentslint.core import lazy_re
from agentslint.io.disk import Disk

# What git says where it cannot answer, with what that means and what mends it. Git's own first line
# may quote what it read, and then differs from run to run.
FAULTS = (
    (
        "dubious ownership",
        "another user owns this repository, and git refuses to read it",
        "git config --global --add safe.directory {root}",
    ),
    ("bad config|config file|bad numeric config|config value", "git's configuration is broken", "git config --list"),
    (
        "repository extension|repo version|repository version",
        "this git is too old for the repository's format",
        "git --version",
    ),
    (
        r"bad object|bad tree|corrupt|/objects/|object file|packfile|\.idx\b|could not (?:parse|read [0-9a-f]{40})|unable to parse",
        "objects are missing or damaged here",
        "git fsck",
    ),
    (
        r"index file|bad index|index version|bad signature|\bindex\b|stage entries|name field|cache entry",
        "git's index is damaged",
        "rm -f .git/index && git reset",
    ),
    (
        "promisor|not allowed|lazy fetch|could not fetch|unable to read (?:sha1|tree)|missing blob",
        "objects are missing from this clone",
        "git fetch --refetch --no-filter",
    ),
    (
        "not a git repository|cannot use bare repository|invalid gitfile|not a gitdir|too many levels of symbolic",
        "its .git leads to no repository",
        "git worktree repair",
    ),
    ("must be run in a work tree", "git takes it for a bare repository", "git config core.bare false"),
)  # fmt: skip
# a pipe in the place of one of git's own files, or one without end: see `git_files`
BARE = "this is a bare repository, and no files lie beside it: run `git worktree add`"
TRAPPED = "is no regular file|bytes, which git would read"


def explained(said: str, root: str) -> str:
    """Git's complaint as a sentence with a command where it is a known one; else as git says it."""
    trapped = lazy_re.search(TRAPPED, said)
    for pattern, fact, command in FAULTS:
        if not trapped and lazy_re.search(pattern, said, lazy_re.IGNORECASE):
            return f"{fact}: run `{command.format(root=shlex.quote(root))}`"
    return f"git does not answer here ({said})"


def without_git(root: str) -> str:
    """Why git is asked nothing where no directory on the way up has a `.git`."""
    if bare(root):
        return BARE
    given = os.environ.get("GIT_DIR", "")
    followed = f", and GIT_DIR ({given}) is not followed" if given else ""
    return f"this is no git repository: no .git lies here or above{followed}"


def bare(root: str) -> bool:
    """Whether a directory is git's own, with no files beside it."""
    return {"HEAD", "objects", "refs"}.issubset(Disk(root).names("."))
