"""What the comments in a fence of commands say of its lines: when each is to be run, or that it is optional."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from agentslint.claims import verification
from agentslint.core import lazy_re
from agentslint.text import shell
from agentslint.text.units import marks

# `make check   # before review`, behind the last word of a command
_BEHIND = lazy_re.compile(r"\s#+\s*(.*)$")
_SCRIPT = "#!"  # what begins so is a file's content


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a fence that is a command, with where it starts in the fence.

    told   the words of a comment that name a point of the work for it, "" where none does; `gate` is that point
    free   whether a comment says that it is optional
    """

    start: int
    text: str
    words: tuple[shell.Command, ...]
    told: str = ""
    gate: str = ""
    free: bool = False


def lines(fence: str) -> Iterator[Line]:
    """The commands of a fence, each with what the comments beside, above and at the top say of it.

    A comment counts for what follows until the next one. One that stands alone, or ends with a
    colon, is a title: it counts for those below it as well.
    """
    title, label, last, whole = "", "", "", False
    for start, text in shell.typed_lines(fence):
        stripped = text.strip()
        if not stripped:
            if last == "comment":
                title, label, whole = label, "", True
            elif not whole:
                title = ""
            last = "blank"
        elif stripped.startswith("#"):
            said = stripped.lstrip("#! ")
            if last == "comment" and not label.endswith((":", "：")):
                said = f"{label} {said}"
            elif label.endswith((":", "：")):
                title = label
            label, last = said, "comment"
        elif words := shell.split(text):
            last = "command"
            behind = _BEHIND.search(text, words[-1].end)
            yield _line(start, text, words, (behind[1] if behind else "", label, title))


def _line(
    start: int, text: str, words: tuple[shell.Command, ...], said: tuple[str, str, str]
) -> Line:
    free = any("allow" in marks(each) for each in said[:2] if each)
    for each in (one[:400] for one in said if one):
        if gate := verification.gate_of(each):
            at = marks(each)["verification:gates"][0][0]
            return Line(start, text, words, each[at:].strip(" ()"), gate, free)
    return Line(start, text, words, free=free)


def is_file(fence: str) -> bool:
    """Whether a fence shows a script that is to be written, and no commands to type."""
    return fence.lstrip().startswith(_SCRIPT)
