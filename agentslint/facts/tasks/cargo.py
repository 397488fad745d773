"""Cargo: aliases, and the packages, binaries, tests and examples that a command names."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from agentslint.facts import memo
from agentslint.facts.manifests import Table, table, toml_table
from agentslint.facts.memo import once
from agentslint.facts.tasks.answer import Answer, arguments, look_up, words_of
from agentslint.repo import Repo, join, parents, vendored
from agentslint.text.placeholders import in_word

TOOLS = ("cargo",)
MANIFESTS = ("Cargo.toml",)
VALUED = words_of(
    "-p --package --exclude --bin --example --test --bench -F --features --target --profile "
    "--manifest-path --target-dir --color -j --jobs --message-format --config -Z -C -E "
    "--partition --filter-expr --version --path --git --branch --tag --rev"
)
# the directory whose files are targets of their own, by the option that names one
PLACES = {"--test": "tests", "--example": "examples", "--bench": "benches", "--bin": "src/bin"}
SECTIONS = {"--test": "test", "--example": "example", "--bench": "bench", "--bin": "bin"}
EVERYWHERE = frozenset({"--workspace", "--all", "--all-targets"})
COMMANDS = words_of("b bench build c check clippy d doc nextest r run rustc t test tree")


_TARGETS: memo.Table[tuple[str, str], frozenset[str]] = memo.Table()


@dataclass
class Crate:
    """One package of Cargo: its directory and manifest."""

    directory: str
    data: Table = field(default_factory=dict)

    @cached_property
    def name(self) -> str:
        return str(table(self.data, "package").get("name", ""))


def ask(repo: Repo, directory: str, words: Sequence[str]) -> Iterator[Answer]:
    """One answer for each package or target that a cargo command names."""
    rest = [word for word in words[1:] if not word.startswith("+")]
    plain, options = arguments(rest, VALUED)
    if not plain or plain[0] not in COMMANDS:
        return
    if "--manifest-path" in options or "-C" in options:
        return
    if not repo.is_file(join(directory, "Cargo.toml")) and not _above(repo, directory):
        picked = {*options.get("-p", ()), *options.get("--package", ())}
        if named := [crate for crate in read(repo) if crate.name in picked]:
            # it runs where that package is, whatever the text leaves out
            yield from _targets(repo, directory, named, options)
        else:
            yield Answer("absent", plain[0], "package", "Cargo.toml")
        return
    yield Answer("defined", plain[0], "package", "Cargo.toml")
    crates = read(repo)
    yield from _packages(repo, options)
    yield from _targets(repo, directory, crates, options)


@once
def read(repo: Repo) -> list[Crate]:
    """Every crate of the repository that is its own work."""
    found = []
    for path in repo.listing.by_name.get("Cargo.toml", ()):
        if not vendored(path):
            data = toml_table(repo.text(path) or "")
            if data is not None:
                found.append(Crate(posixpath.dirname(path) or ".", data))
    return found


def _packages(repo: Repo, options: dict[str, list[str]]) -> Iterator[Answer]:
    for option in ("-p", "--package"):
        for value in options.get(option, ()):
            name = re.split(r"[@#]", value.rpartition("/")[2])[0].strip("'\"")
            if not name or in_word(name) or not (own := _own(repo)):
                continue
            answer = look_up(name, own, kind="package", where="Cargo.toml")
            if answer.verdict == "missing" and _locked(repo, name):
                continue
            yield answer


@once
def _own(repo: Repo) -> frozenset[str]:
    return frozenset(crate.name for crate in read(repo) if crate.name)


def _locked(repo: Repo, name: str) -> bool:
    """Whether a lock file has the package: -p takes dependencies too."""
    return name in _locks(repo)


@once
def _locks(repo: Repo) -> frozenset[str]:
    texts = (repo.text(path) or "" for path in repo.find(["Cargo.lock"]))
    return frozenset(name for text in texts for name in re.findall(r'name = "([^"\n]*)"', text))


def _targets(
    repo: Repo, directory: str, crates: Sequence[Crate], options: dict[str, list[str]]
) -> Iterator[Answer]:
    picked = {*options.get("-p", ()), *options.get("--package", ())}
    chosen = [crate for crate in crates if crate.name in picked] if picked else list(crates)
    if not chosen:
        return
    for option in PLACES:
        names = [name for name in options.get(option, ()) if name and not in_word(name)]
        if not names:
            continue
        known = frozenset[str]().union(*(_known(repo, crate, option) for crate in chosen))
        where = join(chosen[0].directory, "Cargo.toml") if picked else "Cargo.toml"
        only = None if picked or EVERYWHERE & set(options) else _alone(repo, directory, crates)
        for name in names:
            owner = next((crate for crate in chosen if name in _known(repo, crate, option)), None)
            if only and owner is not None and name not in _known(repo, only, option):
                path = join(only.directory, "Cargo.toml")
                instead = f"{option} {name} -p {owner.name}"
                yield Answer("missing", name, SECTIONS[option], path, instead=instead)
            else:
                yield look_up(name, known, kind=SECTIONS[option], where=where)


def _known(repo: Repo, crate: Crate, option: str) -> frozenset[str]:
    """The names that an option may have of a crate."""
    return _TARGETS.get(repo, (crate.directory, option), lambda: _names(repo, crate, option))


def _alone(repo: Repo, directory: str, crates: Sequence[Crate]) -> Crate | None:
    """The package that a command takes alone: that of the directory, if its workspace says no more.

    The Cargo book, "Package selection": at the root of a workspace that is a package itself, the
    default is that package, unless there are `default-members`.
    """
    for folder in reversed(parents(directory)):
        if repo.is_file(join(folder, "Cargo.toml")):
            found = next((crate for crate in crates if crate.directory == folder), None)
            if found is None or not found.name:
                return None
            return None if "default-members" in table(found.data, "workspace") else found
    return None


def _names(repo: Repo, crate: Crate, option: str) -> frozenset[str]:
    section, place = SECTIONS[option], PLACES[option]
    rows = crate.data.get(section)
    found = {str(row.get("name")) for row in rows or () if isinstance(row, dict)}
    if section == "bin":
        found.add(crate.name)
    folder = join(crate.directory, place)
    for path in repo.listing.below(folder):
        inner = path[len(folder) + 1 :]
        if inner.endswith(".rs") and "/" not in inner:
            found.add(inner[:-3])
        elif inner.count("/") == 1 and inner.endswith("/main.rs"):
            found.add(inner.partition("/")[0])
    return frozenset(found)


def _above(repo: Repo, directory: str) -> bool:
    while directory not in (".", ""):
        directory = posixpath.dirname(directory) or "."
        if repo.is_file(join(directory, "Cargo.toml")):
            return True
    return False
