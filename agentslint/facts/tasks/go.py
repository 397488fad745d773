"""Go: the packages that a command names by their directory."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence

from agentslint.facts.tasks.answer import Answer
from agentslint.repo import Repo, join, parents
from agentslint.text.placeholders import in_path, in_word

TOOLS = ("go",)
MANIFESTS = ("go.mod", "go.work")
COMMANDS = ("build", "generate", "install", "run", "test", "vet")


def ask(repo: Repo, directory: str, words: Sequence[str]) -> Iterator[Answer]:
    """One answer for each package that stands in the command as `./directory`."""
    if len(words) < 2 or words[1] not in COMMANDS:
        return
    for word in words[2:]:
        if word == "--" or (words[1] == "run" and not word.startswith(("-", "."))):
            return
        bare = word.removesuffix("...")
        if not word.startswith("./") or in_word(bare) or in_path(bare.rstrip("/")):
            continue
        if word in ("./...", "./"):
            continue
        path = posixpath.normpath(join(directory, word.removesuffix("/...").removesuffix("...")))
        there = repo.exists(path) or any(repo.ignored([path, path + "/"]))
        yield Answer("defined" if there else "missing", word, "package", _module(repo, directory))
        if words[1] == "run":
            return


def _module(repo: Repo, directory: str) -> str:
    """The manifest of the module that a directory lies in, as Go looks for it."""
    above = (join(folder, "go.mod") for folder in reversed(parents(directory)))
    return next((path for path in above if repo.is_file(path)), "go.mod")
