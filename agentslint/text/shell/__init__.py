"""A shell line to simple commands, wrappers and shells within shells followed. Pure text.

`tokens` and `reader` read the language, for documents and for what sessions ran alike.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import replace

from agentslint.core import lazy_re
from agentslint.text import tools
from agentslint.text.shell import reader
from agentslint.text.shell.loops import unrolled
from agentslint.text.shell.reader import Command
from agentslint.text.shell.tokens import copied, prompt, typed, written

__all__ = ["Command", "canonical", "lines", "simple", "split", "typed_lines", "unrolled", "unwrap"]

# Words with single spaces between, none of which a shell would change.
_BARE = lazy_re.compile(r"[\w./@:+,~*-]+(?: [\w./@:+,~*=-]+)*")
_ASSIGNMENT = lazy_re.compile(r"[A-Za-z_]\w*\+?=")

_SCRIPTED = frozenset({"npm", "pnpm", "yarn", "bun"})


def split(line: str) -> tuple[Command, ...]:
    """The simple commands of a shell line or script of a document, as written, `cd` followed.

    Prompts (`$ make`), comments, here-documents, redirections, assignments, groups, conditions and
    loops are taken off. Text that is no shell still comes apart into words; nothing is raised.
    """
    if _BARE.fullmatch(line):
        words = line.split(" ")
        moved = words[0] == "cd" and len(words) > 1
        return () if moved else (Command(tuple(words), 0, len(line)),)
    text = typed(line)
    found = (one for one in reader.read(text) if one.words and not one.moves)
    return tuple(found) if text == line else tuple(_written(one) for one in found)


def lines(text: str) -> Iterator[str]:
    """A script of a document cut at its line ends, but within no quote, here-document or loop."""
    start = 0
    for end in reader.breaks(typed(text)):
        yield text[start:end]
        start = end + 1
    yield text[start:]


def typed_lines(text: str) -> Iterator[tuple[int, str]]:
    """As `lines`, each with where it starts; of a copy from a terminal no line that was printed."""
    found = list(lines(text))
    terminal = copied(found)
    quoted = terminal and prompt(next(line for line in found if line.strip())) == ">"
    start = 0
    for line in found:
        sign = prompt(line)
        if not terminal or line.lstrip().startswith("#") or (sign and (quoted or sign != ">")):
            yield start, line
        start += len(line) + 1


def _written(command: Command) -> Command:
    """A command of a `typed` text with the words that the document has."""
    return replace(
        command,
        words=tuple(map(written, command.words)),
        directory=written(command.directory),
        environment=tuple(map(written, command.environment)),
        writes=tuple(map(written, command.writes)),
    )


def simple(line: str) -> tuple[Command, ...]:
    """As `split`, with what shells and wrappers run in their place: `bash -lc 'make test'`."""
    return tuple(inner for command in split(line) for inner in _inside(command, 0))


def unwrap(words: Sequence[str]) -> tuple[str, ...]:
    """The words of the command that wrappers run: `uv run pytest -q` is `pytest -q`.

    A shell's `-c` is left as it is: its argument is a line of its own, see `simple`.
    """
    rest = tuple(words)
    while rest:
        inner = _unwrapped(rest)
        if inner is None:
            return rest
        rest = inner
    return rest


def canonical(words: Sequence[str]) -> tuple[str, ...]:
    """Words by which two spellings of one command are equal: unwrapped, no path to the program,
    `npm run test` for `npm test`, `python -m pytest` as `pytest`. What a manager does itself under the
    name of a script is another command: https://bun.sh/docs/cli/run."""
    rest = unwrap(words)
    if not rest:
        return ()
    program = posixpath.basename(rest[0])
    if program in _SCRIPTED and len(rest) > 1:
        second = {"run-script": "run", "t": "test", "tst": "test"}.get(rest[1], rest[1])
        # `bun test` is bun's own runner, and `bun run test` a script
        own = rest[2:3] and rest[2] in tools.shipped().own.get(program, ())
        if second == "run" and len(rest) > 2 and not own:
            return (program, *rest[2:])
        return (program, second, *rest[2:])
    return (program, *rest[1:])


def _inside(command: Command, depth: int) -> Iterator[Command]:
    words = unwrap(command.words)
    inner_text = script(words) if depth < 4 else None
    if inner_text is None:
        yield command if words == command.words else replace(command, words=words)
        return
    for inner in split(inner_text):
        directory = posixpath.normpath(posixpath.join(command.directory, inner.directory))
        placed = replace(
            inner,
            start=command.start,
            end=command.end,
            directory="" if directory == "." else directory,
            environment=command.environment + inner.environment,
        )
        yield from _inside(placed, depth + 1)


def script(words: tuple[str, ...]) -> str | None:
    """What `bash -lc` is given."""
    if not words or posixpath.basename(words[0]) not in tools.shipped().shells:
        return None
    for index, word in enumerate(words[1:-1], 1):
        if word.startswith("-") and not word.startswith("--") and word.endswith("c"):
            return words[index + 1]
        if not word.startswith("-"):
            return None
    return None


def _unwrapped(words: tuple[str, ...]) -> tuple[str, ...] | None:
    found = tools.wrapped(words)
    if found is None:
        return None
    size, own = found
    rest = _arguments(words[size:])
    return rest[own:] if len(rest) > own else None


def _arguments(words: tuple[str, ...]) -> tuple[str, ...]:
    """What follows a wrapper's options and assignments."""
    at = 0
    while at < len(words):
        word = words[at]
        if word == "--":
            return words[at + 1 :]
        if word.startswith("-"):
            at += 2 if word in tools.shipped().valued and "=" not in word else 1
        elif _ASSIGNMENT.match(word):
            at += 1
        else:
            break
    return words[at:]
