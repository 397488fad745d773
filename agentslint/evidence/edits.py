"""Commands to the files that they write: where a shell edits, no patch tells of it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from agentslint.evidence.shell import Step

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Write:
    """A file or directory that a command writes, absolute where its own directory is known.

    `sure` is false where the command may as well have changed nothing.
    """

    path: str
    sure: bool = True


def writes(step: Step) -> Iterator[Write]:
    """What a simple command writes, as far as its words tell. One that did not run writes nothing."""
    if step.outcome == "declined":
        return
    for target in step.writes:
        # a file descriptor or a device is nobody's work
        if not target.startswith(("/dev/", "&")):
            yield Write(_place(step, target))
    name = os.path.basename(step.words[0]) if step.words else ""
    if name in TARGETS:
        for target in TARGETS[name](step.words[1:]):
            yield Write(_place(step, target))
    elif _whole(name, step.words[1:]):
        yield Write(step.directory, sure=False)


def _place(step: Step, target: str) -> str:
    return os.path.normpath(os.path.join(step.directory, target))


def _plain(words: Words) -> list[str]:
    return [word for word in words if not word.startswith("-")]


def _last(words: Words) -> list[str]:
    return _plain(words)[-1:] if len(_plain(words)) > 1 else []


def _in_place(words: Words) -> list[str]:
    """The files of `sed -i` and `perl -i`: what follows the script."""
    if not any(re.match(r"-[A-Za-z]*i|--in-place", word) for word in words):
        return []
    scripts = any(
        word in ("-e", "-f", "--expression") or re.match(r"-\w*e$", word) for word in words
    )
    found: list[str] = []
    skip = False
    for word in words:
        if skip or word.startswith("-"):
            skip = not skip and bool(re.fullmatch(r"-\w*[ef]", word))
            continue
        found.append(word)
    return found if scripts else found[1:]


def _git(words: Words) -> bool:
    """Whether a git command may change files of the work tree."""
    rest = list(words)
    while rest and rest[0] in ("-C", "-c") and len(rest) > 1:
        rest = rest[2:]
    verb, arguments = (rest[0], rest[1:]) if rest else ("", [])
    if verb in ("checkout", "switch"):
        return not any(word in ("-b", "-B", "-c", "-C", "--create") for word in arguments)
    if verb == "reset":
        return "--hard" in arguments or "--merge" in arguments
    if verb == "stash":
        return not arguments or arguments[0] in ("push", "pop", "apply", "save", "-u")
    return verb in GIT_WRITES


GIT_WRITES = frozenset("am apply cherry-pick clean merge mv pull rebase restore revert rm".split())
TARGETS: dict[str, Callable[[Words], list[str]]] = {
    "cp": _last,
    "ed": _plain,
    "install": _last,
    "ln": _last,
    "mv": _plain,
    "perl": _in_place,
    "rm": _plain,
    "sed": _in_place,
    "tee": _plain,
    "touch": _plain,
    "truncate": lambda words: _plain(words)[-1:],
    "unlink": _plain,
}
# Tools that rewrite source where they find something to change, and the words that make them.
REWRITERS: dict[str, str] = {
    "autopep8": "-i --in-place",
    "biome": "--write --apply --fix",
    "black": "",
    "buildifier": "",
    "cargo": "fmt fix",
    "clang-format": "-i",
    "dart": "format fix",
    "dprint": "fmt",
    "eslint": "--fix",
    "go": "fmt generate",
    "gofmt": "-w",
    "goimports": "-w",
    "isort": "",
    "patch": "",
    "prettier": "--write -w",
    "ruff": "format --fix",
    "rustfmt": "",
    "swiftformat": "",
    "terraform": "fmt",
}
CHECKS = frozenset(
    {"--check", "--check-only", "-c", "--diff", "--dry-run", "-l", "--list-different"}
)


def _whole(name: str, words: Words) -> bool:
    """Whether a command may change files that its words do not name."""
    if name == "git":
        return _git(words)
    marks = REWRITERS.get(name)
    if marks is None or not CHECKS.isdisjoint(words):
        return False
    return not marks or not set(marks.split()).isdisjoint(words)
