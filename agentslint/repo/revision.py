"""A tree of files as a commit or the index holds it, read from git's objects: nothing is checked out."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import IO

from agentslint.io import trace
from agentslint.io.git import Git, GitFailure, GitProcess, names, whole
from agentslint.io.git_command import STAGE
from agentslint.io.tree import READ_LIMIT
from agentslint.model import Failure
from agentslint.repo.checkout import look
from agentslint.repo.memory import Entry, Memory, Special

# the ids of an empty file in each of git's hashes
EMPTY = frozenset(
    (
        "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
        "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813",
    )
)
FEW = 200  # paths that git is asked about by name
LINK, SUBMODULE = "120000", "160000"
Row = tuple[str, str, str]  # mode, object id, path


class Revision(Memory):
    """The files of one commit or index. What lies beside the work tree does not exist here.

    Of a submodule a commit records no file: what it holds is not known here.
    """

    def __init__(self, git: Git, rows: Iterable[Row], *, of_index: bool = False) -> None:
        """`rows` are what `committed` or, `of_index`, `staged` gives. Raises GitFailure."""
        self.objects = Objects(git)
        # the index may change in what nobody read; a commit does not
        self._noted = (git.root, git.index or "") if of_index else None
        self.submodules: list[str] = []
        # of a file the id of what it holds, as text
        files: dict[str, Entry] = {".git/HEAD": b""}
        links: dict[str, str] = {}
        for mode, name, path in rows:
            if mode == SUBMODULE:
                files[path] = Special("directory")
                self.submodules.append(path)
            elif mode == LINK:
                links[path] = name
            else:
                files[path] = name
        for path, name in links.items():
            self._note(path, name)
            target = self.objects.read(name)
            if target is None:
                self.root = git.root
                raise self._lacking(path)
            files[path] = Special("symlink", target.decode("utf-8", "surrogateescape"))
        super().__init__(files, git.root)

    def size(self, path: str) -> int:
        name = self._name(path)
        if name is None:
            return super().size(path)
        size = self.objects.size(name)
        if size is None:
            raise self._lacking(path)
        return size

    def read(self, path: str, limit: int) -> bytes:
        name = self._name(path)
        if name is None:
            return super().read(path, limit)
        data = self.objects.read(name)
        if data is None:
            raise self._lacking(path)
        return data[:limit]

    def _lacking(self, path: str) -> Failure:
        """An object that this clone lacks is no absent file: nobody can say what was there."""
        return Failure(f"{path}: {look(self.objects.git, self.root).lacks('what was recorded')}")

    def _name(self, path: str) -> str | None:
        """The id of what a file holds, None for what is none of the recorded files."""
        found = self._resolve(path)
        name = None if found is None else self.entries.get(found)
        if found is None or not isinstance(name, str):
            return None
        self._note(found, name)
        return name

    def _note(self, path: str, name: str) -> None:
        if self._noted is not None:
            trace.note(("blob", *self._noted, path), name)


def committed(git: Git, commit: str) -> Iterator[Row]:
    """The files of a commit, whose id `resolve` gave. Raises GitFailure."""
    asked = git.start_by_ids("ls-tree", "-r", "-z", "--full-tree", commit)
    for row in names(asked.finish()):
        head, _, path = row.partition("\t")
        mode, _, name = head.split()
        yield mode, name, path


def staged(git: Git) -> Iterator[Row]:
    """The files of the index that a commit would record. Of a conflict our side counts.

    Raises GitFailure.
    """
    found = []
    for row in names(whole(git.run(*STAGE))):
        head, _, path = row.partition("\t")
        mode, name, stage = head.split()
        if stage in ("0", "2"):
            found.append((mode, name, path))
    meant = intended(git, [path for _, name, path in found if name in EMPTY])
    yield from (row for row in found if row[2] not in meant)


def intended(git: Git, empty: list[str]) -> frozenset[str]:
    """Those of some empty files that are only meant to be added (`git add -N`): a commit leaves them out.

    Git tells them from other empty ones as files that the work tree adds to the index.
    """
    if not empty:
        return frozenset()
    few = [f":(top,literal){path}" for path in empty] if len(empty) <= FEW else []
    asked = ("diff-files", "-z", "--name-only", "--diff-filter=A", "--ignore-submodules=all")
    return frozenset(names(git.run(*unfiltered(git), *asked, "--", *few)))


def unfiltered(git: Git) -> list[str]:
    """Settings that turn off each clean filter: git reads what was written just now through them."""
    drivers = {key.rpartition(".")[0] for key in git.settings() if key.startswith("filter.")}
    if any("=" in driver for driver in drivers):
        raise Failure(f"{git.root}: a filter driver in git's configuration has `=` in its name")
    off = ("clean=", "smudge=", "process=", "required=false")
    return [word for driver in sorted(drivers) for key in off for word in ("-c", f"{driver}.{key}")]


def commit_index(git: Git) -> str | None:
    """The index that a running `git commit` uses, where one is named that is this repository's.

    Git names it to its hooks; of a partial commit it is a file beside the usual one.
    """
    given = os.environ.get("GIT_INDEX_FILE")
    if not given:
        return None
    path = os.path.realpath(given)
    own = os.path.realpath(
        os.path.join(git.root, os.fsdecode(git.run("rev-parse", "--git-dir")).rstrip("\n"))
    )
    if os.path.dirname(path) == own:
        return path
    # that of another repository, whose hook called us
    if os.path.exists(os.path.join(os.path.dirname(path), "HEAD")):
        return None
    here = os.path.realpath(os.getcwd()) + "/"
    return path if here.startswith(os.path.realpath(git.root) + "/") else None


class Objects:
    """Git's objects by id, through one process that is started when first asked."""

    def __init__(self, git: Git) -> None:
        self.git = git
        self.process: GitProcess | None = None
        self.sizes: GitProcess | None = None
        self.owner = os.getpid()

    def size(self, name: str) -> int | None:
        """Bytes of the blob with the id `name`, None where the clone lacks it. Raises GitFailure."""
        self._mine()
        if self.sizes is None:
            self.sizes = self.git.start_by_ids("cat-file", "--batch-check", piped=True)
        answer = self._ask(self.sizes, name)
        if answer is None:
            self.sizes = None
        return int(answer[0][2]) if answer and len(answer[0]) == 3 else None

    def read(self, name: str) -> bytes | None:
        """The content of the blob with the id `name`, or None where the clone lacks it.

        Raises GitFailure.
        """
        self._mine()
        if self.process is None:
            self.process = self.git.start_by_ids("cat-file", "--batch", piped=True)
        answer = self._ask(self.process, name)
        if answer is None:
            self.process = None
        if answer is None or len(answer[0]) != 3:
            return None
        head, taken = answer
        size = int(head[2])
        data = taken.read(min(size, READ_LIMIT))
        left = size - len(data) + 1
        while left > 0 and (part := taken.read(min(left, READ_LIMIT))):
            left -= len(part)
        return data

    def close(self) -> None:
        """End the processes that were started."""
        for asked in (self.process, self.sizes):
            if asked is not None:
                asked.process.communicate()
        self.process = self.sizes = None

    def _mine(self) -> None:
        """Leave the processes to whom they belong, after a fork."""
        if self.owner != os.getpid():
            self.owner, self.process, self.sizes = os.getpid(), None, None

    def _ask(self, asked: GitProcess, name: str) -> tuple[list[bytes], IO[bytes]] | None:
        """The words of the answer's first line; one that is missing has two.

        None where the process ended over it: the object is broken, or a partial clone lacks it.
        """
        given, taken = asked.process.stdin, asked.process.stdout
        if given is None or taken is None:
            raise GitFailure("git cat-file has no pipes")
        try:
            given.write(name.encode("ascii") + b"\n")
            given.flush()
        except OSError as error:
            raise GitFailure(f"git cat-file: {error.strerror}") from None
        asked.await_answer()
        head = taken.readline().split()
        if len(head) != 3:
            trace.spoil("an object is missing, and may be fetched")
        if not head:
            asked.process.communicate()
            return None
        if len(head) != 3 and head[1:] != [b"missing"]:
            raise GitFailure("git cat-file gave an answer that is none")
        return head, taken


def resolve(git: Git, revision: str) -> str | None:
    """The id of the commit that a revision names, or None. Raises Failure where git cannot answer."""
    asked = "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"
    try:
        found = git.run(*asked, fine=(0, 1))
    except GitFailure as failure:
        raise Failure(f"{revision}: {look(git, git.root).because(str(failure))}") from None
    return found.decode("ascii").strip() or None


def named(git: Git, revision: str) -> str:
    """The id of the commit that a revision names. Raises Failure where there is none."""
    found = resolve(git, revision)
    if found is not None:
        return found
    told = f"{revision}: no such revision in {git.root}"
    if resolve(git, "HEAD") is None:
        checkout = look(git, git.root)
        if checkout.born:
            raise Failure(f"HEAD: {checkout.lacks('its commit')}")
        raise Failure(f"{told}: there is no commit yet")
    if look(git, git.root).shallow:
        raise Failure(f"{told}: this clone is shallow: run `git fetch --unshallow`")
    raise Failure(f"{told}: name a commit, branch or tag")
