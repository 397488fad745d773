"""The versions of platforms and of build tools that project files fix: Android, Apple, Flutter, Gradle, Elixir."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from agentslint.core import lazy_re
from agentslint.facts.manifests import table, toml_table, yaml_table
from agentslint.facts.versions import ranges
from agentslint.facts.versions.declared import Nature
from agentslint.facts.versions.ranges import Interval

Row = tuple[str, tuple[Interval, ...], Nature, str]

# https://developer.android.com/build/dependencies
_LEVELS = {"min": "minsdk", "compile": "compilesdk", "target": "targetsdk"}
_LEVEL = lazy_re.compile(r"\b(min|compile|target)Sdk(?:Version)?\s*(?:=|\(|\s)\s*(\d{2})\b")
_CATALOG = lazy_re.compile(r"(min|compile|target)[-_]?sdk(?:[-_]?version)?", lazy_re.I)
# https://docs.gradle.org/current/userguide/gradle_wrapper.html
_WRAPPER = lazy_re.compile(r"^distributionUrl=.*?gradle-(\d+(?:\.\d+)*)-", lazy_re.M)
# https://docs.swift.org/package-manager/PackageDescription/PackageDescription.html
_TOOLS = lazy_re.compile(r"^//\s*swift-tools-version:\s*(\d[\d.]*)", lazy_re.M)
_APPLE = lazy_re.compile(r"\.(iOS|macOS)\(\s*(?:\.v(\d+(?:_\d+)?)|\"(\d[\d.]*)\")\s*\)")
_DEPLOYED = lazy_re.compile(
    r"\b(IPHONEOS|MACOSX)_DEPLOYMENT_TARGET(?:\[[^\]]*\])?\s*[=:]\s*\"?(\d[\d.]*)"
)
_SYSTEMS = {"iOS": "ios", "macOS": "macos", "IPHONEOS": "ios", "MACOSX": "macos"}
_ELIXIR = lazy_re.compile(r"\belixir:\s*\"([^\"]+)\"")


def gradle(text: str) -> Iterator[Row]:
    """The levels of the Android SDK that a Gradle script fixes."""
    for found in _LEVEL.finditer(text):
        yield _LEVELS[found[1]], ranges.exact(found[2]), "pin", found[0]


def catalog(text: str) -> Iterator[Row]:
    """The levels of the Android SDK that a version catalog holds."""
    for key, value in table(toml_table(text) or {}, "versions").items():
        found = _CATALOG.fullmatch(key.removeprefix("android").lstrip("-_"))
        if found and isinstance(value, str):
            yield _LEVELS[found[1].lower()], ranges.exact(value), "pin", key


def wrapper(text: str) -> Iterator[Row]:
    """The version of Gradle that its wrapper downloads."""
    for found in _WRAPPER.finditer(text):
        yield "gradle", ranges.exact(found[1]), "pin", found[1]


def package_swift(text: str) -> Iterator[Row]:
    """The least tools version of a Swift package, and the least systems that it runs on."""
    for found in _TOOLS.finditer(text):
        # an older language is still built through CocoaPods and Xcode
        yield "swift", ranges.at_least(found[1]), "range", found[1]
    for found in _APPLE.finditer(text):
        least = (found[2] or found[3]).replace("_", ".")
        yield _SYSTEMS[found[1]], ranges.at_least(least), "floor", found[0]


def xcode(text: str) -> Iterator[Row]:
    """The least systems that the targets of an Xcode project run on; each version once."""
    for system, least in dict.fromkeys(_DEPLOYED.findall(text)):
        yield _SYSTEMS[system], ranges.at_least(least), "floor", f"{system}_DEPLOYMENT_TARGET"


def pubspec(text: str) -> Iterator[Row]:
    """The versions of Dart and Flutter that a package runs with."""
    environment = table(yaml_table(text), "environment")
    for key, about in (("sdk", "dart"), ("flutter", "flutter")):
        wanted = environment.get(key)
        if isinstance(wanted, str):
            yield about, ranges.npm(wanted), "floor", wanted


def mix(text: str) -> Iterator[Row]:
    """The version of Elixir that a project asks for."""
    for found in _ELIXIR.finditer(text):
        yield "elixir", ranges.ruby(found[1]), "floor", found[1]


READERS: dict[str, Callable[[str], Iterator[Row]]] = {
    "libs.versions.toml": catalog,
    "build.gradle": gradle,
    "build.gradle.kts": gradle,
    "gradle-wrapper.properties": wrapper,
    "Package.swift": package_swift,
    "project.pbxproj": xcode,
    "project.yml": xcode,
    "pubspec.yaml": pubspec,
    "mix.exs": mix,
}
