"""An instruction file that says nothing yet."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.chain.context import Context
from agentslint.model import File, Finding, Piece, whole
from agentslint.repo import sample
from agentslint.text import markdown, wording

BODY = ("paragraph", "item", "cell", "fence", "html", "quote")
FILLER = r"^[\W_]*(?:«whole»|lorem ipsum.*|«invites»[^.]{0,60}«here»|«yours».{0,30})(?:\b[^\w]*|[:,-].{0,80})$"


def check_file(file: File, context: Context) -> Iterator[Finding]:
    if sample(file.path):
        return
    pieces = markdown.read(file)
    name = file.path.rpartition("/")[2]
    if ".override." in name and not file.data.strip():
        return  # empty-override says more of it
    body = [piece for piece in pieces if piece.kind in BODY and piece.text.strip()]
    filler = wording.pattern("filler", FILLER)
    if not body:
        what = "holds headings and no text" if _any(pieces, "heading") else "is blank"
        if not _any(pieces, "heading") and _any(pieces, "comment"):
            what = "holds comments and no text"
        yield Finding(whole(file.path), f"this file {what}: it gives no instruction")
    elif all(filler.match(piece.text.strip()) for piece in body):
        said = " ".join(body[0].text.split())[:60]
        yield Finding(body[0].place, f"this file holds nothing but a placeholder ({said!r})")


def _any(pieces: tuple[Piece, ...], kind: str) -> bool:
    return any(piece.kind == kind for piece in pieces)
