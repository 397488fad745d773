"""Shell text to words, operators and redirections: quotes, comments and here-documents are dealt with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from agentslint.core import lazy_re

OPERATORS = ("&&", "||", ";;&", ";;", ";&", ";", "|&", "|", "&", "\n", "(", ")")
_SPACE = lazy_re.compile(r"(?:[ \t\r]|\\\r?\n)+")
_OPERATOR = lazy_re.compile("|".join(map(lazy_re.escape, OPERATORS)))
_REDIRECT = lazy_re.compile(r"(?:\d+|&)?(?:>>|>\||>&|<<<|<<-|<<|<>|<&|>|<)(?!\()")
_DUPLICATE = lazy_re.compile(r"[ \t]*(?:\d+|-)")
_PLAIN = lazy_re.compile(r"[^\s'\"\\`$;&|()<>]+")
_DOUBLE = lazy_re.compile(r'"((?:[^"\\]|\\.)*)"', lazy_re.DOTALL)
_SINGLE = lazy_re.compile(r"'([^']*)'")
_ESCAPED = lazy_re.compile(r'\\(["\\$`])|\\\n')
_ENDS = frozenset(" \t\r\n;&|()<>")
# What stands at the head of a line that was copied from a terminal.
_PROMPT = lazy_re.compile(
    r"(?m)^[ \t]*(?:\([\w.-]+\)[ \t]+)?"
    r"(?:\$|%|>|❯|PS(?:[ \t]+[A-Z]:[^>\n]*)?>|[\w.-]+@[\w.-]+:[^\s$#]*[$#])[ \t]+(?=\S)"
)
# A path of Windows, whose strokes escape nothing.
_WINDOWS = lazy_re.compile(
    r"(?<![\w\\./-])(?:\.{1,2}(?:\\[\w.-]+)+|[\w.-]+(?:\\[\w.-]+)*\.(?:ps1|bat|cmd|exe))(?![\w\\])"
)
# What the reader is to fill in: no redirection. Its signs are swapped for others while it is read.
_BLANK = lazy_re.compile(r"<[^\W\d_](?:[\w ./|:-]{0,60}[\w./|:-])?>")
_SIGNS = str.maketrans("<>|: ", "\ue000\ue001\ue002\ue003\ue004")
_BACK = str.maketrans("\ue000\ue001\ue002\ue003\ue004", "<>|: ")
_SWAPPED = lazy_re.compile("[\ue000-\ue004]")

# A sign of continuation, and of what a program prints as well.
_QUOTED = ">"

Kind = Literal["word", "operator", "redirect"]


@dataclass(frozen=True, slots=True)
class Token:
    """One token; `text` is a word's value with its quotes off, `bare` that it had none.

    The new line before here-documents ends behind them.
    """

    kind: Kind
    text: str
    start: int
    end: int
    bare: bool = True


def typed(text: str) -> str:
    """A line of a document as it would be typed: no prompts, `<names>` in one piece, paths with `/`.

    As long as it was. `written` turns the words back.
    """
    if "\\" in text:
        text = _WINDOWS.sub(lambda path: path[0].replace("\\", "/"), text)
    if "<" in text and not _SWAPPED.search(text):
        text = _BLANK.sub(lambda blank: blank[0].translate(_SIGNS), text)
    return _PROMPT.sub(lambda prompt: " " * len(prompt[0]), text)


def prompt(line: str) -> str:
    """The sign at the head of a line that was copied from a terminal, "" without one."""
    found = _PROMPT.match(line)
    return found[0].strip() if found else ""


def copied(lines: Iterable[str]) -> bool:
    """Whether lines are copied from a terminal, so that one without a prompt is what was printed."""
    first = True
    for line in lines:
        if (sign := prompt(line)) and (first or sign != _QUOTED):
            return True
        first = first and not line.strip()
    return False


def written(word: str) -> str:
    """A word of a `typed` text as the document has it."""
    return word.translate(_BACK)


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a script. A quote that nothing closes is a letter like any other."""
    place, size = 0, len(text)
    waiting: list[tuple[str, bool]] = []  # here-documents that begin on the next line
    while place < size:
        if space := _SPACE.match(text, place):
            place = space.end()
        elif text[place] == "#":
            place = _line_end(text, place)
        elif found := _REDIRECT.match(text, place):
            sign, end = _redirection(text, found, waiting)
            if sign:
                yield Token("redirect", sign, place, end)
            place = end
        elif operator := _OPERATOR.match(text, place):
            begun, place = place, operator.end()
            if operator[0] == "\n" and waiting:
                place = _after_documents(text, place, waiting)
                waiting.clear()
            yield Token("operator", operator[0], begun, place)
        else:
            word, end, bare = _word(text, place)
            yield Token("word", word, place, end, bare)
            place = end


