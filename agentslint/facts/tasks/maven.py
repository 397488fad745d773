"""Maven: the modules that a command names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from agentslint.core import lazy_re
from agentslint.facts.tasks.answer import Answer, arguments, look_up
from agentslint.repo import Repo, join

TOOLS = ("mvn", "mvnw")
MANIFESTS = ("pom.xml",)
MODULE = lazy_re.compile(r"<module>\s*([^<\s]+)\s*</module>")


def ask(repo: Repo, directory: str, words: Sequence[str]) -> Iterator[Answer]:
    """One answer for each module that `-pl` names."""
    _, options = arguments(words[1:], ("-pl", "--projects", "-f", "--file", "-P", "-D"))
    names = [n for o in ("-pl", "--projects") for v in options.get(o, ()) for n in v.split(",")]
    text = repo.text(join(directory, "pom.xml"))
    for name in filter(None, (n.strip().lstrip("!+-?") for n in names)):
        if text is None:
            yield Answer("absent", name, "module", "pom.xml")
        elif not name.startswith(":") and ":" not in name:
            there = repo.is_file(join(directory, f"{name}/pom.xml"))
            known = [*_poms(text), *([name] if there else [])]
            yield look_up(name, known, kind="module", where=join(directory, "pom.xml"))


@lru_cache(maxsize=64)
def _poms(text: str) -> frozenset[str]:
    return frozenset(MODULE.findall(text))
