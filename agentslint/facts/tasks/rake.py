"""Rake: the tasks that a Rakefile spells out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from agentslint.facts.tasks.answer import Answer, arguments, look_up
from agentslint.repo import Repo, join

TOOLS = ("rake",)
MANIFESTS = ("Rakefile",)


def ask(repo: Repo, directory: str, words: Sequence[str]) -> Iterator[Answer]:
    """One answer for each task that the command names."""
    plain, options = arguments(words[1:], ("-f", "-C", "-I", "-R", "-r"))
    text = repo.text(path := join(directory, "Rakefile"))
    if {"-f", "-C", "-T"} & set(options):
        return
    for word in plain:
        task = word.partition("[")[0]
        if "=" in word:
            continue
        if text is None:
            yield Answer("absent", task, "task", "Rakefile")
        else:
            known, closed = rake_tasks(text)
            yield look_up(task, known, kind="task", where=path, complete=closed)


@lru_cache(maxsize=64)
def rake_tasks(text: str) -> tuple[frozenset[str], bool]:
    """The tasks a Rakefile spells out, and whether nothing in it could define more."""
    known = frozenset(re.findall(r"^\s*(?:multi)?task\s*\(?\s*:?['\"]?([\w:-]+)", text, re.M))
    more = re.search(
        r"\brequire|\bload\b|\bimport\b|\.new\b|\.install_tasks|namespace|\brule\b|\bfile\b", text
    )
    return known, bool(known) and not more
