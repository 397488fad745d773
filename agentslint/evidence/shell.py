"""A shell script to its simple commands: what each was, where it ran, and whether it passed.

Only as much of the language as agents type. Where a construct is not understood the commands in
it are kept and their outcome is unknown: nothing counts as passed that may have failed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace

from agentslint.core import lazy_re
from agentslint.evidence.session import Outcome, Run
from agentslint.text import shell

SHELLS = frozenset({"bash", "sh", "zsh", "dash", "ksh"})
OPERATORS = ("&&", "||", ";;", ";", "|&", "|", "&", "\n", "(", ")")
COMPOUND = frozenset(
    "! if then elif else fi for while until do done case esac function select".split()
)
OPENERS = frozenset("{ } ! if then elif else while until do time".split())
# what comes before a check in one chain and does not fail in practice
PREPARE = frozenset("cd pushd export source . set unset umask ulimit".split())
ASSIGNMENT = lazy_re.compile(r"^[A-Za-z_]\w*\+?=")
REDIRECT = lazy_re.compile(r"(?:\d*|&)(>>|>\||>&|<<<|<<-|<<|<>|<&|>|<)")
DUPLICATE = lazy_re.compile(r"[ \t]*(?:\d+|-)")
PLAIN = lazy_re.compile(r"[^\s'\"\\`$;&|()<>]+")
DEPTH = 20


@dataclass(frozen=True, slots=True)
class Step:
    """One simple command of a run.

    words      with neither assignments nor redirections
    directory  absolute, or relative to where the run began where that is not known
    writes     files that its output is redirected to, as written
    """

    words: tuple[str, ...]
    directory: str
    outcome: Outcome
    writes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    operator: bool = False


def script(words: tuple[str, ...]) -> str | None:
    """The script of `bash -lc SCRIPT` and its like, or None for a plain command."""
    if len(words) >= 3 and os.path.basename(words[0]) in SHELLS:
        for index, word in enumerate(words[1:-1], 1):
            if lazy_re.fullmatch(r"-[a-z]*c", word):
                return words[index + 1]
            if not word.startswith("-"):
                return None
    return None


def steps(run: Run) -> Iterator[Step]:
    """The simple commands of a run, in order, those of a shell within the shell too."""
    yield from _steps(run.words, run.directory, run.outcome, DEPTH)


def _steps(words: tuple[str, ...], where: str, outcome: Outcome, depth: int) -> Iterator[Step]:
    text = script(words)
    if text is None:
        yield Step(words, where, outcome)
        return
    for step in _script(text, where, outcome):
        words = shell.unwrap(step.words)
        if depth and script(words) is not None:
            yield from _steps(words, step.directory, step.outcome, depth - 1)
        else:
            yield step


def _script(text: str, where: str, outcome: Outcome) -> Iterator[Step]:
    tokens = list(_tokens(text))
    simple = _commands(tokens)
    strict = pipefail = False
    compound = any(words and words[0].text in COMPOUND for words, _ in simple)
    grouped = any(token.operator and token.text == "(" for token in tokens)
    found: list[tuple[Step, str]] = []
    home = where
    depth = 0
    for words, after in simple:
        if not words:
            depth += (after == "(") - (after == ")")
            if after == ")" and depth == 0:
                home = where
            continue
        step = _simple(words, home)
        if step.words[:1] == ("set",):
            flags = " ".join(step.words[1:])
            strict |= bool(lazy_re.search(r"(^|\s)-\w*e", flags))
            pipefail |= "pipefail" in flags
        if step.words[:1] in (("cd",), ("pushd",)) and len(step.words) == 2:
            home = os.path.normpath(os.path.join(home, step.words[1]))
        found.append((step, after))
    sure = not compound and not (grouped and len(found) > 1 and any(a == "||" for _, a in found))
    passed = _when_passed([joint for _, joint in found], strict, pipefail)
    for index, (step, _) in enumerate(found):
        own: Outcome = "unknown"
        if outcome == "declined":
            own = "declined"
        elif sure and outcome == "passed":
            own = passed[index]
        elif sure and outcome == "failed" and _alone(found, index):
            own = "failed"
        if step.words or step.writes:
            yield replace(step, outcome=own)


def _when_passed(joints: list[str], strict: bool, pipefail: bool) -> list[Outcome]:
    """What a script that exits with 0 says of each command, by the operators behind each."""
    said: list[Outcome] = ["passed"] * len(joints)
    for index in range(len(joints) - 2, -1, -1):
        joint = joints[index]
        if joint in ("||", "&") or (joint in ("|", "|&") and not pipefail):
            said[index] = "unknown"
        elif joint in (";", "\n"):
            # `set -e` has seen to everything up to here
            said[index] = "passed" if strict else "unknown"
        else:
            said[index] = said[index + 1]
    first = joints.index("||") + 1 if "||" in joints else len(joints)
    return [
        "unknown" if index >= first or joint == "&" else own
        for index, (joint, own) in enumerate(zip(joints, said, strict=True))
    ]


def _alone(found: list[tuple[Step, str]], index: int) -> bool:
    """Whether the failure of a script can only be that of its last command, this one."""
    if index != len(found) - 1 or found[index][1] == "&":
        return False
    for step, joint in reversed(found[:index]):
        if joint in (";", "\n"):
            return True
        if joint != "&&" or step.words[:1] not in {(word,) for word in PREPARE}:
            return False
    return True


def _simple(words: list[_Word], where: str) -> Step:
    rest, writes = [], []
    waiting = False
    for word in words:
        if word.operator:
            waiting = word.text in (">", ">>", ">|", "&>", "&>>")
            continue
        if waiting:
            writes.append(word.text)
            waiting = False
        else:
            rest.append(word.text)
    while rest and (rest[0] in OPENERS or ASSIGNMENT.match(rest[0])):
        rest.pop(0)
    return Step(tuple(rest), where, "unknown", tuple(writes))


def _commands(tokens: list[_Word]) -> list[tuple[list[_Word], str]]:
    """Words up to an operator, with that operator; empty ones only for parentheses."""
    found: list[tuple[list[_Word], str]] = []
    words: list[_Word] = []
    for token in [*tokens, _Word("", operator=True)]:
        if not (token.operator and (token.text in OPERATORS or not token.text)):
            words.append(token)
            continue
        if any(not word.operator for word in words):
            found.append((words, "" if token.text in "()" else token.text))
            if token.text in ("(", ")"):
                found.append(([], token.text))
        elif token.text in ("(", ")"):
            found.append(([], token.text))
        elif token.text in ("&&", "||", ";", "|", "&") and found and not found[-1][0]:
            _join(found, token.text)
        words = []
    return found


def _join(found: list[tuple[list[_Word], str]], operator: str) -> None:
    """What follows a closing parenthesis joins the last command in it to the next."""
    for index in range(len(found) - 1, -1, -1):
        words, joint = found[index]
        if words:
            found[index] = (words, joint or operator)
            return


def _tokens(text: str) -> Iterator[_Word]:
    """Words and operators; here-documents and comments removed, redirections kept as operators."""
    place, ends = 0, list[tuple[str, bool]]()
    word: str | None = None
    while place < len(text):
        char = text[place]
        begins = word is None or char in " \t\r<>" or text.startswith(OPERATORS, place)
        if begins and word is not None:
            yield _Word(word)
            word = None
        if char in " \t\r":
            place += 1
        elif char == "#" and begins:
            place = _line_end(text, place)
        elif text.startswith("\\\n", place):
            place += 2
        elif begins and (match := REDIRECT.match(text, place)):
            operator, place = _redirection(text, match, ends)
            if operator:
                yield _Word(operator, operator=True)
        elif begins and text.startswith(OPERATORS, place):
            operator = next(o for o in OPERATORS if text.startswith(o, place))
            place += len(operator)
            yield _Word(operator, operator=True)
            if operator == "\n" and ends:
                place = _after_documents(text, place, ends)
                ends.clear()
        else:
            part, place = _part(text, place)
            word = (word or "") + part
    if word is not None:
        yield _Word(word)


def _redirection(
    text: str, match: lazy_re.Match[str], ends: list[tuple[str, bool]]
) -> tuple[str, int]:
    """What a redirection leaves as a token, and where it ends; a here-document is noted."""
    place = match.end()
    if match[1] in ("<<", "<<-"):
        end, place = _delimiter(text, place)
        ends.append((end, match[1] == "<<-"))
        return "", place
    if match[1] in (">&", "<&") and (again := DUPLICATE.match(text, place)):
        return "", again.end()
    return (">" if ">" in match[1] else "<"), place


def _part(text: str, place: int) -> tuple[str, int]:
    """One quoted, escaped, substituted or plain piece of a word, and where it ends."""
    char = text[place]
    if char == "'":
        end = text.find("'", place + 1)
        return (text[place + 1 :], len(text)) if end < 0 else (text[place + 1 : end], end + 1)
    if char == "\\":
        return text[place + 1 : place + 2], place + 2
    if char == '"':
        return _double(text, place + 1)
    if text.startswith("$(", place):
        end = _closing(text, place + 2)
        return text[place:end], end
    if char == "`":
        end = text.find("`", place + 1)
        end = len(text) if end < 0 else end + 1
        return text[place:end], end
    plain = PLAIN.match(text, place)
    return (plain[0], plain.end()) if plain else (char, place + 1)


def _double(text: str, place: int) -> tuple[str, int]:
    found = []
    while place < len(text) and text[place] != '"':
        if text[place] == "\\" and text[place + 1 : place + 2] in tuple('"\\$`\n'):
            found.append(text[place + 1 : place + 2])
            place += 2
        else:
            found.append(text[place])
            place += 1
    return "".join(found), place + 1


def _closing(text: str, place: int) -> int:
    depth = 1
    while place < len(text) and depth:
        if text[place] in "'\"":
            _, place = _part(text, place)
            continue
        depth += (text[place] == "(") - (text[place] == ")")
        place += 1
    return place


def _delimiter(text: str, place: int) -> tuple[str, int]:
    while text[place : place + 1] in (" ", "\t"):
        place += 1
    found = []
    while place < len(text) and text[place] not in " \t\r\n;&|<>()":
        part, place = _part(text, place)
        found.append(part)
    return "".join(found), place


def _after_documents(text: str, place: int, ends: list[tuple[str, bool]]) -> int:
    for end, tabs in ends:
        while place < len(text):
            stop = _line_end(text, place)
            line = text[place:stop]
            place = stop + 1
            if (line.lstrip("\t") if tabs else line) == end:
                break
    return min(place, len(text))


def _line_end(text: str, place: int) -> int:
    end = text.find("\n", place)
    return len(text) if end < 0 else end
