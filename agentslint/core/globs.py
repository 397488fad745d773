"""Patterns as .gitignore has them, matched in linear time. The only room that knows pathspec.

A pattern may come from a repository that nobody trusts, and with the regular expression that
pathspec makes of `*a*a*a*a*b` one name of 250 letters takes hours (pathspec 1.1.1 takes a minute for
three `**/a` over 250 directories); its `[!a]` holds a slash, and git's does not. Its own answers are
the backends `re2` and `hyperscan`, which need compiled packages that not every platform has. So the
expression that its `pattern_to_regex` returns is rewritten, and tests hold the result against git.
"""

from __future__ import annotations

import fnmatch
import warnings
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from agentslint.core import lazy_re

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

_STAR, _ABOVE, _BETWEEN = "[^/]*", "(?:.+/)?", "(?:/.+)?"
# what takes a bracket out of a pattern: an escape, and a class
_CLASS = lazy_re.compile(r"\\.|\[[!^]?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\]")
_TOKEN = lazy_re.compile(
    r"\[\^/\][*+]?|\(\?:\.\+/\)\?|\(\?:/\.\+\)\?|\(\?:\(\?P<ps_d>/\)\|\$\)|\(\?P<ps_d>/\)"
    r"|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.",
    lazy_re.DOTALL,
)


def fault(pattern: str) -> str:
    """Why a pattern can match nothing; "" for one in order."""
    bare = pattern.removeprefix("!")
    if not bare.strip():
        return "is an empty pattern"
    if pattern.startswith("#"):
        return "is a comment to git: write \\# for a name that begins with #"
    if bare.startswith("../"):
        return "leads out of the directory of this file"
    if bare.endswith("\\") and not bare.endswith("\\\\"):
        return "ends with a backslash that escapes nothing"
    if _CLASS.sub("", bare).count("["):
        return "opens a [ that nothing closes: write \\[ for the character"
    return ""


def shell(glob: str) -> str:
    """A glob as a shell has it, as a regular expression: what `fnmatch.translate` makes, in linear time.

    That looks for the end of each `[` that nothing closes up to the end of the glob.
    """
    closed = glob.rfind("]") + 1
    return fnmatch.translate(glob[:closed] + glob[closed:].replace("[", "[[]"))


@lru_cache(maxsize=256)
def _shell(glob: str) -> lazy_re.Pattern[str]:
    return lazy_re.now(shell(glob))


def fits(name: str, glob: str) -> bool:
    """Whether a name fits a glob as a shell has it; letter case counts, and `*` stands for slashes too."""
    return _shell(glob).match(name) is not None


def spec(lines: Iterable[str]) -> GitIgnoreSpec:
    """What matches as these lines of a .gitignore would. Raises ValueError for what is no pattern."""
    from pathspec import GitIgnoreSpec

    try:
        with warnings.catch_warnings():
            # what Python may once mean by "[[a]" is said on standard error, or raised
            warnings.simplefilter("ignore")
            return GitIgnoreSpec.from_lines(lines, _pattern(), backend="simple")
    except lazy_re.error as error:
        raise ValueError(f"no pattern: {error}") from None


@cache
def _pattern() -> type[Any]:
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

    class Linear(GitIgnoreSpecPattern):
        """A pattern that never tries a second way where the first will do."""

        __slots__ = ()

        @classmethod
        def pattern_to_regex(cls, pattern: Any) -> tuple[Any, Any]:
            regex, include = super().pattern_to_regex(pattern)
            return (linear(regex) if isinstance(regex, str) else regex), include

    return Linear


def linear(regex: str) -> str:
    """The same expression, where of several wildcards all but the last settle on the first fit.

    Between two `*` of one name the first place will do, since the second takes what is left; so
    will it between two `**`, which take whole names.
    """
    tokens = _names(_TOKEN.findall(regex))
    deep = [at for at, token in enumerate(tokens) if token in (_ABOVE, _BETWEEN)]
    for at, behind in zip(reversed(deep[:-1]), reversed(deep[1:]), strict=True):
        wild = "(?:.+?/)??" if tokens[at] == _ABOVE else "(?:/.+?)??"
        tokens[at:behind] = [f"(?>{wild}{''.join(tokens[at + 1 : behind])}(?=/))"]
    return "".join(tokens)


def _names(tokens: list[str]) -> list[str]:
    """Tokens with all `*` of a name but its last made to settle."""
    found: list[str] = []
    star: int | None = None
    for token in tokens:
        if token == _STAR:
            if star is not None:
                between = "".join(found[star + 1 :])
                found[star:] = [f"(?>[^/]*?{between})"] if between else []
            star = len(found)
        elif token in ("/", _ABOVE, _BETWEEN) or "ps_d" in token:
            star = None
        # for git no class holds a slash; pathspec's `[!a]` does
        found.append(f"(?!/){token}" if token[0] == "[" and token[:4] != "[^/]" else token)
    return found
