"""What comes with agentslint: few packages, bounded, of licences that allow it; CI that pins what it runs."""

from __future__ import annotations

import re
import tomllib
from importlib import metadata
from typing import Any

import pytest
from packaging.requirements import Requirement

from .command import HOME

PROJECT: dict[str, Any] = tomllib.loads((HOME / "pyproject.toml").read_text())["project"]
# the packages that run with it, and no others: a new one is a decision
KNOWN = {
    "attrs",
    "click",
    "jsonschema",
    "jsonschema-specifications",
    "markdown-it-py",
    "mdurl",
    "pathspec",
    "pyyaml",
    "referencing",
    "rpds-py",
    "typing-extensions",
}
# permissive, or copyleft that ends at its own files
ALLOWED = {"Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MPL-2.0", "PSF-2.0"}
CLASSIFIERS = {
    "License :: OSI Approved :: MIT License": "MIT",
    "License :: OSI Approved :: BSD License": "BSD-3-Clause",
    "License :: OSI Approved :: Apache Software License": "Apache-2.0",
    "License :: OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "License :: OSI Approved :: Python Software Foundation License": "PSF-2.0",
}


def closure() -> dict[str, metadata.PackageMetadata]:
    """The packages that `pip install agentslint-chain` brings, by name."""
    found: dict[str, metadata.PackageMetadata] = {}
    waiting = list(PROJECT["dependencies"])
    while waiting:
        wanted = Requirement(waiting.pop())
        name = wanted.name.lower().replace("_", "-")
        if name in found or (wanted.marker and not wanted.marker.evaluate({"extra": ""})):
            continue
        found[name] = metadata.metadata(name)
        waiting += metadata.requires(name) or []
    return found


def licences(found: metadata.PackageMetadata) -> set[str]:
    """The licences that a package names, all of which hold or one of which may be chosen."""
    if expression := found.get("License-Expression"):
        return set(re.split(r"\s+(?:AND|OR)\s+", expression.strip("()")))
    told = {each for each in found.get_all("Classifier") or () if each.startswith("License ::")}
    return {CLASSIFIERS.get(each, each) for each in told} or {found.get("License") or "none"}


def test_dependencies_are_few() -> None:
    assert closure().keys() <= KNOWN


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_licences_allow_it(name: str) -> None:
    found = closure()
    if name not in found:
        pytest.skip("this Python needs it not")
    assert licences(found[name]) <= ALLOWED


def test_dependencies_are_bounded() -> None:
    extras = PROJECT["optional-dependencies"]
    rows = [
        *PROJECT["dependencies"],
        *(row for name in extras if name != "test" for row in extras[name]),
    ]
    for row in rows:
        bounds = {each.operator for each in Requirement(row).specifier}
        assert bounds & {">=", "==", "~="}, row
        assert bounds & {"<", "<=", "==", "~="}, row


def test_the_licence_of_the_project_is_in_it() -> None:
    assert PROJECT["license"] == "MIT"
    assert "MIT License" in (HOME / "LICENSE").read_text()


def test_what_ci_runs_of_others_is_pinned_by_hash() -> None:
    files = [HOME / "action.yml", *sorted((HOME / ".github" / "workflows").glob("*.yml"))]
    used = [
        (file.name, word)
        for file in files
        for word in re.findall(r"^\s*-?\s*uses:\s*(\S+)", file.read_text(), re.M)
    ]
    assert used
    for name, word in used:
        assert word.startswith("./") or re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", word), (name, word)


def test_each_promise_names_a_test_that_is_there() -> None:
    text = (HOME / "SECURITY.md").read_text()
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", text)
    assert len(named) > 20
    for file, test in named:
        assert f"def {test}(" in (HOME / file).read_text() if test else (HOME / file).is_file(), (
            file,
            test,
        )
