"""What only stands for a word or a path that the reader fills in: `<name>`, `path/to/x`, `my-feature`."""

from __future__ import annotations

from functools import cache

from agentslint.core import lazy_re, parsing

# letters that stand for letters, and what no name holds
_LETTERS = "xxx+|yyy+|nnn+"
_SIGNS = lazy_re.compile(r"[<>{}$*?…\[\]|`\"'\\]|\.\.\.")
_COUNTED = lazy_re.compile(r"(?:^|[^A-Za-z])(?:NNN+|XXX+|YYYY)(?![A-Za-z])")
# of a path alone: a task may have one letter
_LETTER = lazy_re.compile(
    r"(?:^|/)[XYN]{1,4}(?:[_/]|\.|$)|(?<![A-Za-z0-9])v?(?:X\.Y(?:\.Z)?|x\.y\.z)(?![A-Za-z0-9])"
)


def in_path(path: str) -> bool:
    """Whether a path only stands for one: `path/to/x`, `my-feature`, `YYYY-MM-DD.md`."""
    known = "..." in path or "…" in path or _LETTER.search(path) is not None
    return known or _made_up(path, of_path=True)


def in_word(word: str) -> bool:
    """Whether a word stands for something the reader fills in."""
    known = not word or _SIGNS.search(word) is not None or word in _words()
    return known or _made_up(word, of_path=False)


def _made_up(text: str, *, of_path: bool) -> bool:
    any_case, cased = _patterns(of_path)
    return (
        any_case.search(text) is not None
        or cased.search(text) is not None
        or _COUNTED.search(text) is not None
    )


@cache
def _words() -> frozenset[str]:
    """Words that stand for whatever a runner is told to run."""
    return frozenset(parsing.read("text", "placeholders.toml")["in_words"])


@cache
def _patterns(of_path: bool) -> tuple[lazy_re.Pattern[str], lazy_re.Pattern[str]]:
    """What is looked for in any letter case, and what in its own."""
    table = {
        name: "|".join(words) for name, words in parsing.read("text", "placeholders.toml").items()
    }
    names = f"{table['names']}|{table['in_paths']}" if of_path else table["names"]
    owned = rf"(?:{table['owners']})[-_][^/]*"
    any_case = lazy_re.compile(
        rf"(?:^|/)(?:(?:{table['ways']})(?=$|/)|{owned}|(?:{names}|{_LETTERS})[-_]?\d*(?=$|/|\.)"
        r"|(?:test|spec)?[-_]?(?:my[-_]?new[^/]*|foo)(?=$|/|\.)|test[-_](?:feature|something)(?=\.))"
        rf"|(?:^|[/._-])(?:{table['styles']}|(?:{table['kinds']})[-_]name)(?=$|[/._-])",
        lazy_re.IGNORECASE,
    )
    cased = lazy_re.compile(
        rf"^(?:{table['owners_cased']})[A-Z]|(?:^|/)(?:{table['kinds_cased']})Names?\b"
        rf"|(?:^|/)(?:{table['projects']})(?:\.Tests?|\.[A-Z]\w*Tests)?(?:\.\w*proj|\.slnx?)?(?=$|/)"
    )
    return any_case, cased
