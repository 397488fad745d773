"""How git is called so that nothing of the repository is executed: no hooks, filters, pagers, fetches.

The words that every call begins with, its environment, and what must not lie in a file's place.
"""

from __future__ import annotations

import os

from agentslint.io import git_files, trace

TYPE_CHECKING = False  # a replay asks too, and imports little
if TYPE_CHECKING:
    from collections.abc import Mapping

# What a repository's own configuration could make git run or reach, or answer otherwise, switched
# off for each call.
OFF = (
    "core.attributesFile=/dev/null",
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.pager=cat",
    "core.untrackedCache=false",
    "core.quotePath=false",
    "diff.external=",
    "diff.orderFile=/dev/null",
    "diff.relative=false",
    "i18n.logOutputEncoding=UTF-8",
    "log.follow=false",
    "log.mailmap=false",
    "log.showSignature=false",
    "protocol.allow=never",
    # a root that looks like git's own directory, with an empty `.git`
    "safe.bareRepository=explicit",
    "submodule.recurse=false",
)

HEAD = ("rev-parse", "--verify", "--quiet", "HEAD")
# Commands whose answer a commit decides for ever, with git's configuration.
DECIDED = frozenset({"cat-file", "diff-tree", "log", "ls-tree", "rev-list"})
SHALLOW = ("rev-parse", "--is-shallow-repository")
JUDGE = ("check-ignore", "-z", "--stdin", "--no-index", "--verbose", "--non-matching")
CONFIG = ("config", "-z", "--list")
STAGE = ("ls-files", "-z", "--stage")
# the same in other words: here the ids of the objects count, in STAGE they do not
BLOBS = ("ls-files", "-z", "--stage", "--full-name")
ID = 7  # where the id of the object begins in a row of STAGE: behind the mode
OURS = (b"0", b"2")  # the stages of the index that are what a commit would record

TORN = "index file: it is not what was written"

# Where the user has git look for the user's own settings and the machine's; and the variables that
# settings are handed over in, of which whose repositories may be read is followed.
PLACES = ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM")
SAFE = "safe.directory"
HANDED = r"(?i)'safe\.directory'?='?([^']*)'"

# commands that read the index
INDEXED = frozenset({"ls-files", "diff-index", "diff-files"})


def line(root: str, words: tuple[str, ...]) -> list[str]:
    """The command line that asks git about the repository at `root`."""
    found = ["git", "--no-optional-locks", "-C", root]
    for setting in (*OFF, *_safe(os.environ), *_pinned(root)):
        found += ["-c", setting]
    return [*found, *words]


def _safe(environ: Mapping[str, str]) -> list[str]:
    """Repositories of other owners that the user's environment lets git read, as settings."""
    handed = []
    if parameters := environ.get("GIT_CONFIG_PARAMETERS"):
        import re

        handed += re.findall(HANDED, parameters)
    count = environ.get("GIT_CONFIG_COUNT", "")
    for number in range(int(count) if count.isdecimal() and len(count) < 4 else 0):
        if environ.get(f"GIT_CONFIG_KEY_{number}", "").lower() == SAFE:
            handed.append(environ.get(f"GIT_CONFIG_VALUE_{number}", ""))
    return [f"{SAFE}={value}" for value in handed]


def _pinned(root: str) -> list[str]:
    """Settings that the repository's own configuration may not choose, as they are without it."""
    found = []
    place = os.path.join(root, ".git")
    try:
        even = os.path.samefile(place, os.path.join(root, ".gIT"))
    except (OSError, ValueError):
        even = False
    found.append(f"core.ignoreCase={'true' if even else 'false'}")
    if git_files.excludes(root):
        home = tuple(os.environ.get(name, "") for name in ("HOME", "XDG_CONFIG_HOME", *PLACES))
        found.append(f"core.excludesFile={_user_excludes(home)}")
    return found


_users: dict[tuple[str, ...], str] = {}


def _user_excludes(home: tuple[str, ...]) -> str:
    """What `_asked_excludes` says, asked once."""
    if home not in _users:
        _users[home] = _asked_excludes(home)
    return _users[home]


def _asked_excludes(home: tuple[str, ...]) -> str:
    """The file of ignore rules that the user's own configuration names; git's own choice without one."""
    import subprocess

    words = ["git", "config", "--path", "--get", "core.excludesFile"]
    try:
        # of no repository at all
        done = subprocess.run(words, capture_output=True, timeout=60, env={**_kept(), "GIT_DIR": "/dev/null"})  # fmt: skip
        named = os.fsdecode(done.stdout).rstrip("\n")
    except (OSError, subprocess.TimeoutExpired):
        named = ""
    base = home[1] or os.path.join(os.path.expanduser("~"), ".config")
    return named or os.path.join(base, "git", "ignore")


def environment(root: str, index: str | None) -> dict[str, str]:
    """The environment that it is asked in; `index` names another index than the repository's own."""
    kept = _kept()
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
        # stronger than core.worktree and core.bare
        "GIT_WORK_TREE": os.path.abspath(root),
        "GIT_PAGER": "cat",
        "LC_ALL": "C",
    }


def _kept() -> dict[str, str]:
    """What git is told of the environment: none of its variables but where the user's settings are."""
    every = os.environ.items()
    return {name: value for name, value in every if not name.startswith("GIT_") or name in PLACES}


def partial(index: str) -> bool:
    """Whether an index file is one that git makes for a commit of some paths alone, and names by a number."""
    name = os.path.basename(index)
    return name.startswith("next-index-") and name.endswith(".lock")


def now(index: str) -> str | None:
    """The index that a noted one stands for in this run; None for the repository's own."""
    given = os.environ.get("GIT_INDEX_FILE", "")
    if partial(index) and partial(given):
        return os.path.join(os.path.dirname(index), os.path.basename(given))
    return index or None


def refusal(root: str, index: str | None, words: tuple[str, ...]) -> str:
    """Why git must not be asked this; "" where it may be."""
    if why := git_files.trap(root):
        return why
    reads = not INDEXED.isdisjoint(words)
    if reads and git_files.torn(index or os.path.join(git_files.folders(root)[0], "index")):
        return TORN
    return ""


def outcome(words: tuple[str, ...], code: int, answer: bytes, said: bytes) -> tuple[object, ...]:
    """How a command ended, short enough to keep: of the index what is in it, not what that says."""
    told = listing(answer) if words == STAGE else answer
    return code, trace.digest(told), trace.digest(said)


def listing(answer: bytes) -> bytes:
    """The rows of STAGE without the ids of the objects, which are as long in every row."""
    rows = answer.split(b"\0")
    end = rows[0].find(b" ", ID)
    return b"\0".join([row[:ID] + row[end:] for row in rows]) if end > 0 else answer


def objects(answer: bytes) -> dict[str, str]:
    """The id of each path among the rows of STAGE; of a conflict our side counts."""
    rows = answer.split(b"\0")
    end = rows[0].find(b" ", ID)
    return {
        os.fsdecode(row[end + 3 :]): row[ID:end].decode("ascii")
        for row in rows
        if row[end + 1 : end + 2] in OURS
    }
