"""Make: the targets of a Makefile, includes followed, nothing of it executed."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from agentslint.core import globs, lazy_re
from agentslint.facts.memo import each, once
from agentslint.facts.read_budget import Budget
from agentslint.facts.tasks.answer import Answer, arguments, does_nothing, look_up, moved, words_of
from agentslint.repo import Repo, join

TOOLS = ("make", "gmake")
MANIFESTS = ("GNUmakefile", "makefile", "Makefile")
# with one of these beside it, a Makefile is a product of the build
GENERATORS = words_of(
    "CMakeLists.txt Makefile.am Makefile.in Makefile.PL Kbuild configure configure.ac "
    "configure.py Makefile.template meson.build"
)
VALUED = words_of("-C -f -I -o -W --directory --file --makefile -O -E --eval")

RULE = lazy_re.compile(r"^([^\t#=:][^#=:]*)::?(?![:=])(.*)$")
ASSIGNMENT = lazy_re.compile(
    r"^(?:(?:export|override|private)\s+)*([\w.-]+)\s*(\?|\+|:{1,3}|!)?=\s*(.*)$"
)
INCLUDE = lazy_re.compile(r"^(-?include|sinclude)\s+(.+)$")
REFERENCE = lazy_re.compile(r"\$[({]([\w.-]+)[)}]")
WILDCARD = lazy_re.compile(r"\$[({]wildcard\s+([^(){}$]+)[)}]")
DIRECTORY = lazy_re.compile(
    r"\$\((?:dir|CURDIR|shell pwd|realpath|abspath)[^()]*(?:\([^()]*(?:\([^()]*\)[^()]*)*\)[^()]*)*\)/?"
)
DEPTH = 12
LONGEST = 5000  # characters of a variable, or of a line of them, that are expanded
# what a Makefile includes for its variables or dependencies; such a file defines no task
HARMLESS = lazy_re.compile(r"(?:^|/)\.env[^/]*$|\.(?:d|dep|env)$")


@dataclass
class Makefile:
    """What one Makefile and its includes define. `closed`: no target can be hidden from us."""

    targets: dict[str, list[str]] = field(default_factory=dict)
    needs: set[str] = field(default_factory=set)
    patterns: list[str] = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)
    closed: bool = True
    budget: Budget = field(default_factory=Budget)


def ask(repo: Repo, directory: str, words: Sequence[str]) -> Iterator[Answer]:
    """One answer for each target that a make command names."""
    plain, options = arguments(words[1:], VALUED)
    directory = moved("make", directory, options)
    targets = [word for word in plain if "=" not in word]
    named = [*options.get("-f", ()), *options.get("--file", ()), *options.get("--makefile", ())]
    path = join(directory, named[0]) if named else find(repo, directory)
    if not targets or "--eval" in options or "-E" in options:
        return
    if path is None or not repo.exists(path):
        hidden = _made(repo, directory) or not repo.exists(directory)
        for target in targets:
            yield Answer("unknown" if hidden else "absent", target, "target", "Makefile")
        return
    book = read(repo, path)
    for target in targets:
        # "make format/lint" in prose names two, unless there is one of that very name
        parts = target.split("/")
        several = target not in book.targets and all(part in book.targets for part in parts)
        for part in parts if several else [target]:
            yield _one(repo, directory, path, book, part)


def find(repo: Repo, directory: str) -> str | None:
    """The Makefile that make would take in a directory."""
    return next((p for n in MANIFESTS if repo.is_file(p := join(directory, n))), None)


# every directory below asks the same file
@each
def read(repo: Repo, path: str) -> Makefile:
    """Every target of a Makefile, whichever branch of a conditional it stands in."""
    found = Makefile()
    _read(repo, path, posixpath.dirname(path) or ".", found, 0)
    return found


def _one(repo: Repo, directory: str, path: str, book: Makefile, target: str) -> Answer:
    if target in book.targets:
        recipe = book.targets[target]
        if recipe and target not in book.needs and does_nothing(target, recipe):
            return Answer("idle", target, "target", path, why=recipe[0].lstrip("@-"))
        return Answer("defined", target, "target", path)
    if any(_matches(pattern, target) for pattern in book.patterns):
        return Answer("defined", target, "target", path)
    if repo.exists(join(directory, target)) or _has_source(repo, directory, target):
        return Answer("defined", target, "target", path)
    return look_up(target, book.targets, kind="target", where=path, complete=book.closed)


@each
def _made(repo: Repo, directory: str) -> bool:
    """Whether a directory's Makefile is a product of the build; every command asks the same."""
    if any(repo.exists(join(directory, name)) for name in GENERATORS):
        return True
    return bool(repo.ignored([join(directory, "Makefile")]))


def _has_source(repo: Repo, directory: str, target: str) -> bool:
    """Whether one of make's own rules could build it: `make hello` from hello.c."""
    return any(repo.is_file(join(directory, f"{target}.{end}")) for end in ("c", "cc", "cpp", "sh"))


