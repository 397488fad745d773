"""Commands that stand in running text, in no code span: "Always run bun run test:coverage before review"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from agentslint.claims import hedges
from agentslint.core import lazy_re
from agentslint.model import Piece
from agentslint.text import markdown, tools, vocabulary

CODE = lazy_re.compile(r"`[^`]*`")
NAME = lazy_re.compile(r"[a-z]\w*(?:[:.-]\w+)*")  # a script's, and no pattern or placeholder
AROUND = "\"'“”„«»*_("  # may stand between a verb and its command
STOPS = ".,;:!?)\"'“”»*_"  # may stand right behind a command
DASHES = ("-", "–", "—", "(", "→", "=", "#")  # behind the command that an item is of


def plain(piece: Piece, pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The commands of a sentence as pieces, each like a code span that holds it.

    Only what can be no English: a runner, its word for running and a name. A name with a colon needs
    nothing else; one with a hyphen ends its clause; of a plain word the text also says to run it.
    """
    parent = piece.info.get("parent")
    block = pieces[parent] if parent is not None else piece
    if block.kind == "heading" or not any(word in piece.text for word in _words()):
        return
    text = CODE.sub(lambda code: "`" * len(code[0]), piece.text)
    for found in _pattern().finditer(text):
        name = found["name"].rstrip(STOPS)
        end = found.start("name") + len(name)
        if NAME.fullmatch(name) and _meant(piece, block, text, found.start(), name, end):
            yield replace(
                piece,
                kind="code",
                text=piece.text[found.start() : end],
                place=markdown.within(piece, found.start(), end),
                info={
                    **piece.info,
                    "sentence": pieces.index(piece),
                    "at": piece.info["at"] + found.start(),
                },
            )


def _meant(piece: Piece, block: Piece, text: str, start: int, name: str, end: int) -> bool:
    """Whether the words are a command, and not the beginning of a phrase: "npm run scripts are …"."""
    if name in tools.shipped().generic:
        return False
    if ":" in name:
        return True
    if not _ends(text, end):
        return False
    return "-" in name or _demanded(text[:start]) or _opens(piece, text[:start], block)


def _ends(text: str, end: int) -> bool:
    """Whether a clause ends at a place."""
    rest = text[end:]
    bare = rest.lstrip(AROUND + STOPS)
    if not bare.strip() or rest[:1] in tuple(".,;:!?)"):
        return True
    return bare.strip().startswith(DASHES) or any(
        hedges.follows(text, end, table) for table in ("turn", "and", "but")
    )


def _demanded(before: str) -> bool:
    """Whether the word before a command says to run it: "run", "use", "with"."""
    words = before.rstrip(AROUND + " ").rsplit(maxsplit=1)
    verb = words[-1].lower() if words else ""
    return vocabulary.shipped().actions.get(verb) in ("run", "use") or hedges.ending(
        before.rstrip(AROUND + " "), "means"
    )


def _opens(piece: Piece, before: str, block: Piece) -> bool:
    """Whether a command is what its item or cell begins with."""
    return (
        block.kind in ("item", "cell") and piece.info["at"] == 0 and not before.strip(AROUND + " ")
    )


@cache
def _words() -> tuple[str, ...]:
    return tuple(f"{form.split()[0]} " for form in tools.shipped().running)


@cache
def _pattern() -> lazy_re.Pattern[str]:
    option = r"(?:\s+-{1,2}[\w-]+(?:=\S+)?(?:\s+(?!run\b)[@\w./-]+)?)?"
    forms = (form.split() for form in tools.shipped().running)
    heads = "|".join(rf"{head}{option}\s+{word}{option}" for head, word in forms)
    return lazy_re.compile(rf"(?<![\w@/.`-])(?:{heads})\s+(?P<name>\S+)")