def _redirection(
    text: str, found: lazy_re.Match[str], waiting: list[tuple[str, bool]]
) -> tuple[str, int]:
    """Which way it goes, `<` or `>`, and where it ends; nothing for what names no file."""
    sign, place = found[0].lstrip("0123456789&"), found.end()
    if sign in ("<<", "<<-"):
        while text[place : place + 1] in (" ", "\t"):
            place += 1
        if place < len(text) and text[place] not in _ENDS:
            end, place, _ = _word(text, place)
            waiting.append((end, sign == "<<-"))
        return "", place
    if sign in (">&", "<&") and (again := _DUPLICATE.match(text, place)):
        return "", again.end()
    return (">" if ">" in sign else "<"), place


def _after_documents(text: str, place: int, waiting: list[tuple[str, bool]]) -> int:
    """Where the here-documents end that begin here."""
    for end, tabs in waiting:
        while place < len(text):
            stop = _line_end(text, place)
            line = text[place:stop].rstrip("\r")
            place = stop + 1
            if (line.lstrip("\t") if tabs else line) == end:
                break
    return min(place, len(text))


def _word(text: str, place: int) -> tuple[str, int, bool]:
    """The value of the word that begins here, where it ends, and whether it had no quotes."""
    parts: list[str] = []
    bare = True
    begun = place
    while place < len(text) and (text[place] not in _ENDS or place == begun):
        plain = _PLAIN.match(text, place)
        if plain:
            parts.append(plain[0])
            place = plain.end()
            if plain[0].endswith("=") and text.startswith("(", place):  # an array
                end = _closing(text, place + 1)
                parts.append(text[place:end])
                place = end
            continue
        if text.startswith(("\\\n", "\\\r\n"), place):
            break
        part, place, quoted = _part(text, place)
        parts.append(part)
        bare = bare and not quoted
    return "".join(parts), place, bare


def _part(text: str, place: int) -> tuple[str, int, bool]:
    """One quoted, escaped or substituted piece of a word, where it ends, whether it is quoted."""
    char = text[place]
    if char == "'":
        found = _SINGLE.match(text, place)
        return (found[1], found.end(), True) if found else (char, place + 1, False)
    if char == '"':
        found = _DOUBLE.match(text, place)
        if not found:
            return char, place + 1, False
        inner = _ESCAPED.sub(r"\1", found[1]) if "\\" in found[1] else found[1]
        return inner, found.end(), True
    if char == "\\":
        return text[place + 1 : place + 2] or char, min(place + 2, len(text)), True
    if text.startswith(("$(", "<(", ">("), place):
        end = _closing(text, place + 2)
        return text[place:end], end, False
    if char == "`":
        end = text.find("`", place + 1)
        return (text[place : end + 1], end + 1, False) if end > 0 else (char, place + 1, False)
    return char, place + 1, False


def _closing(text: str, place: int) -> int:
    """Where what a parenthesis opened before `place` ends: behind its parenthesis, or at the end."""
    depth = 1
    while place < len(text) and depth:
        if text[place] in "'\"\\":
            _, place, _ = _part(text, place)
            continue
        depth += (text[place] == "(") - (text[place] == ")")
        place += 1
    return min(place, len(text))


def _line_end(text: str, place: int) -> int:
    end = text.find("\n", place)
    return len(text) if end < 0 else end
