"""Tokens to simple commands: what stands in groups, conditions and loops is a command like any other."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field, replace
from functools import lru_cache

from agentslint.core import lazy_re
from agentslint.text.shell.tokens import Token, tokens

_ASSIGNMENT = lazy_re.compile(r"[A-Za-z_]\w*\+?=")
# The words that open a compound command, by the word without which they are plain English.
_OPENS = {
    "if": "then", "while": "do", "until": "do", "for": "do", "select": "do", "case": "esac", "{": "}",
}  # fmt: skip
_NEEDED = frozenset(_OPENS.values())
_INNER = frozenset({"then", "elif", "else", "do"})
_LOOPS = ("while", "until", "for", "select")
_CLOSES = {"fi": ("if",), "done": _LOOPS, "esac": ("case",), "}": ("{", "function")}
_RESERVED = frozenset({*_OPENS, *_INNER, *_CLOSES, "!"})
_MOVES = frozenset({"cd", "pushd"})
_GROUPS = frozenset({"(", "{"})
_FAR = 200  # tokens of a condition in brackets
_LONGEST = 4096  # characters of a directory


@dataclass(frozen=True, slots=True)
class Command:
    """One simple command: its words, unquoted; where it starts and ends in the text.

    directory    where a `cd` before it went to, "" without one
    environment  the assignments before it
    writes       the files that its output goes to; without words where those of a group do
    joint        the operator behind it: `&&`, `||`, `;`, `|`, `&`, a new line, or "" for the end
    grouped      it stands in `( … )` or `{ …; }`
    conditional  whether it runs, how often, or how its result counts depends on what is around it
    """

    words: tuple[str, ...]
    start: int = 0
    end: int = 0
    directory: str = ""
    environment: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    joint: str = ""
    grouped: bool = False
    conditional: bool = False

    @property
    def program(self) -> str:
        return posixpath.basename(self.words[0]) if self.words else ""

    @property
    def moves(self) -> bool:
        """Whether it does nothing but go to another directory."""
        return self.target is not None or self.words in (("popd",), ("cd", "-"))

    @property
    def target(self) -> str | None:
        """Where a `cd` goes, None for any other command."""
        if len(self.words) < 2 or self.words[0] not in _MOVES:
            return None
        return next((word for word in self.words[1:] if word[0:1] != "-"), None)


@dataclass(frozen=True, slots=True)
class _Open:
    """What is open: its word, the directory where it began, and what it is and stands in."""

    word: str
    directory: str
    grouped: bool
    conditional: bool


@dataclass(slots=True)
class _State:
    """What was read so far, and the command that is being read."""

    found: list[Command] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    environment: list[str] = field(default_factory=list)
    writes: list[str] = field(default_factory=list)
    start: int = 0
    end: int = 0
    redirect: str = ""
    directory: str = ""
    before: str = ""
    negated: bool = False
    opened: list[_Open] = field(default_factory=list)
    pushed: list[str] = field(default_factory=list)
    parentheses: int = 0


_NOTHING = _Open("", "", grouped=False, conditional=False)


@lru_cache(maxsize=256)
def read(text: str) -> tuple[Command, ...]:
    """The simple commands of a script, `cd` among them, in order. Nothing is raised for any text."""
    return _read(text)[0]


@lru_cache(maxsize=64)
def breaks(text: str) -> tuple[int, ...]:
    """The line ends at which a script may be cut: none in a quote, a here-document or a loop."""
    return _read(text)[1]


def _read(text: str) -> tuple[tuple[Command, ...], tuple[int, ...]]:
    known = [*tokens(text), Token("operator", "", len(text), len(text))]
    last = _last(known)
    state = _State()
    inner: list[int] = []
    outer: list[int] = []
    at = 0
    while at < len(known):
        token = known[at]
        at += 1
        if token.kind == "redirect":
            state.redirect = token.text
        elif token.kind == "operator":
            if token.text == "\n" and text[token.end - 1] == "\n":
                (inner if state.opened else outer).append(token.end - 1)
            at = _operator(state, token, known, at)
        elif state.redirect:
            if state.redirect == ">":
                state.writes.append(token.text)
            state.redirect = ""
        elif state.words or not token.bare or not (new := _reserved(state, known, at, last)):
            _put(state, token)
        else:
            at = new
    return tuple(state.found), tuple(sorted([*outer, *inner]) if state.opened else outer)


def _last(known: list[Token]) -> dict[str, int]:
    """Where the words that compound commands need stand last, where a command may begin."""
    found: dict[str, int] = {}
    begins = True
    for at, token in enumerate(known):
        word = token.text if token.bare and token.kind == "word" else ""
        if word == "in" or (begins and word in _NEEDED):
            found[word] = at
        begins = token.kind == "operator" or (begins and word in _RESERVED)
    return found


def _put(state: _State, token: Token) -> None:
    if not state.words:
        if _ASSIGNMENT.match(token.text):
            state.environment.append(token.text)
            return
        state.start = token.start
    state.end = token.end
    state.words.append(token.text)


def _reserved(state: _State, known: list[Token], at: int, last: dict[str, int]) -> int:
    """Where reading goes on behind a reserved word that stands at `at - 1`; 0 where it is none."""
    word = known[at - 1].text
    top = state.opened[-1].word if state.opened else ""
    if word in _OPENS and last.get(_OPENS[word], -1) >= at:
        _open(state, word)
        if word in ("for", "select"):
            return _behind(known, at, "do")
        return _pattern(state, known, _behind(known, at, "in")) if word == "case" else at
    if (word in _INNER and top in ("if", *_LOOPS)) or (word == "!" and known[at].kind == "word"):
        state.negated = state.negated or word == "!"
        return at
    if word in _CLOSES and top in _CLOSES[word]:
        state.opened.pop()
        return at
    if word == "[[":
        return _behind(known, at, "]]")
    if word == "function" or (known[at].text == "(" and known[at + 1].text == ")"):
        behind = at + 1 if word == "function" else at + 2
        while behind < len(known) and known[behind].text in ("(", ")", "\n"):
            behind += 1
        if behind < len(known) and known[behind].text == "{":
            _open(state, "function")
            return behind + 1
    return 0


def _behind(known: list[Token], at: int, word: str) -> int:
    """Behind the next such word, or `at` where there is none."""
    far = at + _FAR if word == "]]" else len(known)
    for number in range(at, min(far, len(known))):
        token = known[number]
        if token.kind == "word" and token.bare and token.text == word:
            return number + 1
    return at


def _pattern(state: _State, known: list[Token], at: int) -> int:
    """Behind the pattern of a case, `a|b)`; at its `esac` where there is no other."""
    for number in range(at, len(known)):
        token = known[number]
        if token.kind == "word" and token.bare and token.text == "esac":
            return number
        if token.kind == "operator" and token.text == ")":
            return number + 1
    return len(known) - 1


def _open(state: _State, word: str) -> None:
    around = state.opened[-1] if state.opened else _NOTHING
    grouped = word in _GROUPS
    state.opened.append(
        _Open(
            word,
            state.directory,
            around.grouped or grouped,
            around.conditional or state.negated or not grouped,
        )
    )


def _operator(state: _State, token: Token, known: list[Token], at: int) -> int:
    joint = token.text
    _flush(state, "" if joint in ("(", ")") else joint)
    if joint == "(":
        _open(state, "(")
        state.parentheses += 1
    elif joint == ")" and state.parentheses:
        state.parentheses -= 1
        while (found := state.opened.pop()).word != "(":
            pass
        state.directory = found.directory
    elif joint.startswith(";;") and state.opened and state.opened[-1].word == "case":
        return _pattern(state, known, at)
    return at


def _flush(state: _State, joint: str) -> None:
    """The command that an operator ends; what follows a group joins the last command in it."""
    state.redirect = ""
    if state.words or state.writes:
        around = state.opened[-1] if state.opened else _NOTHING
        one = Command(
            tuple(state.words),
            state.start if state.words else state.end,
            state.end,
            state.directory,
            tuple(state.environment),
            tuple(state.writes),
            joint,
            around.grouped,
            state.negated or around.conditional,
        )
        state.found.append(one)
        if one.words[:1] == ("popd",) and state.pushed:
            state.directory = state.pushed.pop()
        if one.words[:1] == ("pushd",):
            state.pushed.append(state.directory)
        if one.words == ("cd", "-"):
            state.directory, state.before = state.before, state.directory
        elif one.target is not None and len(state.directory) < _LONGEST:
            state.before = state.directory
            state.directory = posixpath.normpath(posixpath.join(state.directory, one.target))
    elif joint and state.found and not state.found[-1].joint:
        state.found[-1] = replace(state.found[-1], joint=joint)
    state.words, state.environment, state.writes = [], [], []
    state.negated = False
