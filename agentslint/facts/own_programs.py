"""Programs that this repository makes or holds, and whether they refuse an option that they do not know."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence

from agentslint.facts import names
from agentslint.facts.manifests import json_table, table, toml_table
from agentslint.facts.memo import by_name, of_code, once
from agentslint.facts.tasks import programs
from agentslint.repo import Repo, join, vendored

# what passes on options that it does not know, in a script or anywhere in a program's code
_PASSES = (
    rb"parse_known_args|REMAINDER|ignore_unknown_options|trailing_var_arg|allow_external_subcommands|"
    rb"allow_hyphen_values|allowUnknownOption|passThroughOptions|DisableFlagParsing|FParseErrWhitelist|"
    rb"UnknownFlags|unknown-options-as-args|\"\$@\"|\$\*|\.\.\.(?:args|argv|rest|process\.argv)|sys\.argv\[1:\]"
)
# what takes options apart
_PARSES = (
    rb"argparse|\bclick\b|\btyper\b|optparse|getopt|docopt|\byargs\b|commander|parseArgs|minimist|\bclap\b|"
    rb"\bcac\b|\bcobra\b|\bpflag\b|flag\.(?:String|Bool|Int)|OptionParser|ArgumentParser|System\.CommandLine|oclif|"
    rb"[\"'\s]--[a-z][a-z-]+[\"')=|]"
)


def named(repo: Repo, directory: str, words: Sequence[str]) -> tuple[str, int] | None:
    """The repository's own program that a command runs, and how many of its words name it.

    It is a script of the repository, or a name that a manifest here gives to a program.
    """
    path = programs.script(words)
    if path is not None:
        at = next(at for at, word in enumerate(words) if word == path)
        for base in dict.fromkeys((directory, ".")):
            held = posixpath.normpath(join(base, path))
            if held in repo.listing.tracked and _refuses(repo, held):
                return held, at + 1
        return None
    if words[:2] == ("cargo", "run") and "--" in words:
        return "cargo run", words.index("--") + 1
    if words[0] in _entries(repo) and _strict(repo):
        return words[0], 1
    return None


def _refuses(repo: Repo, path: str) -> bool:
    """Whether a script takes options apart itself, and passes none on."""
    data = (repo.text(path) or "").encode("utf-8", "replace")
    return bool(re.search(_PARSES, data)) and not re.search(_PASSES, data)


@of_code
def _strict(repo: Repo) -> bool:
    """Whether code takes options apart, and nothing in it passes on what it does not know."""
    parses = False
    for _, data in names.code(repo):
        if re.search(_PASSES, data):
            return False
        parses = parses or bool(re.search(_PARSES, data))
    return parses


@once
def _entries(repo: Repo) -> frozenset[str]:
    return frozenset(
        name
        for manifest in ("pyproject.toml", "package.json", "Cargo.toml", "main.go")
        for path in by_name(repo).get(manifest, ())
        if not vendored(path)
        for name in _of(repo, path)
    )


def _of(repo: Repo, path: str) -> Iterator[str]:
    """The programs that a manifest names.

    packaging.python.org/specifications/entry-points, docs.npmjs.com/cli/configuring-npm/package-json#bin,
    doc.rust-lang.org/cargo/reference/cargo-targets.html#binaries; of Go `cmd/NAME/main.go`.
    """
    folder, name = posixpath.split(path)
    if name == "main.go":
        parts = folder.split("/")
        yield from parts[-1:] if parts[-2:-1] == ["cmd"] else ()
        return
    text = repo.text(path) or ""
    if name == "package.json":
        data = json_table(text) or {}
        programs_of = data.get("bin")
        own = str(data.get("name", "")).rpartition("/")[2]
        yield from programs_of if isinstance(programs_of, dict) else [own] if programs_of else ()
        return
    data = toml_table(text) or {}
    if name == "pyproject.toml":
        yield from table(data, "project", "scripts")
        yield from table(data, "tool", "poetry", "scripts")
        return
    made = data.get("bin")
    yield from (str(table(one).get("name", "")) for one in made) if isinstance(made, list) else ()
    if join(folder or ".", "src/main.rs") in repo.listing.tracked:
        yield str(table(data, "package").get("name", ""))
