"""Commands to the files that they write: where a shell edits, no patch tells of it.

A program is known to write, known to write nothing, or unknown: then it may have written anything.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from agentslint.claims import check_commands
from agentslint.core import lazy_re
from agentslint.evidence import git_commands
from agentslint.evidence.programs import listed, tool
from agentslint.evidence.session import Op
from agentslint.evidence.shell import Step
from agentslint.text import tools
from agentslint.text.shell import Command, canonical, unwrap

Words = tuple[str, ...]
ANYWHERE = ""
# what a shell fills in: the name of a file is not known
FILLED = lazy_re.compile(r"[$`*?\[{]")


@dataclass(frozen=True, slots=True)
class Write:
    """A file that a command writes, absolute where its own directory is known; or ANYWHERE.

    `sure` is false where the command may as well have changed nothing; `op` says what it holds
    afterwards, None where that cannot be told.
    """

    path: str
    sure: bool = True
    op: Op | None = None


def writes(step: Step) -> Iterator[Write]:
    """What a simple command writes, as far as its words tell. One that did not run writes nothing."""
    if step.outcome == "declined":
        return
    for target in step.writes:
        # a file descriptor or a device is nobody's work
        if not target.startswith(("/dev/", "&")):
            yield _named(step, target, _printed(step))
    if not step.words:
        return
    name = os.path.basename(step.words[0])
    if name in TARGETS:
        yield from TARGETS[name](step)
    elif _anything(step):
        yield Write(ANYWHERE, sure=False)


def _named(step: Step, target: str, op: Op | None = None, *, sure: bool = True) -> Write:
    path = os.path.normpath(os.path.join(step.directory, target))
    if FILLED.search(target):
        return Write(ANYWHERE, sure=False)
    return Write(path, sure, op)


def _printed(step: Step) -> Op | None:
    """What a redirection leaves in its file, where the words say it."""
    kind: Literal["append", "write"] = "append" if step.appends else "write"
    if not step.words:  # a redirection of a group: what it prints is not known
        return None
    name = os.path.basename(step.words[0])
    if name == "cat" and len(step.words) == 1 and step.given is not None:
        return Op(kind, step.given)
    if name in (":", "true"):
        return Op(kind, "")
    words = list(step.words[1:])
    if any(FILLED.search(word) or "\\" in word for word in words):
        return None
    if name == "echo":
        bare = words[:1] == ["-n"]
        return Op(kind, " ".join(words[bare:]) + ("" if bare else "\n"))
    if name == "printf" and len(words) == 1 and "%" not in words[0]:
        return Op(kind, words[0])
    return None


def _plain(words: Words) -> list[str]:
    return [word for word in words if not word.startswith("-")]


def _all(step: Step) -> Iterator[Write]:
    yield from (_named(step, word) for word in _plain(step.words[1:]))


def _gitted(step: Step) -> Iterator[Write]:
    """`git rm` and `git mv` name their files; what else of git writes may write any."""
    rest = git_commands.words(step.words)
    if rest[:1] == ("rm",) and "--cached" not in rest:
        yield from _removed(replace(step, words=rest))
    elif rest[:1] == ("mv",):
        yield from _moved(replace(step, words=rest))
    elif git_commands.writes(rest):
        yield Write(ANYWHERE, sure=False)


def _last(step: Step) -> Iterator[Write]:
    words = _plain(step.words[1:])
    if "-t" in step.words or any(word.startswith("--target-directory") for word in step.words):
        yield Write(ANYWHERE, sure=False)
    elif len(words) > 1:
        yield _named(step, words[-1])


def _copied(step: Step) -> Iterator[Write]:
    """`cp A B`: B holds what A held. Into a directory, each keeps its name."""
    words = _plain(step.words[1:])
    simple = len(words) == 2 and not step.words[1].startswith("-")
    if simple and not words[1].endswith("/"):
        source = os.path.normpath(os.path.join(step.directory, words[0]))
        yield _named(step, words[1], Op("copy", source=source))
    else:
        yield from _last(step)


def _moved(step: Step) -> Iterator[Write]:
    words = _plain(step.words[1:])
    if len(words) == 2 and not words[1].endswith("/"):
        source = os.path.normpath(os.path.join(step.directory, words[0]))
        yield _named(step, words[1], Op("copy", source=source))
        yield _named(step, words[0], Op("delete"))
    else:
        yield from _all(step)


def _removed(step: Step) -> Iterator[Write]:
    for word in _plain(step.words[1:]):
        yield _named(step, word, Op("delete"))


def _teed(step: Step) -> Iterator[Write]:
    append = "-a" in step.words or "--append" in step.words
    op = Op("append" if append else "write", step.given) if step.given is not None else None
    yield from (
        _named(step, word, op) for word in _plain(step.words[1:]) if not word.startswith("/dev/")
    )


def _in_place(step: Step) -> Iterator[Write]:
    """The files of `sed -i` and `perl -i`: what follows the script."""
    words = step.words[1:]
    if not any(re.match(r"-[A-Za-z]*i|--in-place", word) for word in words):
        return
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
    script = found[0] if not scripts and found else ""
    if not script and "-e" in words[:-1] and words.count("-e") == 1:
        script = words[words.index("-e") + 1]
    op = Op("sed", script) if script and os.path.basename(step.words[0]) == "sed" else None
    if words[:2] == ("-i", "") and not scripts:  # as BSD has it
        found, op = found[1:], None
    for word in found if scripts else found[1:]:
        yield _named(step, word, op)


def _dd(step: Step) -> Iterator[Write]:
    for word in step.words[1:]:
        if word.startswith("of="):
            yield _named(step, word[3:])


def _patched(step: Step) -> Iterator[Write]:
    if not {"--dry-run", "--check"} & set(step.words):
        yield Write(ANYWHERE, sure=False)


def _fetched(step: Step) -> Iterator[Write]:
    """`curl` and `wget` write what they are told to, or a file in the directory they run in."""
    words = step.words[1:]
    for word, value in zip(words, (*words[1:], ""), strict=True):
        name, _, inner = word.partition("=")
        if name in ("-o", "--output", "--output-document") or lazy_re.fullmatch(
            r"-[A-Za-z]*[oO]", word
        ):
            target = inner or value
            if word.endswith("O") and os.path.basename(step.words[0]) == "curl":
                yield Write(ANYWHERE, sure=False)
            elif target not in ("-", "") and not target.startswith("/dev/"):
                yield _named(step, target)
    if os.path.basename(step.words[0]) == "wget" and not any(
        w.startswith(("-O", "-qO", "--output", "--spider")) for w in words
    ):
        yield Write(ANYWHERE, sure=False)


TARGETS: dict[str, Callable[[Step], Iterator[Write]]] = {
    "cp": _copied,
    "curl": _fetched,
    "wget": _fetched,
    "dd": _dd,
    "ed": _all,
    "git": _gitted,
    "install": _last,
    "ln": _last,
    "mv": _moved,
    "patch": _patched,
    "perl": _in_place,
    "rm": _removed,
    "sed": _in_place,
    "tee": _teed,
    "touch": _all,
    "truncate": lambda step: (_named(step, word) for word in _plain(step.words[1:])[-1:]),
    "unlink": _removed,
    "mkdir": lambda step: iter(()),
    "rmdir": lambda step: iter(()),
}
CHECKS = frozenset(
    {"--check", "--check-only", "-c", "--diff", "--dry-run", "-l", "--list-different", "--list"}
)


def _anything(step: Step) -> bool:
    """Whether a command may change files that its words do not name."""
    words = canonical(step.words)
    if not words:
        return False
    name = words[0]
    rest = words[1:]
    if name in ("xargs", "parallel"):
        return _inner_writes(step, _after_options(rest))
    if name == "find" and (
        found := [w for w in rest if w in ("-exec", "-execdir", "-ok", "-okdir")]
    ):
        return _inner_writes(step, rest[rest.index(found[0]) + 1 :]) or "-delete" in rest
    marks = listed("writes", "in_place", name)
    if name in listed("writes", "nothing"):
        return any(word.partition("=")[0] in marks or _joined(word, marks) for word in rest)
    if name in ("awk", "gawk", "mawk", "yq"):
        script = any(">" in word or "system(" in word for word in rest if name != "yq")
        return script or any(word.partition("=")[0] in marks for word in rest)
    verb = next((word for word in rest if not word.startswith("-")), rest[0] if rest else "")
    if verb in listed("writes", "verbs", name) or (
        rest[:1] and rest[0] in listed("writes", "verbs", name)
    ):
        return False
    return not _looks(step, name, rest)


def _looks(step: Step, name: str, rest: Words) -> bool:
    """Whether a command is a check that changes nothing of what it looks at."""
    kind = check_commands.kind_of(Command(step.words))
    known = tool(name)
    if known.safe and step.outcome == "passed":
        return True
    if any(word.partition("=")[0] in known.rewrite for word in rest):
        return False
    if kind == "format":
        return not CHECKS.isdisjoint(rest) or any(
            word.startswith("check") or word.endswith(("check", "Check")) for word in rest
        )
    if kind in ("test", "lint", "typecheck", "build"):
        return not any(_MENDS.search(word) for word in rest)
    # `check`, `verify`, `ci`: named as something that looks
    return kind == "other" and not any(_MENDS.search(word) for word in rest)


_MENDS = lazy_re.compile(
    r"(?:^|[:_.-])(?:fix|fmt|format|update|write|gen|generate|codegen|bless|accept|snapshot|golden|regen|migrate)(?:$|[:_.=-])",
    lazy_re.IGNORECASE,
)


def _joined(word: str, marks: frozenset[str]) -> bool:
    """Whether short options in one word hold one of `marks`: `curl -sSLo`."""
    if not lazy_re.fullmatch(r"-[A-Za-z]{2,}", word):
        return False
    return any(f"-{letter}" in marks for letter in word[1:])


def _after_options(words: Words) -> Words:
    """The command that `xargs` is given."""
    at = 0
    while at < len(words) and words[at].startswith("-"):
        at += 2 if words[at] in ("-I", "-n", "-P", "-L", "-d", "-a", "-s", "-E", "-j") else 1
    return words[at:]


def _inner_writes(step: Step, words: Words) -> bool:
    inner = replace(step, words=unwrap(words), writes=(), given=None)
    if not inner.words or os.path.basename(inner.words[0]) in tools.shipped().shells:
        return bool(inner.words)
    return any(True for _ in writes(inner))
