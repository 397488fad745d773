"""What git would open, looked at before git meets it: no pipe, device or boundless file in a file's place.

`trap` looks at the few files that git opens at once; `search` at all that lie on its way, for a git
that takes long to answer.
"""

from __future__ import annotations

import os
import stat

from agentslint.core import system

TYPE_CHECKING = False  # a replay looks too, and imports little
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, BinaryIO

SETTINGS = 1 << 20  # bytes of a file of settings
SMALL = 1 << 24  # bytes; git reads these whole, and none of them is ever as large
RULES = 100 << 20  # bytes of a file of patterns, as many as newer versions of git take
LARGE = 1 << 30  # bytes of a list of all files or references
UNBOUNDED = 1 << 62  # what git maps into memory, and never reads whole
NESTED = 10  # files that include each other, as many as git follows
CHECKSUM = {20: "sha1", 32: "sha256"}  # by the bytes that they have

# What git opens before it answers anything, with the bytes it may have; below git's own directory,
# below the one that worktrees share, and below the root.
OWN = {"HEAD": SMALL, "commondir": SMALL, "config.worktree": SETTINGS, "index": LARGE}
COMMON = {
    "config": SETTINGS,
    "info/attributes": RULES,
    "info/exclude": RULES,
    "info/grafts": SMALL,
    "info/sparse-checkout": RULES,
    "objects/info/alternates": SMALL,
    "packed-refs": LARGE,
    "shallow": RULES,
}
TREE = {".git": SMALL, ".gitattributes": RULES, ".gitignore": RULES}
PATTERNS = (".gitattributes", ".gitignore")

NAMING = rb"(?im)^[ \t]*(?:\[[^\]\n]*\][ \t]*)?(path|excludesfile)[ \t]*=[ \t]*([^\n]*)"


def folders(root: str) -> tuple[str, str]:
    """Git's own directory for the files at `root`, and the one that it shares with worktrees."""
    own = os.path.join(root, ".git")
    if not os.path.isdir(own):
        said = _start_of(own).removeprefix(b"gitdir:").strip()
        own = os.path.normpath(os.path.join(root, os.fsdecode(said)))
    shared = _start_of(os.path.join(own, "commondir")).strip()
    return own, os.path.normpath(os.path.join(own, os.fsdecode(shared))) if shared else own


def trap(root: str) -> str:
    """Why git must not be asked about `root`: what it would wait for, or read without end; or ""."""
    for place, most in _at_once(root):
        if why := _fault(place, most):
            return f"{_shown(place, root)} {why}"
    return ""


def search(root: str) -> str:
    """As `trap`, of everything below the root and git's directories: it walks all of them."""
    for place, most in _everywhere(root):
        if why := _fault(place, most):
            return f"{_shown(place, root)} {why}"
    return trap(root)


def excludes(root: str) -> bool:
    """Whether the repository's own configuration names a file of ignore rules outside of it."""
    return any(key == b"excludesfile" for key, _ in _named(root))


def torn(index: str) -> bool:
    """Whether an index file does not hold what was written: its checksum is another, or it is cut.

    Git reads what is left of one without a word.
    """
    try:
        with open(os.open(index, system.READING), "rb") as file:
            size = os.fstat(file.fileno()).st_size
            return not any(_sums_up(file, size, length) for length in CHECKSUM)
    except (OSError, ValueError):
        return False  # git says what is wrong with it


def _sums_up(file: BinaryIO, size: int, length: int) -> bool:
    """Whether a file ends with the checksum of all before it, one of so many bytes."""
    if size < 12 + length:
        return False
    file.seek(size - length)
    told = file.read(length)
    if not any(told):
        return True  # index.skipHash: nobody can tell
    made, left = _sum(CHECKSUM[length]), size - length
    file.seek(0)
    while left and (part := file.read(min(left, 1 << 20))):
        made.update(part)
        left -= len(part)
    return bool(made.digest() == told)


