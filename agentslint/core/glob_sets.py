"""Globs of several grammars against one path, in linear time: see `GRAMMARS`.

A glob may come from a repository that nobody trusts. Braces are expanded within bounds, and what is
left is matched as `globs` matches patterns of a .gitignore, so that no glob takes long.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from agentslint.core import lazy_re
from agentslint.core.globs import spec

MOST = 1000  # globs that the braces of one may stand for
EVERYTHING = ("**", "**/*")
LONGEST = 4096  # characters of a glob
_BRACES = lazy_re.compile(r"^([^{]*)\{([^{}]+)\}(.*)$", lazy_re.DOTALL)
_EXTENDED = lazy_re.compile(r"[@+]\(([^()]*)\)")


def matches(grammar: str, patterns: Iterable[str], path: str) -> bool:
    """Whether a path, relative to where the globs count from, is one of those that they mean."""
    return GRAMMARS[grammar](tuple(patterns), path)


def parted(text: str) -> list[str]:
    """The globs of a text with commas between them; a comma in braces parts nothing."""
    found, depth, start = [], 0, 0
    for at, character in enumerate(text):
        depth += {"{": 1, "}": -1}.get(character, 0)
        if character == "," and depth == 0:
            found.append(text[start:at])
            start = at + 1
    return [part for each in (*found, text[start:]) if (part := each.strip())]


def expanded(pattern: str) -> list[str]:
    """The globs that the braces of one stand for; it as it is where they are too many."""
    waiting, found = [pattern], []
    while waiting:
        here = waiting.pop(0)
        match = _BRACES.match(here) if len(here) <= LONGEST else None
        if match is None:
            found.append(here)
            continue
        waiting += [f"{match[1]}{part.strip()}{match[3]}" for part in match[2].split(",")]
        if len(waiting) + len(found) > MOST:
            return [pattern]
    return found


def _ignoring(patterns: tuple[str, ...], path: str) -> bool:
    """As a .gitignore, letter case aside: a pattern means what lies below a directory too."""
    lines = tuple(each.casefold() for pattern in patterns for each in expanded(pattern))
    try:
        return spec(lines).match_file(path.casefold())
    except ValueError:
        return False


def _by_name(patterns: tuple[str, ...], path: str) -> bool:
    """A glob without a slash is held against the name, wherever it lies; any one will do."""
    return any(_one(pattern, path, anywhere=True) for pattern in patterns)


def _by_path(patterns: tuple[str, ...], path: str) -> bool:
    """A glob is held against the whole path; any one will do."""
    plain = (_EXTENDED.sub(_alternatives, pattern) for pattern in patterns)
    return any(_one(pattern, path, anywhere=False) for pattern in plain)


def _alternatives(match: Any) -> str:
    found = str(match[1]).replace("|", ",")
    return f"{{{found}}}" if "," in found else found


def _one(pattern: str, path: str, *, anywhere: bool) -> bool:
    if pattern.startswith("!"):
        return not _one(pattern[1:], path, anywhere=anywhere)
    return any(
        _whole(each, path, anywhere=anywhere) for each in expanded(pattern.removeprefix("./"))
    )


def _whole(pattern: str, path: str, *, anywhere: bool) -> bool:
    """Whether a glob without braces means exactly this file."""
    if pattern.startswith("/") or not pattern.strip("/"):
        return False
    if pattern in EVERYTHING or (anywhere and pattern == "*"):
        return True
    above = pattern.removesuffix("/**")
    while above.endswith("/**"):
        above = above.removesuffix("/**")
    line = above if anywhere and "/" not in pattern else f"/{above}"
    # a pattern of a .gitignore means what lies below a directory too: a glob only with `/**`
    return any(
        bool(match.groupdict().get("ps_d")) if above != pattern else match.end() == len(path)
        for regex in _compiled(line)
        if (match := regex.match(path))
    )


@lru_cache(maxsize=4096)
def _compiled(line: str) -> tuple[Any, ...]:
    try:
        return tuple(each.regex for each in spec((line,)).patterns if each.regex is not None)
    except ValueError:
        return ()


GRAMMARS: dict[str, Callable[[tuple[str, ...], str], bool]] = {
    "gitignore": _ignoring,
    "by-name": _by_name,
    "by-path": _by_path,
}
