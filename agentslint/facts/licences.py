"""The licence of a project: what its manifests name, and whose text its licence file holds."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.core import lazy_re
from agentslint.facts.fact import Fact
from agentslint.facts.manifests import json_table, table, toml_table
from agentslint.facts.memo import each
from agentslint.facts.versions.declared import line_of
from agentslint.model import Place, line_place
from agentslint.repo import Repo, join, parents
from agentslint.text import licences

_FILES = (
    "LICENSE",
    "LICENSE.md",
    "LICENSE.txt",
    "LICENCE",
    "LICENCE.md",
    "COPYING",
    "LICENSE.rst",
    "COPYING.txt",
)


@each
def of(repo: Repo, directory: str) -> tuple[Fact, ...]:
    """What the nearest directory that has any says, a fact for each licence; nothing where one is unknown."""
    for base in reversed(parents(directory)):
        found = [*_manifests(repo, base), *_texts(repo, base)]
        if found:
            return tuple(found) if all(fact.subject for fact in found) else ()
    return ()


def _texts(repo: Repo, base: str) -> Iterator[Fact]:
    for name in _FILES:
        path = join(base, name)
        text = repo.text(path)
        if text is not None:
            id = licences.recognised(text)
            lines = enumerate(text.splitlines(), 1)
            first, line = next((row for row in lines if row[1].strip()), (1, ""))
            yield Fact("licence", id, f"is the text of {id}", line_place(path, first, line))
    # `LICENSE-MIT` beside `LICENSE-APACHE`: somebody chooses
    for path in repo.listing.below(base):
        if lazy_re.fullmatch(r"LICEN[SC]E-[\w.]+", path[len(base) + 1 :] if base != "." else path):
            yield Fact("licence", "", "", Place(path))


def _manifests(repo: Repo, base: str) -> Iterator[Fact]:
    for name in ("package.json", "Cargo.toml", "pyproject.toml", "composer.json"):
        path = join(base, name)
        text = repo.text(path)
        said = _named(name, text) if text is not None else ""
        if text is None or not said or said.upper() == "UNLICENSED":
            continue
        known = licences.expressed(said) or frozenset({""})
        for id in sorted(known):
            yield Fact("licence", id, f"says {said}", line_of(path, text, said))


def _named(name: str, text: str) -> str:
    if name.endswith(".json"):
        value = (json_table(text) or {}).get("license")
    else:
        data = toml_table(text) or {}
        value = (
            table(data, "package") or table(data, "project") or table(data, "tool", "poetry")
        ).get("license")
        value = value.get("text") if isinstance(value, dict) else value
    return value if isinstance(value, str) else ""
