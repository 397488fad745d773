"""Gradle: the modules that a command names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from agentslint.core import lazy_re
from agentslint.facts.tasks.answer import Answer, arguments, look_up
from agentslint.repo import Repo, join

TOOLS = ("gradle", "gradlew")
MANIFESTS = ("settings.gradle", "settings.gradle.kts")
INCLUDE = lazy_re.compile(r"^\s*include\b\s*\(?((?:\s*['\"][^'\"]+['\"]\s*,?)+)", lazy_re.M)
DEEPEST = 32  # modules that lie in each other
QUOTED = lazy_re.compile(r"['\"]([^'\"]+)['\"]")
# what makes projects in ways that text does not show
DYNAMIC = lazy_re.compile(
    r"includeBuild|eachDir|listFiles|walk|\.each|forEach|for\s*\(|apply\s+from|include\s*\(?\s*[^'\"\s(]"
)


def ask(repo: Repo, directory: str, words: Sequence[str]) -> Iterator[Answer]:
    """One answer for each module that the command names."""
    plain, options = arguments(words[1:], ("-p", "--project-dir", "-x", "--tests", "-b", "-I"))
    if "-p" in options or "--project-dir" in options:
        return
    path = next((p for n in MANIFESTS if repo.is_file(p := join(directory, n))), None)
    text = repo.text(path) if path else None
    for word in plain:
        module = word.strip(":").rpartition(":")[0]
        if not module:
            continue
        if path is None or text is None:
            yield Answer("absent", word, "module", "settings.gradle")
            continue
        known, complete = _modules(text)
        yield look_up(module, known, kind="module", where=path, complete=complete)


@lru_cache(maxsize=64)
def _modules(text: str) -> tuple[frozenset[str], bool]:
    """The modules that settings include, and whether there can be no others."""
    known = {m.strip(":") for row in INCLUDE.findall(text) for m in QUOTED.findall(row)}
    # include("a:b") makes a as well
    for module in list(known):
        parts = module.split(":")[:DEEPEST]
        known.update(":".join(parts[:end]) for end in range(1, len(parts)))
    return frozenset(known), bool(known) and not DYNAMIC.search(text)
