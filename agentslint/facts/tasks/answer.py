"""What a repository answers when it is asked for a task, and the words a question is made of."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Literal

from agentslint.core import lazy_re
from agentslint.repo import Repo, join, parents
from agentslint.text import tools
from agentslint.text.placeholders import in_word

# defined: it is there. idle: it is there and does nothing. missing: the manifest lacks it.
# absent: there is no manifest to ask. unknown: it may be there where we cannot look.
# unsure: it is not there, but the word may also name something else than a task.
Verdict = Literal["defined", "idle", "missing", "absent", "unknown", "unsure"]

# Names whose only purpose is to verify: such a task that does nothing says so falsely.
VERIFYING = lazy_re.compile(
    r"(?:^|[-_:./])(test|tests|lint|check|typecheck|type-check|verify|e2e)(?:$|[-_:./])"
)
SILENT = lazy_re.compile(
    r"""^(?:@|-)*\s*(?:echo|printf|true|:|exit\s+0|console\.log)(?:\s+(?:'[^']*'|"[^"]*"|[^'"|;&>`$]+))*$"""
)

# behind a manifest's name: what makes a project writes the manifest from it
TEMPLATES = ".template .tmpl .tpl .hbs .ejs .eex .jinja .jinja2 .j2 .liquid .mustache".split()
MOST = 1000  # names that one which is not there is compared with
TRIED = 64  # of them with the same letters, whose order is looked at: no real manifest has more
CLOSE = 0.84  # of two names' letters that they share


@dataclass(frozen=True, slots=True)
class Answer:
    """What one manifest says of one task.

    task    the name asked for, as it stands in the command
    kind    what such a thing is called: target, script, recipe, environment
    where   the manifest that was read, or the name of the one that is not there
    why     what the definition says, where the verdict is "idle"
    near    the one defined name that is close to the one asked for
    instead what runs it, where the tool looks in this manifest alone: no other is meant
    """

    verdict: Verdict
    task: str = ""
    kind: str = "task"
    where: str = ""
    why: str = ""
    near: str = ""
    instead: str = ""


UNKNOWN = Answer("unknown")


def look_up(
    task: str, defined: Iterable[str], *, kind: str, where: str, complete: bool = True
) -> Answer:
    """Hold one name against the names a manifest defines; `complete` if there can be no others."""
    names = frozenset(defined)
    # `npm run dev/build` speaks of two
    if task in names or ("/" in task and names.issuperset(task.split("/"))):
        return Answer("defined", task, kind, where)
    if not complete or in_word(task):
        return Answer("unknown", task, kind, where)
    return Answer("missing", task, kind, where, near=nearest(task, names))


@lru_cache(maxsize=4096)
def nearest(name: str, known: frozenset[str]) -> str:
    """The one name that could have been meant, or nothing where none or several could."""
    same = _alike(known).get(folded(name), [])
    if same or len(known) > MOST:
        return same[0] if len(same) == 1 else ""
    close = list(islice(_close(name, known), 2))
    return close[0] if len(close) == 1 else ""


@lru_cache(maxsize=256)
def _alike(names: frozenset[str]) -> dict[str, list[str]]:
    """Names by what is left of them when folded: a manifest is asked for many."""
    found: dict[str, list[str]] = {}
    for name in sorted(names):
        found.setdefault(folded(name), []).append(name)
    return found


def _close(name: str, names: frozenset[str]) -> Iterator[str]:
    """The names that share most of their letters with one, and in its order."""
    import difflib

    letters, size, tried = set(name), len(name), 0
    matcher = difflib.SequenceMatcher()
    matcher.set_seq2(name)
    for other, (held, length) in _spelt(names).items():
        # the letters that only one of them has are lost to both
        shared = min(size - len(letters - held), length - len(held - letters))
        if 2.0 * shared / max(size + length, 1) < CLOSE:
            continue
        matcher.set_seq1(other)
        if matcher.quick_ratio() < CLOSE or (tried := tried + 1) > TRIED:
            continue
        if matcher.ratio() >= CLOSE:
            yield other


@lru_cache(maxsize=256)
def _spelt(names: frozenset[str]) -> dict[str, tuple[frozenset[str], int]]:
    return {name: (frozenset(name), len(name)) for name in sorted(names)}


def does_nothing(task: str, commands: Sequence[str]) -> bool:
    """Whether a task named for verifying consists of nothing but messages."""
    lines = [part for line in commands for part in lazy_re.split(r"&&|;|\n", line) if part.strip()]
    return bool(
        lines and VERIFYING.search(task) and all(SILENT.match(line.strip()) for line in lines)
    )


def positionals(words: Sequence[str], valued: Iterable[str] = ()) -> list[str]:
    """The words that are no options, up to `--`; `valued` options take the next word along."""
    return list(arguments(words, valued)[0])


def arguments(
    words: Sequence[str], valued: Iterable[str] = ()
) -> tuple[tuple[str, ...], dict[str, list[str]]]:
    """Split words into positionals and options, up to `--`. A bare option has the value ""."""
    takes = frozenset(valued)
    plain: list[str] = []
    options: dict[str, list[str]] = {}
    rest = list(reversed(words))
    while rest:
        word = rest.pop()
        if word == "--":
            break
        if not word.startswith("-") or word == "-":
            plain.append(word)
            continue
        name, equals, value = word.partition("=")
        if not equals and name in takes and rest:
            value = rest.pop()
        elif not equals and not name.startswith("--") and name[:2] in takes and len(name) > 2:
            name, value = name[:2], name[2:]
        options.setdefault(name, []).append(value)
    return tuple(plain), options


def moved(tool: str, directory: str, options: Mapping[str, Sequence[str]]) -> str:
    """Where a command runs that is given in `directory`: the options of its tool may name another one."""
    for option in sorted(tools.shipped().moves.get(tool, ())):
        for value in options.get(option, ()):
            directory = posixpath.normpath(join(directory, value))
    return directory


def folded(name: str) -> str:
    """A name without what separates its words and without its case."""
    return lazy_re.sub(r"[-_:./ ]", "", name).casefold()


def words_of(text: str) -> frozenset[str]:
    """A table of words, written as one text."""
    return frozenset(text.split())


def nearest_manifest(repo: Repo, directory: str, names: Sequence[str]) -> str | None:
    """The first file of these names in a directory, or in the first one above that has any."""
    for here in reversed(parents(directory or ".")):
        for name in names:
            if repo.is_file(path := join(here, name)):
                return path
    return None