def _sum(name: str) -> Any:
    try:
        # hashlib loads all of OpenSSL for the same function
        return getattr(__import__(f"_{name}"), name)()
    except ImportError:
        import hashlib

        return hashlib.new(name, usedforsecurity=False)


def _at_once(root: str) -> Iterator[tuple[str, int]]:
    """The files that git opens for any question, each with the bytes it may have."""
    for name, most in TREE.items():
        yield os.path.join(root, name), most
    own, common = folders(root)
    for folder, names in ((own, OWN), (common, COMMON)):
        for name, most in names.items():
            yield os.path.join(folder, name), most
    for place in _references(own, common):
        yield place, SMALL
    for _, place in _named(root):
        yield place, SETTINGS


def _references(own: str, common: str) -> Iterator[str]:
    """The files that say which commit HEAD is."""
    place = os.path.join(own, "HEAD")
    for _ in range(5):  # git follows as many
        kind, _, name = _start_of(place).partition(b": ")
        if kind != b"ref" or b"\0" in name:
            return
        ref = os.fsdecode(name.strip())
        place = os.path.join(own, ref)
        yield place
        if common != own:
            place = os.path.join(common, ref)
            yield place


def _named(root: str) -> Iterator[tuple[bytes, str]]:
    """What a repository's configuration names: `path` of an include, `excludesfile`; with its place.

    Conditions of includes are not asked about: what is named may be opened.
    """
    own, common = folders(root)
    waiting = [os.path.join(common, "config"), os.path.join(own, "config.worktree")]
    seen = set(waiting)
    for place in waiting:
        text = _start_of(place, SETTINGS)
        low = text.lower()
        if b"include" not in low and b"excludesfile" not in low:
            continue
        import re  # here, and not in each replay

        for met in re.finditer(NAMING, text):
            said = os.fsdecode(met[2].strip().strip(b'"').replace(b"\0", b""))
            base = os.path.dirname(place) if met[1].lower() == b"path" else root
            leads = os.path.normpath(os.path.join(base, os.path.expanduser(said)))
            yield met[1].lower(), leads
            if met[1].lower() == b"path" and leads not in seen and len(seen) < NESTED:
                seen.add(leads)
                waiting.append(leads)


def _everywhere(root: str) -> Iterator[tuple[str, int]]:
    """Files of patterns in the tree, and all in git's directories, links to directories followed."""
    for place in _files(root, follow=False):
        if place.endswith(PATTERNS) and os.path.basename(place) in PATTERNS:
            yield place, RULES
    for folder in dict.fromkeys(folders(root)):
        for place in _files(folder, follow=True):
            yield place, UNBOUNDED


def _files(top: str, *, follow: bool) -> Iterator[str]:
    waiting, seen = [top], {os.path.realpath(top)}
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                found = list(entries)
        except OSError:
            continue
        for entry in found:
            try:
                folder = entry.is_dir(follow_symlinks=follow)
            except OSError:
                continue
            if not folder:
                yield entry.path
            elif follow and entry.is_symlink():
                real = os.path.realpath(entry.path)
                if real not in seen:
                    seen.add(real)
                    waiting.append(real)
            elif entry.name != ".git":
                waiting.append(entry.path)


def _fault(place: str, most: int) -> str:
    """What is wrong with a file that git would open; "" for none."""
    try:
        found = os.stat(place)
    except (OSError, ValueError):
        return ""
    if stat.S_ISDIR(found.st_mode) or place == os.devnull:
        return ""
    if not stat.S_ISREG(found.st_mode):
        return "is no regular file"
    return f"has {found.st_size} bytes, which git would read" if found.st_size > most else ""


def _shown(place: str, root: str) -> str:
    top = os.path.join(root, "")
    return place.removeprefix(top)


def _start_of(place: str, most: int = 1 << 12) -> bytes:
    """The first bytes of a regular file; nothing of anything else."""
    try:
        if not stat.S_ISREG(os.stat(place).st_mode):
            return b""
        handle = os.open(place, system.READING)
    except (OSError, ValueError):
        return b""
    try:
        return os.read(handle, most)
    except OSError:
        return b""
    finally:
        os.close(handle)
