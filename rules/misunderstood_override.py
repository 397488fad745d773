"""An override that is taken for an addition."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.chain.context import Context
from agentslint.claims import overriding
from agentslint.core import lazy_re
from agentslint.model import File, Finding, Note, Piece, Place, whole
from agentslint.repo import parent
from agentslint.text import markdown
from agentslint.verdicts.overrides import Override, hands_over, overrides

SAID = {
    "adds": "it adds to {name}",
    "holds": "{name} applies as well",
    "decides": "it decides where it conflicts with {name}",
}


def check_repo(context: Context) -> Iterator[Finding]:
    known = list(overrides(context))
    for override in known:
        if override.hidden is not None:
            yield from _claims(override, override.hidden)
    hiding = {one.path: one for one in known if one.hidden is not None}
    own = {one.path for one in known}
    for file in context.files:
        if file.path not in own:
            yield from _sends(file, hiding, context)


def _claims(override: Override, hidden: File) -> Iterator[Finding]:
    """What the override itself says of the file that it hides."""
    note = (Note(whole(hidden.path), "never read in this directory or below"),)
    said = _taken_for_the_root(override) or _taken_for_an_addition(override, hidden)
    if said is not None:
        yield Finding(*said, note)


def _taken_for_the_root(override: Override) -> tuple[Place, str] | None:
    if override.directory == ".":
        return None
    assert override.hidden is not None
    for piece in _sentences(override.file, override.hidden.path.rpartition("/")[2]):
        if overriding.names_root(piece.text) and overriding.replaces(piece.text):
            message = "it does not replace the root's file, which is still read, but hides"
            return piece.place, f"{message} {override.hidden.path}"
    return None


def _taken_for_an_addition(override: Override, hidden: File) -> tuple[Place, str] | None:
    if hands_over(override):
        return None
    name = hidden.path.rpartition("/")[2]
    for piece, kind in overriding.additions(override.file, hidden.path):
        if override.directory == "." or not overriding.names_root(piece.text):
            said = SAID[kind].format(name=name)
            message = f"it says that {said}, but hides it: {hidden.size:,} bytes are never read"
            return piece.place, message
    return None


def _sends(file: File, hiding: dict[str, Override], context: Context) -> Iterator[Finding]:
    """Another file that tells people to put additions into an override."""
    for piece in _sentences(file, "AGENTS.override.md"):
        for path in lazy_re.findall(r"`?((?:[\w.-]+/)*[\w-]+\.override\.\w+)`?", piece.text):
            folder = parent(file.path)
            where = path if "/" in path else path if folder == "." else f"{folder}/{path}"
            plain = where.replace(".override.", ".")
            if context.repo.is_file(plain) and overriding.invites(piece.text):
                state = "it hides" if where in hiding else "it would hide"
                message = f"{path} cannot add to {plain}: {state} it"
                yield Finding(piece.place, message)
                return


def _sentences(file: File, name: str) -> Iterator[Piece]:
    if name not in file.text:
        return
    wanted = lazy_re.compile(rf"(?<![\w-]){lazy_re.escape(name)}\b")
    for piece in markdown.read(file):
        if piece.kind == "sentence" and wanted.search(piece.text):
            yield piece