def _matches(pattern: str, target: str) -> bool:
    head, _, tail = pattern.partition("%")
    fits = target.startswith(head) and target.endswith(tail)
    return fits and len(target) > len(head) + len(tail)


def _read(repo: Repo, path: str, top: str, book: Makefile, depth: int) -> None:
    text = repo.text(path)
    if text is None or depth > DEPTH or not book.budget.allows(len(text)):
        book.closed = False
        return
    current: list[list[str]] = []
    for line in _logical(text):
        if line.startswith("\t"):
            for recipe in current:
                recipe.append(line.strip())
            continue
        bare = _uncommented(line).strip()
        if not bare:
            continue
        current = _statement(repo, bare, top, book, depth)


def _statement(repo: Repo, line: str, top: str, book: Makefile, depth: int) -> list[list[str]]:
    """Take one line into the book; the recipes that following tabbed lines belong to."""
    if found := INCLUDE.match(line):
        _include(repo, found[2], top, book, depth)
    elif found := ASSIGNMENT.match(line):
        old = book.variables.get(found[1], "") + " " if found[2] == "+" else ""
        if found[2] != "?" or found[1] not in book.variables:
            book.variables[found[1]] = (old + found[3])[:LONGEST]
    elif line.startswith(("$(eval", "$(call", "$(foreach", "${eval", "${call")):
        book.closed = False
    elif found := RULE.match(line):
        return _rule(found, book)
    return []


def _rule(found: lazy_re.Match[str], book: Makefile) -> list[list[str]]:
    heads = _expand(found[1].rstrip().removesuffix("&"), book)
    needs, _, inline = found[2].strip().partition(";")
    if heads is None:
        book.closed = False
        return []
    names = heads.split()
    if names == [".PHONY"]:
        names = (_expand(needs, book) or "").split()
        for name in names:
            book.targets.setdefault(name, [])
        return []
    # `name: VARIABLE = value` sets a variable for a target defined elsewhere
    if lazy_re.match(r"[\w.-]+\s*[:+?]?=", needs):
        return []
    recipes = []
    for name in names:
        if name == ".DEFAULT":
            book.closed = False
        elif "%" in name:
            book.patterns.append(name)
        else:
            recipes.append(book.targets.setdefault(name, []))
            book.needs.update([name] if needs.strip() else [])
    for recipe in recipes:
        recipe.extend([inline.strip()] if inline.strip() else [])
    return recipes


def _include(repo: Repo, value: str, top: str, book: Makefile, depth: int) -> None:
    value = WILDCARD.sub(lambda found: found[1], DIRECTORY.sub("", value))
    names = _expand(value, book)
    if names is None:
        book.closed = False
        return
    for name in names.split():
        path = posixpath.normpath(join(top, name))
        if "*" in name or "?" in name or "[" in name:
            for one in _glob(repo, path, book):
                _read(repo, one, top, book, depth + 1)
        elif repo.is_file(path):
            _read(repo, path, top, book, depth + 1)
        elif not HARMLESS.search(name):
            # written by the build, or brought by somebody's machine
            book.closed = False


def _glob(repo: Repo, pattern: str, book: Makefile) -> list[str]:
    near = _by_depth(repo).get(pattern.count("/"), [])
    if not book.budget.allows(len(near)):
        book.closed = False
        return []
    return sorted(name for name in near if globs.fits(name, pattern))


@once
def _by_depth(repo: Repo) -> dict[int, list[str]]:
    """The paths of the repository by how many directories they lie in."""
    found: dict[int, list[str]] = {}
    for path in repo.listing.paths:
        found.setdefault(path.count("/"), []).append(path)
    return found


def _expand(text: str, book: Makefile) -> str | None:
    """The text with its plain variables filled in, or None where a function decides."""
    for _ in range(DEPTH):
        if "$" not in text:
            return text
        unknown = [name for name in REFERENCE.findall(text) if name not in book.variables]
        if unknown or not REFERENCE.search(text) or len(text) > LONGEST:
            return None
        text = REFERENCE.sub(lambda found: book.variables[found[1]], text)
    return None


def _logical(text: str) -> Iterator[str]:
    """Lines with continuations joined; the bodies of `define` are left out."""
    held, inside = "", 0
    for raw in text.splitlines():
        line = held + (raw.strip() if held else raw)
        if line.endswith("\\") and len(line) < 100_000:
            held = line[:-1] + " "
            continue
        held = ""
        word = line.strip().split(" ", 1)[0]
        if word == "define":
            inside += 1
        elif word == "endef":
            inside = max(0, inside - 1)
        elif not inside:
            yield line


def _uncommented(line: str) -> str:
    found = lazy_re.search(r"(?<!\\)#", line)
    return line[: found.start()] if found else line
