"""How git is called so that nothing of the repository is executed: no hooks, filters, pagers, fetches.

The words that every call begins with, its environment, and what must not lie in a file's place.
"""

from __future__ import annotations

import os
import stat

from agentslint.outside import trace

# What a repository's own configuration could make git run or reach, switched off for each call.
OFF = (
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.pager=cat",
    "core.untrackedCache=false",
    "core.quotePath=false",
    "diff.external=",
    "diff.orderFile=/dev/null",
    "log.showSignature=false",
    "protocol.allow=never",
    "submodule.recurse=false",
)

HEAD = ("rev-parse", "--verify", "--quiet", "HEAD")
# Commands whose answer a commit decides for ever, with git's configuration: not asked again.
DECIDED = frozenset({"cat-file", "diff-tree", "log", "ls-tree", "rev-list"})
SHALLOW = ("rev-parse", "--is-shallow-repository")
JUDGE = ("check-ignore", "-z", "--stdin", "--no-index", "--verbose", "--non-matching")
CONFIG = ("config", "-z", "--list")
STAGE = ("ls-files", "-z", "--stage")

PATIENCE = 600  # seconds for one answer: git waits for ever where a pipe lies in a file's place

# What git opens before it answers anything; a pipe or a device among them is a trap.
OPENED = (
    ".git",
    ".git/HEAD",
    ".git/commondir",
    ".git/config",
    ".git/config.worktree",
    ".git/index",
    ".git/info/attributes",
    ".git/info/exclude",
    ".git/objects/info/alternates",
    ".git/packed-refs",
    ".git/shallow",
    ".gitattributes",
    ".gitignore",
)


def line(root: str, words: tuple[str, ...]) -> list[str]:
    """The command line that asks git about the repository at `root`."""
    found = ["git", "--no-optional-locks", "-C", root]
    for setting in OFF:
        found += ["-c", setting]
    return [*found, *words]


def environment(root: str, index: str | None) -> dict[str, str]:
    """The environment that it is asked in; `index` names another index than the repository's own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    # an empty `.git` must not send git to a repository further up
    above = os.path.dirname(os.path.realpath(root))
    if index is not None:
        kept["GIT_INDEX_FILE"] = index
    return kept | {
        # stronger than protocol.*.allow, by which a configuration allows one of its own
        "GIT_ALLOW_PROTOCOL": "",
        "GIT_CEILING_DIRECTORIES": above,
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_PAGER": "cat",
        "LC_ALL": "C",
    }


def trap(root: str) -> str:
    """The first of the files that git opens at once which is a pipe, a socket or a device."""
    for name in OPENED:
        try:
            mode = os.stat(os.path.join(root, name)).st_mode
        except (OSError, ValueError):
            continue
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
            return name
    return ""


def outcome(code: int, answer: bytes, said: bytes) -> tuple[object, ...]:
    """How a command ended, short enough to keep."""
    return code, trace.digest(answer), trace.digest(said)
