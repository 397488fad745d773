"""The packages of a repository: members of workspaces, owners of paths, arrows between packages."""

from __future__ import annotations

import pytest

from agentslint.facts import workspaces
from agentslint.repo import Repo

JOINED = {
    "npm": (
        {"package.json": '{"workspaces": ["packages/*", "!packages/old"]}'},
        "package.json",
        "{}",
    ),
    "pnpm": (
        {"pnpm-workspace.yaml": "packages:\n  - packages/*\n  - '!packages/old'\n"},
        "package.json",
        "{}",
    ),
    "cargo": (
        {"Cargo.toml": '[workspace]\nmembers = ["packages/*"]\nexclude = ["packages/old"]\n'},
        "Cargo.toml",
        '[package]\nname = "x"\n',
    ),
    "uv": (
        {
            "pyproject.toml": '[tool.uv.workspace]\nmembers = ["packages/*"]\nexclude = ["packages/old"]\n'
        },
        "pyproject.toml",
        '[project]\nname = "x"\n',
    ),
    "go": (
        {"go.work": "go 1.22\n\nuse (\n\t./packages/a // the first\n\t./packages/b\n)\n"},
        "go.mod",
        "module x\n",
    ),
    "maven": (
        {
            "pom.xml": "<modules><module>packages/a</module>\n<module> packages/b </module></modules>"
        },
        "pom.xml",
        "<artifactId>x</artifactId>",
    ),
    "gradle": (
        {"settings.gradle.kts": 'include(":packages:a")\ninclude(":packages:b")\n'},
        "build.gradle.kts",
        "",
    ),
    "pub": (
        {"pubspec.yaml": "name: all\nworkspace:\n  - packages/a\n  - packages/b\n"},
        "pubspec.yaml",
        "name: x\n",
    ),
}


@pytest.mark.parametrize(("files", "manifest", "text"), JOINED.values(), ids=JOINED)
def test_members(files: dict[str, str], manifest: str, text: str) -> None:
    inner = {f"packages/{name}/{manifest}": text for name in ("a", "b", "old")}
    repo = Repo.of({**files, **inner, "packages/empty/README.md": ""})
    members = [one.members for one in workspaces.workspaces(repo)]
    assert members == [("packages/a", "packages/b")]


REPO = Repo.of(
    {
        "package.json": '{"name": "root", "private": true}',
        "packages/a/package.json": '{"name": "@shop/a", "version": "1.2.0",\n "dependencies": {"@shop/b": "workspace:*", "zod": "3"}}',
        "packages/b/package.json": '{"name": "@shop/b"}',
        "packages/b/src/index.ts": "",
        "node_modules/zod/package.json": '{"name": "zod"}',
    }
)


def test_packages_have_names_and_versions() -> None:
    found = [(one.name, one.directory, one.version) for one in workspaces.packages(REPO)]
    assert found == [
        ("root", ".", ""),
        ("@shop/a", "packages/a", "1.2.0"),
        ("@shop/b", "packages/b", ""),
    ]


def test_the_owner_of_a_path_is_the_nearest_package() -> None:
    owner = workspaces.owner(REPO, "packages/b/src/index.ts")
    assert owner and owner.name == "@shop/b"
    root = workspaces.owner(REPO, "docs/a.md")
    assert root and root.name == "root"


def test_an_arrow_has_the_line_that_draws_it() -> None:
    (arrow,) = workspaces.arrows(REPO)
    assert (arrow.source.name, arrow.target.name) == ("@shop/a", "@shop/b")
    assert (arrow.place.path, arrow.place.line) == ("packages/a/package.json", 2)
