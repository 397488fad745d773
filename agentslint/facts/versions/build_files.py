"""The versions of dependencies in the files of Gradle, Maven, NuGet, SwiftPM, pub and Mix: text to rows.

A row is (name, requirement as written, how it is read, a word of the line that has it). A library of the JVM
is `group:name`, a Gradle plugin its id, a package of Swift the last part of its address. What only a program
could compute has no row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from agentslint.core import lazy_re
from agentslint.facts.manifests import table, toml_table, yaml_table
from agentslint.facts.versions import ranges
from agentslint.facts.versions.ranges import Interval

Ranges = Callable[[str], tuple[Interval, ...]]
Row = tuple[str, str, Ranges, str]

# https://docs.gradle.org/current/userguide/plugins_intermediate.html
_PLUGIN = lazy_re.compile(
    r"""\bid\s*\(?\s*["']([\w.-]+)["']\s*\)?\s*version\s*\(?\s*["'](\d[\w.-]*)["']"""
)
_KOTLIN = lazy_re.compile(
    r"""\bkotlin\s*\(\s*["']([\w.-]+)["']\s*\)\s*version\s*\(?\s*["'](\d[\w.-]*)["']"""
)
_MODULE = lazy_re.compile(r"""["']([\w.-]+:[\w.-]+):(\d[\w.-]*)(?:@\w+)?["']""")
# https://maven.apache.org/pom.html
_PROPERTY = lazy_re.compile(r"<([\w.-]+)>\s*(\d[^<\s]*)\s*</\1>")
_ARTIFACT = lazy_re.compile(
    r"<groupId>\s*([^<\s]+)\s*</groupId>\s*<artifactId>\s*([^<\s]+)\s*</artifactId>\s*<version>\s*([^<\s]+)\s*</version>"
)
_COMMENT = lazy_re.compile(r"<!--(?:[^-]|-(?!->))*-->")
# https://learn.microsoft.com/nuget/consume-packages/central-package-management
_PACKAGE = lazy_re.compile(
    r"""<(?:PackageReference|PackageVersion|GlobalPackageReference)\b[^>]*?\bInclude="([^"]+)"[^>]*?\bVersion="\[?(\d[^",\]]*)\]?\""""
)
# https://docs.swift.org/package-manager/PackageDescription/PackageDescription.html
_SWIFT = lazy_re.compile(
    r"""\.package\(\s*(?:name:\s*"[^"]*",\s*)?url:\s*"[^"]*?/([\w.-]+?)(?:\.git)?/?",\s*"""
    r"""(from:|exact:|\.upToNextMajor\(from:|\.upToNextMinor\(from:|\.exact\()\s*"([\d.]+)\""""
)
# https://hexdocs.pm/mix/Mix.Tasks.Deps.html
_MIX = lazy_re.compile(r"""\{\s*:(\w+),\s*"([^"\n]+)\"""")


def catalog(text: str) -> Iterator[Row]:
    """The libraries and plugins of a Gradle version catalog, `libs.versions.toml`."""
    data = toml_table(text) or {}
    versions = table(data, "versions")
    for value in table(data, "libraries").values():
        if isinstance(value, str) and value.count(":") == 2:
            name, _, wanted = value.rpartition(":")
            yield name, wanted, ranges.exact, value
        elif isinstance(value, dict):
            name = value.get("module") or f"{value.get('group')}:{value.get('name')}"
            yield from _pinned(str(name), value, versions)
    for value in table(data, "plugins").values():
        if isinstance(value, str) and ":" in value:
            name, _, wanted = value.rpartition(":")
            yield name, wanted, ranges.exact, value
        elif isinstance(value, dict) and isinstance(value.get("id"), str):
            yield from _pinned(value["id"], value, versions)


def _pinned(name: str, row: dict[str, Any], versions: dict[str, Any]) -> Iterator[Row]:
    wanted, at = row.get("version"), name
    if isinstance(wanted, dict) and "ref" in wanted:
        at = str(wanted["ref"])
        wanted = versions.get(at)
    if isinstance(wanted, dict):
        wanted = wanted.get("strictly") or wanted.get("require")
    if isinstance(wanted, str):
        yield name, wanted, ranges.exact, at


def gradle(text: str) -> Iterator[Row]:
    """The plugins and libraries of a Gradle script that have their version beside them."""
    for found in _PLUGIN.finditer(text):
        yield found[1], found[2], ranges.exact, found[1]
    for found in _KOTLIN.finditer(text):
        yield f"org.jetbrains.kotlin.{found[1]}", found[2], ranges.exact, found[2]
    for found in _MODULE.finditer(text):
        yield found[1], found[2], ranges.exact, found[1]


def maven(text: str) -> Iterator[Row]:
    """The parent, the dependencies and the plugins of a `pom.xml`, its own properties filled in."""
    text = _COMMENT.sub("", text)
    known = {found[1]: found[2] for found in _PROPERTY.finditer(text)}
    for found in _ARTIFACT.finditer(text):
        wanted, at = found[3], found[2]
        if wanted.startswith("${"):
            at = wanted.strip("${}")
            wanted = known.get(at, "")
        if wanted[:1].isdigit():
            yield f"{found[1]}:{found[2]}", wanted, ranges.exact, at


def nuget(text: str) -> Iterator[Row]:
    """The packages of a project file or of `Directory.Packages.props`."""
    for found in _PACKAGE.finditer(text):
        yield found[1].lower(), found[2], ranges.exact, found[1]


def swift(text: str) -> Iterator[Row]:
    """The packages of a `Package.swift` that come from an address with a version."""
    for found in _SWIFT.finditer(text):
        same = ranges.exact if "exact" in found[2] else ranges.caret
        yield found[1].lower(), found[3], same, found[1]


def pub(text: str) -> Iterator[Row]:
    """The packages of a `pubspec.yaml`."""
    data = yaml_table(text)
    for section in ("dependencies", "dev_dependencies"):
        for name, wanted in table(data, section).items():
            if isinstance(wanted, str):
                yield str(name), wanted, ranges.npm, str(name)


def mix(text: str) -> Iterator[Row]:
    """The packages of a `mix.exs`."""
    for found in _MIX.finditer(text):
        yield found[1], found[2], ranges.ruby, found[1]


READERS: dict[str, Callable[[str], Iterator[Row]]] = {
    "libs.versions.toml": catalog,
    "build.gradle": gradle,
    "build.gradle.kts": gradle,
    "settings.gradle": gradle,
    "settings.gradle.kts": gradle,
    "pom.xml": maven,
    "Directory.Packages.props": nuget,
    "Package.swift": swift,
    "pubspec.yaml": pub,
    "mix.exs": mix,
}
ECOSYSTEMS = {
    "maven": (
        "libs.versions.toml",
        "build.gradle",
        "build.gradle.kts",
        "settings.gradle",
        "settings.gradle.kts",
        "pom.xml",
    ),
    "nuget": ("Directory.Packages.props",),
    "swift": ("Package.swift",),
    "pub": ("pubspec.yaml",),
    "mix": ("mix.exs",),
}
