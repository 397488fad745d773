"""What kind of checkout a repository is: whose, how whole, and what of it nobody could look at.

Whoever needs to know asks `Checkout`: each condition has one sentence here, with what was left out
and the command that brings it. What decides is git's configuration, which is asked for anyway, and a
few of git's own files, looked at as git finds them (gitrepository-layout(5)).
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from agentslint.core import lazy_re
from agentslint.io import git_files
from agentslint.io.git import Git, GitFailure
from agentslint.repo import git_folder
from agentslint.repo.git_folder import Kind
from agentslint.repo.refusals import explained, without_git

SHOWN = 3  # paths named in one note

REFETCH = "git fetch --refetch --no-filter"


@dataclass(frozen=True)
class Checkout:
    """How the files at a repository's root came there, as far as git tells.

    kind      "none" without git; "worktree" and "submodule" by where their `.git` file leads,
              "elsewhere" where that is neither
    root      absolute
    folder    git's own directory, absolute; "" where there is none
    common    the one that worktrees share
    settings  what git's configuration says, by key
    fault     why git does not answer, as a sentence; "" where it does
    """

    root: str
    kind: Kind = "none"
    folder: str = ""
    common: str = ""
    settings: dict[str, str] = field(default_factory=dict)
    fault: str = ""

    @cached_property
    def shallow(self) -> bool:
        """Whether history ends early."""
        return bool(self.common) and git_folder.kind(f"{self.common}/shallow") != "missing"

    @property
    def includes(self) -> list[str]:
        """The files that the configuration of this repository has git read, and names itself."""
        return [
            value
            for key, value in self.settings.items()
            if key == "include.path" or (key.startswith("includeif.") and key.endswith(".path"))
        ]

    @property
    def partial(self) -> str:
        """The filter of a partial clone; "" of a whole one."""
        for key, value in self.settings.items():
            if key.startswith("remote.") and key.endswith(".partialclonefilter"):
                return value or "a filter"
        promised = [k for k, v in self.settings.items() if k.endswith(".promisor") and v == "true"]
        return "a filter" if promised or "extensions.partialclone" in self.settings else ""

    @property
    def sparse(self) -> bool:
        """Whether only some of the tracked files are checked out."""
        return self.settings.get("core.sparsecheckout", "false").lower() in (
            "true",
            "1",
            "yes",
            "on",
            "",
        )

    @cached_property
    def born(self) -> bool:
        """Whether HEAD is a commit, as far as git's files tell; a table of references tells nothing."""
        text = git_folder.read(f"{self.folder}/HEAD").strip() if self.folder else ""
        name = text.removeprefix("ref: ").strip()
        if not text.startswith("ref: ") or name.endswith("/.invalid"):
            return bool(text)
        if git_folder.kind(f"{self.common}/{name}") == "file":
            return True
        return f" {name}\n" in git_folder.read(f"{self.common}/packed-refs", 1 << 24)

    @property
    def outer(self) -> str:
        """The root of the repository that a worktree or a submodule belongs to; "" for another."""
        if self.kind == "worktree":
            # git's own directory lies in the root, or knows it (a submodule), or there is none (bare)
            inside = posixpath.basename(self.common) == ".git"
            return posixpath.dirname(self.common) if inside else self._set_root or self.common
        return git_folder.above(self.root) if self.kind == "submodule" else ""

    @property
    def _set_root(self) -> str:
        """Where the configuration says that the files lie; "" where it says nothing."""
        value = self.settings.get("core.worktree", "")
        return posixpath.normpath(posixpath.join(self.common, value)) if value else ""

    def left_out(self, missing: Iterable[str] = ()) -> Iterator[str]:
        """What was not looked at because of what this checkout is, a sentence each.

        `missing` are instruction files that are tracked and not checked out.
        """
        if self.fault:
            yield f"git's index, ignore rules and history were left out: {self.fault}"
            return
        if self.kind == "none":
            return
        if self.shallow:
            yield (
                "this clone is shallow: what happened before its oldest commit was not looked at: "
                "run `git fetch --unshallow`"
            )
        if self.partial and not self.partial.startswith("blob:"):
            yield (
                f"this is a partial clone ({self.partial}): history that it lacks was not looked "
                f"at: run `{REFETCH}`"
            )
        if missed := self.without_index():
            yield missed
        left = list(missing) if self.sparse else []
        if left:
            yield (
                f"this checkout is sparse: {listed(left)} {_is(left)} tracked but not checked "
                "out, and not checked: run `git sparse-checkout disable`, or "
                "`agentslint check --staged`"
            )

    def without_index(self, index: str | None = None) -> str:
        """That the index is not there though there are commits; "" where all is well."""
        if index is not None:
            # git gives it another name for each commit: what it lists is noted, not the name
            there = os.path.exists(index)
        else:
            there = not self.folder or git_folder.kind(f"{self.folder}/index") != "missing"
        if there or not self.born:
            return ""
        return "git's index is missing: no file counts as tracked: run `git reset`"

    def unusual(self) -> Iterator[str]:
        """What else decides what git says here, and is not usual; for who asks (`-v`)."""
        if self.kind in ("worktree", "submodule"):
            yield f"this is a {self.kind} of {self.outer}"
        if self.kind == "elsewhere":
            yield f"its .git leads to {self.folder}"
        if self.kind == "main" and self.common != self.folder:
            yield f".git/commondir leads to {self.common}"
        yield from self._configured()
        if self.partial.startswith("blob:"):
            yield f"this is a partial clone ({self.partial})"
        if self.sparse:
            yield "this checkout is sparse"
        if self.folder and not self.fault and not self.born:
            yield "there is no commit yet: HEAD names a branch that does not exist"
        if self.common and git_folder.read(f"{self.common}/info/grafts").strip():
            yield ".git/info/grafts changes what history says"
        own = (
            [x for x in git_folder.read(f"{self.common}/info/exclude").splitlines() if _rule(x)]
            if self.common
            else []
        )
        if own:
            yield f".git/info/exclude ignores {listed(own)}"

    def _configured(self) -> Iterator[str]:
        """What the configuration sets that is not usual."""
        # of a submodule git writes it itself
        own = self.kind in ("worktree", "submodule") and self._set_root in (self.root, self.outer)
        usual = {"core.worktree"} if own else set()
        for key in ("core.worktree", "extensions.worktreeconfig"):
            if key in self.settings.keys() - usual:
                yield f"git's configuration sets {key} = {self.settings[key]}"
        if self.folder and git_files.excludes(self.root):
            yield "core.excludesFile of this repository's own configuration is not followed"
        for place in self.includes:
            yield f"git's configuration in this repository reads {place}"

    def because(self, said: str) -> str:
        """Why git could not answer, in a sentence of ours where it is a known reason."""
        if self.kind == "none":
            return without_git(self.root)
        if self.fault:
            return self.fault
        if self.partial and lazy_re.search(
            "promisor|not allowed|missing|unable to read|bad object", said
        ):
            return (
                f"this is a partial clone ({self.partial}), and it lacks objects: run `{REFETCH}`"
            )
        return explained(said, self.root)

    def of_history(self, note: str) -> str:
        """A note on history, git's complaint in it as a sentence of ours."""
        said = note.removeprefix("history: ")
        complaint = said.startswith(("fatal: ", "error: "))
        return f"history was left out: {self.because(said)}" if complaint else note

    def lacks(self, what: str) -> str:
        """Why something that a commit or the index records cannot be read from this clone."""
        if self.partial:
            return f"{what} is not in this partial clone ({self.partial}): run `{REFETCH}`"
        return f"{what} is not among this repository's objects: run `git fsck`"


def look(git: Git | None, root: str) -> Checkout:
    """What kind of checkout the files at `root` are. Raises nothing: what fails is its `fault`."""
    kind, folder = git_folder.folder(root)
    if kind == "none" or git is None:
        return Checkout(root)
    common = folder
    if shared := git_folder.read(f"{folder}/commondir").strip():
        common = posixpath.normpath(posixpath.join(folder, shared))
    try:
        settings, fault = git.settings(), ""
    except GitFailure as failure:
        settings, fault = {}, explained(str(failure), root)
    return Checkout(root, kind, folder, common, settings, fault)


def listed(names: Iterable[str]) -> str:
    """A few names, and how many more there are."""
    every = list(names)
    more = len(every) - SHOWN
    return ", ".join(every[:SHOWN]) + (f" and {more} more" if more > 0 else "")


def _rule(line: str) -> bool:
    return bool(line.strip()) and not line.startswith("#")


def _is(names: list[str]) -> str:
    return "is" if len(names) == 1 else "are"
