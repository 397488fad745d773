"""The version that a package says of itself, in its manifest."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.core import lazy_re
from agentslint.facts.fact import Fact
from agentslint.facts.manifests import json_table, table, toml_table, yaml_table
from agentslint.facts.memo import each
from agentslint.facts.versions.declared import line_of
from agentslint.repo import Repo, join

# files of other tools, and where each has the version: the first of its patterns that is there
_NUMBER = r"(\d+\.\d+\.\d+[\w.+-]*)"
_PATTERNS: dict[str, str] = {
    "CMakeLists.txt": rf"^\s*project\s*\([^()]*?\bVERSION\s+{_NUMBER}",
    "build.gradle": rf"^\s*version(?:Name)?\s*=?\s*[\"']{_NUMBER}[\"']",
    "build.gradle.kts": rf"^\s*version(?:Name)?\s*=\s*\"{_NUMBER}\"",
    "app/build.gradle": rf"^\s*versionName\s*=?\s*[\"']{_NUMBER}[\"']",
    "app/build.gradle.kts": rf"^\s*versionName\s*=\s*\"{_NUMBER}\"",
    "gradle.properties": rf"^(?:version|VERSION_NAME|projectVersion|pluginVersion|mod_version)\s*=\s*{_NUMBER}",
    "mix.exs": rf"(?:@version\s+|\bversion:\s*)\"{_NUMBER}\"",
    "Directory.Build.props": rf"<Version(?:Prefix)?>\s*{_NUMBER}\s*<",
    "VERSION": rf"\A\s*v?{_NUMBER}\s*\Z",
    "version.txt": rf"\A\s*v?{_NUMBER}\s*\Z",
}
# https://maven.apache.org/pom.html#maven-coordinates
_PARENT = lazy_re.compile(r"<parent>(?:[^<]|<(?!/parent>))*</parent>")
_POM = lazy_re.compile(
    rf"</artifactId>\s*(?:<packaging>[^<]*</packaging>\s*)?<version>\s*{_NUMBER}"
)
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
    yield from _matched(repo, directory)


def _matched(repo: Repo, directory: str) -> Iterator[tuple[str, object]]:
    """What the files of other tools say, by their patterns."""
    path = join(directory, "pom.xml")
    if (text := repo.text(path)) is not None:
        # the version of the parent is not its own, and what stands behind is that of a dependency
        head = _PARENT.sub("", text).partition("<dependencies>")[0]
        if found := _POM.search(head):
            yield path, found[1]
    for name, pattern in _PATTERNS.items():
        path = join(directory, name)
        text = repo.text(path) if path in repo.listing.tracked else None
        if text and (found := lazy_re.search(pattern, text, lazy_re.M)):
            yield path, found[1]
