"""The versions of languages and package managers: version files, manifests, workflows, images."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator

from agentslint.facts.manifests import entries, json_table, table, texts, toml_table, yaml_table
from agentslint.facts.versions import platforms, ranges
from agentslint.facts.versions.declared import Fact, Nature, line_of, near
from agentslint.facts.versions.ranges import Interval
from agentslint.repo import Repo

# files that hold one version and nothing else, by the tool they speak of
VERSION_FILES = {
    ".nvmrc": "node",
    ".node-version": "node",
    ".python-version": "python",
    ".ruby-version": "ruby",
    ".java-version": "java",
    ".bun-version": "bun",
    ".dvmrc": "deno",
    ".go-version": "go",
    ".php-version": "php",
}
# what CI installs of these compiles for older ones: it says nothing of the code's own version
BUILT_WITH_NEWER = frozenset({"java"})
# what setup actions call the version they install
ACTIONS = {
    "node-version": "node",
    "python-version": "python",
    "go-version": "go",
    "java-version": "java",
    "ruby-version": "ruby",
    "php-version": "php",
    "bun-version": "bun",
    "deno-version": "deno",
}
ALIASES = {"nodejs": "node", "golang": "go"}
Row = tuple[str, tuple[Interval, ...], Nature, str]


def facts(repo: Repo, directory: str, tool: str) -> list[Fact]:
    """What the nearest manifests say of a tool, and all workflows of the repository beside them.

    The directory's own manifests and those above come first; below only where they are silent.
    """
    circles = list(near(repo, directory, (*VERSION_FILES, *READERS, *platforms.READERS)))
    for base, paths in circles:
        own = [path for path in paths if (posixpath.dirname(path) or ".") == base]
        if found := [fact for path in own for fact in _of(repo, path, tool)]:
            return found + _workflows(repo, tool)
    for _, paths in circles:
        if found := [fact for path in paths for fact in _of(repo, path, tool)]:
            return found + _workflows(repo, tool)
    return _workflows(repo, tool)


def _of(repo: Repo, path: str, tool: str) -> Iterator[Fact]:
    text = repo.text(path)
    name = posixpath.basename(path)
    if text is None:
        return
    rows: list[Row] = []
    if name in VERSION_FILES:
        rows += _version_file(VERSION_FILES[name], text)
    for readers in (READERS, platforms.READERS):
        if name in readers:
            rows += readers[name](text)
    for about, intervals, nature, written in rows:
        if about == tool and intervals != ranges.ANY:
            yield Fact(intervals, nature, written, line_of(path, text, written))


def _workflows(repo: Repo, tool: str) -> list[Fact]:
    found: list[Fact] = []
    if tool == "dotnet":
        for path in sorted(p for p in repo.listing.tracked if p.endswith(".csproj")):
            text = repo.text(path) or ""
            found += [Fact(i, n, w, line_of(path, text, w)) for _, i, n, w in _project(text)]
    if tool in BUILT_WITH_NEWER:
        return found
    for path in repo.listing.below(".github"):
        if path in repo.listing.tracked and re.fullmatch(
            r"\.github/(?:workflows|actions)/.*\.ya?ml", path
        ):
            text = repo.text(path) or ""
            for written in _workflow_versions(text, tool):
                intervals = ranges.npm(written) if "x" in written else ranges.exact(written)
                if intervals != ranges.ANY:
                    found.append(Fact(intervals, "tested", written, line_of(path, text, written)))
    return found


def _workflow_versions(text: str, tool: str) -> Iterator[str]:
    """The versions that a workflow installs or lists in a matrix, as written."""
    names = [*(key for key, about in ACTIONS.items() if about == tool), tool]
    if not any(name in text for name in names):
        return
    for value in entries(yaml_table(text), *names, *(f"{name}s" for name in names)):
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, str | int):
                yield from re.findall(r"(?<![\w.-])\d+(?:\.\d+|\.x)*(?![\w-])", str(one))


def _images(text: str) -> Iterator[Row]:
    """The services of a compose file, by the tags of their images."""
    for image in entries(table(yaml_table(text), "services"), "image"):
        found = re.match(r"(?:[\w.-]+/)*(\w+):v?(\d+(?:\.\d+)*)", str(image))
        if found:
            yield found[1], ranges.exact(found[2]), "pin", found[2]


def _global_json(text: str) -> Iterator[Row]:
    wanted = table(json_table(text) or {}, "sdk").get("version")
    if isinstance(wanted, str):
        yield "dotnet", ranges.exact(wanted.partition(".")[0]), "pin", wanted


def _project(text: str) -> Iterator[Row]:
    for found in re.finditer(r"<TargetFrameworks?>([^<]+)<", text):
        for version in re.findall(r"net(\d+\.\d+)", found[1]):
            yield "dotnet", ranges.exact(version), "pin", f"net{version}"


def _version_file(tool: str, text: str) -> Iterator[Row]:
    for line in text.splitlines():
        word = line.split("#")[0].strip().removeprefix("ruby-")
        if word:
            yield tool, ranges.exact(word), "pin", word


def _package_json(text: str) -> Iterator[Row]:
    data = json_table(text) or {}
    for tool, wanted in table(data, "engines").items():
        if isinstance(wanted, str):
            yield tool, ranges.npm(wanted), "floor", wanted
    for tool, wanted in table(data, "volta").items():
        if isinstance(wanted, str):
            yield tool, ranges.exact(wanted), "pin", wanted
    manager = data.get("packageManager")
    if isinstance(manager, str) and "@" in manager:
        tool, _, version = manager.partition("@")
        yield tool, ranges.exact(version.partition("+")[0]), "pin", version.partition("+")[0]


def _pyproject(text: str) -> Iterator[Row]:
    data = toml_table(text) or {}
    project = table(data, "project")
    poetry = table(data, "tool", "poetry", "dependencies")
    for wanted in (project.get("requires-python"), poetry.get("python")):
        if isinstance(wanted, str):
            yield "python", ranges.python(wanted), "floor", wanted
    for row in texts(project.get("classifiers")):
        if found := re.fullmatch(r"Programming Language :: Python :: (\d\.\d+)", row):
            yield "python", ranges.exact(found[1]), "tested", found[1]


def _setup(text: str) -> Iterator[Row]:
    for found in re.finditer(r"python_requires\s*=\s*['\"]?([<>=~!\d.,* ]+)", text):
        yield "python", ranges.python(found[1].strip()), "floor", found[1].strip()
    for found in re.finditer(r"Programming Language :: Python :: (\d\.\d+)", text):
        yield "python", ranges.exact(found[1]), "tested", found[1]


def _go_mod(text: str) -> Iterator[Row]:
    if found := re.search(r"^go (\d[\w.]*)", text, re.M):
        yield "go", ranges.at_least(found[1]), "floor", found[1]
        # the version named is also the one that is meant by "Go 1.25"
        yield "go", ranges.exact(found[1]), "pin", found[1]
    if found := re.search(r"^toolchain go(\d[\w.]*)", text, re.M):
        yield "go", ranges.exact(found[1]), "pin", found[1]


def _rust_toolchain(text: str) -> Iterator[Row]:
    found = re.search(r"channel\s*=\s*['\"]([^'\"]+)", text) or re.match(r"\s*(\d[\w.]*)\s*$", text)
    if found:
        yield "rust", ranges.exact(found[1]), "pin", found[1]


def _cargo(text: str) -> Iterator[Row]:
    for found in re.finditer(r"^rust-version\s*=\s*['\"]([\d.]+)", text, re.M):
        yield "rust", ranges.at_least(found[1]), "floor", found[1]


def _composer(text: str) -> Iterator[Row]:
    wanted = table(json_table(text) or {}, "require").get("php")
    if isinstance(wanted, str):
        yield "php", ranges.npm(re.sub(r"\|+", "||", wanted)), "floor", wanted


def _gemfile(text: str) -> Iterator[Row]:
    if found := re.search(r"^ruby ['\"]([^'\"]+)", text, re.M):
        yield "ruby", ranges.ruby(found[1]), "pin", found[1]


def _java(text: str) -> Iterator[Row]:
    for pattern in (
        r"<(?:java\.version|maven\.compiler\.(?:release|source|target))>(\d+)<",
        r"languageVersion(?:\.set\(|\s*=\s*)JavaLanguageVersion\.of\((\d+)\)",
        r"jvmToolchain\((\d+)\)",
    ):
        for found in re.finditer(pattern, text):
            yield "java", ranges.at_least(found[1]), "floor", found[1]


def _tool_versions(text: str) -> Iterator[Row]:
    for line in text.splitlines():
        found = re.match(r"^\s*([\w-]+)\s*=?\s*['\"]?(\d[\w.]*)", line)
        if found:
            yield ALIASES.get(found[1], found[1]), ranges.exact(found[2]), "pin", found[2]


READERS: dict[str, Callable[[str], Iterator[Row]]] = {
    "package.json": _package_json,
    "pyproject.toml": _pyproject,
    "setup.cfg": _setup,
    "setup.py": _setup,
    "go.mod": _go_mod,
    "rust-toolchain": _rust_toolchain,
    "rust-toolchain.toml": _rust_toolchain,
    "Cargo.toml": _cargo,
    "composer.json": _composer,
    "Gemfile": _gemfile,
    "pom.xml": _java,
    "build.gradle": _java,
    "build.gradle.kts": _java,
    ".tool-versions": _tool_versions,
    "global.json": _global_json,
    "Directory.Build.props": _project,
    "docker-compose.yml": _images,
    "docker-compose.yaml": _images,
    "compose.yml": _images,
    "compose.yaml": _images,
    "mise.toml": _tool_versions,
    ".mise.toml": _tool_versions,
}
