"""The version that a package says of itself, in its manifest."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.core import lazy_re
from agentslint.facts.fact import Fact
from agentslint.facts.manifests import json_table, table, toml_table, yaml_table
from agentslint.facts.memo import each
from agentslint.facts.versions.declared import line_of
from agentslint.repo import Repo, join

_WRITTEN = lazy_re.compile(r"\d+\.\d+\.\d+[\w.+-]*")


@each
def of(repo: Repo, directory: str) -> Fact | None:
    """The version of the package in a directory; None without one, or where a release sets it."""
    for path, number in _declared(repo, directory):
        if isinstance(number, str) and _WRITTEN.fullmatch(number) and set(number) - set("0."):
            text = repo.text(path) or ""
            return Fact("own-version", directory, f"says {number}", line_of(path, text, number))
    return None


def _declared(repo: Repo, directory: str) -> Iterator[tuple[str, object]]:
    for name in ("package.json", "composer.json", "pyproject.toml", "Cargo.toml", "pubspec.yaml"):
        path = join(directory, name)
        text = repo.text(path)
        if text is None:
            continue
        if name.endswith(".json"):
            yield path, (json_table(text) or {}).get("version")
        elif name == "pubspec.yaml":
            yield path, (yaml_table(text) or {}).get("version")
        else:
            data = toml_table(text) or {}
            for keys in (("project",), ("tool", "poetry"), ("package",)):
                yield path, table(data, *keys).get("version")
