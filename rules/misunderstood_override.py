"""An override that is taken for an addition."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.chain.context import Context
from agentslint.claims import hedges
from agentslint.core import lazy_re
from agentslint.model import File, Finding, Note, Piece, whole
from agentslint.repo import parent
from agentslint.text import markdown
from agentslint.verdicts.overrides import Override, hands_over, overrides

REACH = 30  # characters from a word that adds to the file's name
DENIALS = ("negated", "none")


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
    name = hidden.path.rpartition("/")[2]
    note = (Note(whole(hidden.path), "never read in this directory or below"),)
    for piece in _sentences(override.file, name):
        denied = bool(hedges.found(piece.text, *DENIALS))
        rooted = override.directory != "." and _says(piece, "root")
        if rooted and _says(piece, "replaces") and not denied:
            message = (
                f"it does not replace the root's file, which is still read, but hides {hidden.path}"
            )
        elif not rooted and _adds(piece.text, name) and not denied and not hands_over(override):
            message = f"it says that it adds to {name}, but hides it: {hidden.size:,} bytes are never read"
        else:
            continue
        yield Finding(piece.place, message, note)
        return


def _adds(text: str, name: str) -> bool:
    """Whether a sentence says that something adds to the file of that name."""
    for _, end in hedges.found(text, "override:adds"):
        if 0 <= text.find(name, end) - end <= REACH:
            return True
    for start, end in hedges.found(text, "override:still"):
        if name in text[:start] or 0 <= text.find(name, end) - end <= REACH:
            return True
    return False


def _says(piece: Piece, table: str) -> bool:
    return bool(hedges.found(piece.text, f"override:{table}"))


def _sends(file: File, hiding: dict[str, Override], context: Context) -> Iterator[Finding]:
    """Another file that tells people to put additions into an override."""
    for piece in _sentences(file, "AGENTS.override.md"):
        for path in lazy_re.findall(r"`?((?:[\w.-]+/)*[\w-]+\.override\.\w+)`?", piece.text):
            folder = parent(file.path)
            where = path if "/" in path else path if folder == "." else f"{folder}/{path}"
            plain = where.replace(".override.", ".")
            if not context.repo.is_file(plain) or hedges.found(piece.text, *DENIALS):
                continue
            if _says(piece, "sends") and _says(piece, "adds"):
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
