"""A tree of files as one commit holds it, read from git's objects: nothing is checked out."""

from __future__ import annotations

import posixpath
import subprocess
from dataclasses import dataclass

from agentslint.repo.git import Git, GitFailure, names
from agentslint.repo.memory import Entry, Memory, Special
from agentslint.repo.tree import READ_LIMIT, Kind, Unreadable

LINK, SUBMODULE = "120000", "160000"


@dataclass(frozen=True, slots=True)
class Blob:
    """A file's content by its object id. `size` is -1 where the object is missing."""

    id: str
    size: int


class Revision(Memory):
    """The files of one commit. What lies beside the work tree does not exist here."""

    def __init__(self, git: Git, commit: str) -> None:
        """`commit` is an id that `resolve` gave. Raises GitFailure."""
        self.commit = commit
        self.objects = Objects(git)
        self.blobs: dict[str, Blob] = {}
        files: dict[str, Entry] = {".git/HEAD": b""}
        links: dict[str, str] = {}
        for row in names(git.run("ls-tree", "-r", "-z", "-l", "--full-tree", commit)):
            head, _, path = row.partition("\t")
            mode, _, name, size = head.split()
            if mode == SUBMODULE:
                files[path] = Special("directory")
            elif mode == LINK:
                links[path] = name
            else:
                files[path] = b""
                self.blobs[posixpath.join(git.root, path)] = Blob(
                    name, int(size) if size.isdigit() else -1
                )
        for path, name in links.items():
            target = self.objects.read(name)
            files[path] = (
                Special("unreadable")
                if target is None
                else Special("symlink", target.decode("utf-8", "surrogateescape"))
            )
        super().__init__(files, git.root)

    def stat(self, path: str) -> tuple[Kind, int]:
        kind, size = super().stat(path)
        if kind == "file":
            blob = self.blobs.get(self._resolve(path) or "")
            size = size if blob is None else max(blob.size, 0)
        return kind, size

    def read(self, path: str, limit: int) -> bytes:
        blob = self.blobs.get(self._resolve(path) or "")
        if blob is None:
            return super().read(path, limit)
        data = self.objects.read(blob.id)
        if data is None:
            raise Unreadable("its object is missing from this clone")
        return data[:limit]


class Objects:
    """Git's objects by id, through one process that is started when first asked."""

    def __init__(self, git: Git) -> None:
        self.git = git
        self.process: subprocess.Popen[bytes] | None = None

    def read(self, name: str) -> bytes | None:
        """The content of the blob with the id `name`, or None where the clone lacks it.

        Raises GitFailure.
        """
        if self.process is None:
            self.process = self.git.start("cat-file", "--batch", piped=True)
        given, taken = self.process.stdin, self.process.stdout
        if given is None or taken is None:
            raise GitFailure("git cat-file has no pipes")
        try:
            given.write(name.encode("ascii") + b"\n")
            given.flush()
        except OSError as error:
            raise GitFailure(f"git cat-file: {error.strerror}") from None
        head = taken.readline().split()
        if len(head) != 3:
            if head[1:] == [b"missing"]:
                return None
            raise GitFailure("git cat-file ended early")
        size = int(head[2])
        data = taken.read(min(size, READ_LIMIT))
        left = size - len(data) + 1
        while left > 0 and (part := taken.read(min(left, READ_LIMIT))):
            left -= len(part)
        return data

    def close(self) -> None:
        """End the process, where one was started."""
        if self.process is not None:
            self.process.communicate()
            self.process = None

    def __del__(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.communicate()


def resolve(git: Git, revision: str) -> str | None:
    """The id of the commit that a revision names, or None."""
    try:
        found = git.run(
            "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"
        )
    except GitFailure:
        return None
    return found.decode("ascii").strip() or None
