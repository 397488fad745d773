"""Override files: what each hides, since when, and what it says of its own end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from agentslint.chain.context import Context
from agentslint.claims.expiry import End, ends
from agentslint.core import lazy_re
from agentslint.model import File, Piece, Place
from agentslint.repo import parent
from agentslint.text import markdown

# a file that is taken instead of another by its name
_NAMED = lazy_re.compile(r"\.override\.[^./]+$")


@dataclass(frozen=True, slots=True)
class Override:
    """An override file, and the file of its directory that it hides, if there is one."""

    file: File
    hidden: File | None

    @property
    def path(self) -> str:
        return self.file.path

    @property
    def directory(self) -> str:
        return parent(self.file.path)

    @property
    def plain(self) -> str:
        """The path that the file would have if it overrode nothing."""
        return _NAMED.sub("." + self.path.rpartition(".")[2], self.path)


def overrides(context: Context) -> Iterator[Override]:
    """Every override file that an agent takes, in path order."""
    hidden: dict[str, File] = {}
    for chain in context.chains.values():
        for link in chain.links:
            if link.fate == "shadowed" and link.file is not None:
                hidden[link.path] = link.file
    for file in context.files:
        if _NAMED.search(file.path) and file.path not in hidden:
            one = Override(file, None)
            yield Override(file, hidden.get(one.plain))


def stated_ends(file: File) -> Iterator[tuple[End, Place]]:
    """The ends that a file states, in prose, comments or front matter, with their places."""
    for piece in markdown.read(file):
        text = _said(piece)
        for end in ends(text) if text else ():
            if piece.kind == "sentence":
                yield end, markdown.within(piece, *end.span)
            else:
                yield end, piece.place


def _said(piece: Piece) -> str:
    if piece.kind in ("comment", "front-matter"):
        return str(piece.info.get("content") or piece.text)
    return piece.text if piece.kind == "sentence" and not piece.info["quoted"] else ""


# The hidden file is asked for: then it is not lost, and hiding it is meant.
_READ = lazy_re.compile(
    r"\b(?:read|load|open|follow|consult|obey|start with|refer to|defer to|lies|lesen|beachte|folge"
    r"|lee|leer|sigue|consulta|leia|siga|lire|lis|suivre|leggi|segui|przeczytaj|đọc)\b"
    r"|прочти|прочитай|читай|следуй|阅读|閱讀|先读|参照|読|읽|따르",
    lazy_re.IGNORECASE,
)


def hands_over(override: Override) -> bool:
    """Whether an override orders its reader to read the file that it hides."""
    if override.hidden is None:
        return False
    name = lazy_re.escape(override.hidden.path.rpartition("/")[2])
    return any(
        _READ.search(piece.text) and lazy_re.search(rf"(?<![\w.-]){name}\b", piece.text)
        for piece in markdown.read(override.file)
        if piece.kind == "sentence"
    )
