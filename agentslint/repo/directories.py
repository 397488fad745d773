"""What a directory holds, told by its name: other people's files, builds, samples, templates."""

from __future__ import annotations

from functools import cache

from agentslint.core import parsing


def vendored(path: str) -> bool:
    """Whether a path lies in a directory of other people's files."""
    return not _named("vendored", "installed").isdisjoint(path.split("/")[:-1])


def built(path: str) -> bool:
    """Whether a path is, or leads through, a directory that builds, installs or runs fill."""
    return not _named("built", "installed").isdisjoint(path.strip("/").split("/"))


def product(path: str) -> bool:
    """Whether a program that is run from a path may be one that a build or an install put there."""
    return built(path) or not _named("vendored", "programs").isdisjoint(path.split("/")[:-1])


def scripts(path: str) -> bool:
    """Whether a path lies in a directory of scripts or programs; some projects call it `build`."""
    return not (_named("scripts", "programs") | {"build"}).isdisjoint(path.split("/")[:-1])


def sample(path: str) -> bool:
    """Whether a path lies among the samples of a test suite."""
    return not _named("samples").isdisjoint(path.split("/")[:-1])


def test(path: str) -> bool:
    """Whether a path lies in a directory of tests."""
    return not _named("tests").isdisjoint(path.split("/")[:-1])


def archived(path: str) -> bool:
    """Whether a path lies among what is kept from before, and nobody works on."""
    return not _named("archives").isdisjoint(path.split("/")[:-1])


def shown(path: str) -> bool:
    """Whether a path lies among samples, templates or examples."""
    folders = path.lower().split("/")[:-1]  # Swift and .NET write `Examples`
    return not _named("samples", "templates", "examples").isdisjoint(folders)


def aside(path: str) -> bool:
    """Whether a path lies where manifests describe something else than the project around them."""
    names = path.split("/")[:-1]
    apart = _named("samples", "templates", "examples", "tests", "archives", "others")
    return not apart.isdisjoint(names) or any(
        name.startswith(".") and name != ".github" for name in names
    )


def of_system(path: str) -> bool:
    """Whether an absolute path begins with a directory of the machine's own: `/home/ann/x.md`."""
    return path.startswith("/") and path.split("/")[1] in _named("system")


def template_above(path: str) -> tuple[str, str] | None:
    """The directory of test data or templates that a path lies in, and which of the two; or None.

    A file in the directory itself speaks of what is in it; one further down is of it.
    """
    samples, templates = _named("samples"), _named("templates")
    parts = path.split("/")[:-1]
    for depth, part in enumerate(parts[:-1], 1):
        if part in samples or part in templates:
            kind = "a template" if part in templates else "test data"
            return "/".join(parts[:depth]), kind
    return None


@cache
def _named(*tables: str) -> frozenset[str]:
    return frozenset(name for table in tables for name in _tables()[table])


@cache
def _tables() -> dict[str, list[str]]:
    return parsing.read("repo", "directories.toml")
