"""What stands in the parentheses of a link: `(target "title")`."""

from __future__ import annotations

from agentslint.core import lazy_re

_SPACE = lazy_re.compile(r"[ \t]*\n?[ \t]*")
_POINTED = lazy_re.compile(r"<((?:[^<>\\\n]|\\.)*)>")
_TITLE = lazy_re.compile(
    r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|\((?:[^()\\]|\\.)*\)", lazy_re.DOTALL
)
_BARE = lazy_re.compile(r"\\[!-/:-@\[-`{-~]|[()]|[^\s()\\\x00-\x1f\x7f]+|\\")
_DEPTH = 32  # parentheses in a target; the parser's own limit


def target(text: str, at: int) -> tuple[int, int, int] | None:
    """Of `(target "title")` behind its parenthesis: where the target stands, and the end."""
    at = _skip(text, at)
    if pointed := _POINTED.match(text, at):
        start, stop, at = pointed.start(1), pointed.end(1), pointed.end()
    elif text.startswith("<", at):
        return None
    else:
        bare = _bare(text, at)
        if bare is None:
            return None
        start, stop, at = at, bare, bare
    behind = _skip(text, at)
    if behind > at and (title := _TITLE.match(text, behind)):
        behind = _skip(text, title.end())
    return (start, stop, behind + 1) if text.startswith(")", behind) else None


def _skip(text: str, at: int) -> int:
    space = _SPACE.match(text, at)
    return space.end() if space else at


def _bare(text: str, at: int) -> int | None:
    depth = 0
    while part := _BARE.match(text, at):
        if part[0] == "(":
            depth += 1
            if depth > _DEPTH:
                return None
        elif part[0] == ")":
            if not depth:
                break
            depth -= 1
        at = part.end()
    return None if depth else at
