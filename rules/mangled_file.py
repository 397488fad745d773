"""An instruction file whose bytes are not what was written: another encoding, a pointer, a link as text."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from agentslint.chain.context import Context
from agentslint.core import lazy_re
from agentslint.model import File, Finding, Place, line_place, text_place, whole
from agentslint.repo import join, parent
from agentslint.text import markdown
from agentslint.text.encoding import wide

LFS = b"version https://git-lfs.github.com/spec/"
LONGEST = 300  # characters of a link's target
LOST = "\ufffd"  # what an agent is sent for bytes that are no letter in UTF-8
PATH = lazy_re.compile(r"[^\s`*#<>\"'|]+")
# the three lines that git leaves of a conflict, in this order
MARKS = ("<<<<<<< ", "=======", ">>>>>>> ")


def check_file(file: File, context: Context) -> Iterator[Finding]:
    if encoding := wide(file.data):
        said = f"this file is saved as {encoding}: read as UTF-8, it has a NUL beside each letter"
        yield Finding(whole(file.path), f"{said}: save it as UTF-8")
    elif file.data.startswith(LFS):
        said = "this file is a pointer of Git LFS: an agent is sent the pointer, not the text"
        yield Finding(whole(file.path), f"{said}; run `git lfs pull`, and keep it out of LFS")
    elif target := _target(file, context):
        yield Finding(whole(file.path), _linked(file, target, context))
    else:
        yield from _foreign_bytes(file)
        yield from _conflicts(file)


def _foreign_bytes(file: File) -> Iterator[Finding]:
    """Bytes that are not UTF-8, as another encoding of the same letters leaves them: GB18030, Latin-1."""
    try:
        file.data.decode("utf-8")
    except UnicodeDecodeError as error:
        # of a longer file the last letter may be cut in two
        if error.end == len(file.data) < file.size:
            return
        at = len(file.data[: error.start].decode("utf-8"))
        lost = file.text.count(LOST) - file.data.count(LOST.encode())
        letters = "a letter is" if lost == 1 else f"{lost:,} letters are"
        said = f"this file is not UTF-8: {letters} sent as {LOST}; save it as UTF-8"
        yield Finding(text_place(file.path, file.text, at, at + 1), said)


def _target(file: File, context: Context) -> str:
    """The path that is all of a file's text, where something lies there; "" for another text."""
    text = file.text
    if len(text) > LONGEST or not PATH.fullmatch(text.removesuffix("\n")):
        return ""
    target = text.removesuffix("\n")
    path = posixpath.normpath(join(parent(file.path), target))
    if file.path in context.repo.listing.links and context.repo.target(file.path) is None:
        return target
    named = path.endswith(".md") and path != file.path and not target.startswith("@")
    return target if named and context.repo.is_file(path) else ""


def _linked(file: File, target: str, context: Context) -> str:
    if file.path in context.repo.listing.links:
        return (
            f"git holds a symbolic link to {target} here, checked out as text: an agent is sent the "
            f"path; run `git config core.symlinks true && git checkout -- {file.path}`"
        )
    return (
        f"this file holds nothing but the path {target}: an agent is sent the path; make it a link "
        f"with `ln -sf {target} {file.path}`"
    )


def _conflicts(file: File) -> Iterator[Finding]:
    if b"<<<<<<< " not in file.data or b">>>>>>> " not in file.data:
        return
    fences = [p.place for p in markdown.read(file) if p.kind == "fence"]
    began: Place | None = None
    middle = False
    for number, line in enumerate(file.text.split("\n"), 1):
        if any(place.line <= number <= place.end_line for place in fences):
            continue
        if line.startswith(MARKS[0]):
            began, middle = line_place(file.path, number, line.rstrip("\r")), False
        elif began is not None and line.rstrip() == MARKS[1]:
            middle = True
        elif began is not None and middle and line.startswith(MARKS[2]):
            yield Finding(began, "a merge conflict was never resolved: an agent is sent both sides")
            began = None
