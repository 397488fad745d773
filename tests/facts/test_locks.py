"""Lock files: every package with the versions that it is resolved to."""

from __future__ import annotations

import pytest

from agentslint.facts import locks
from agentslint.repo import Repo

SAMPLES = {
    "package-lock.json": '{"packages": {"": {}, "node_modules/@a/b": {"version": "1.2.3"}}}',
    "pnpm-lock.yaml": "packages:\n\n  '@a/b@1.2.3':\n    resolution: {}\n",
    "yarn.lock": '"@a/b@^1.0.0", "@a/b@^1.2.0":\n  version "1.2.3"\n',
    "bun.lock": '{\n  "packages": {\n    "@a/b": ["@a/b@1.2.3", "", {}, "x"],\n  }\n}\n',
    "uv.lock": '[[package]]\nname = "@a/b"\nversion = "1.2.3"\n',
    "Cargo.lock": '[[package]]\nname = "@a/b"\nversion = "1.2.3"\n',
    "composer.lock": '{"packages": [{"name": "@a/b", "version": "v1.2.3"}]}',
    "Pipfile.lock": '{"default": {"@a/b": {"version": "==1.2.3"}}}',
    "go.sum": "@a/b v1.2.3 h1:x=\n@a/b v1.2.3/go.mod h1:y=\n",
}


@pytest.mark.parametrize(("name", "text"), SAMPLES.items(), ids=SAMPLES)
def test_what_a_lock_resolves(name: str, text: str) -> None:
    repo = Repo.of({f"web/{name}": text})
    assert locks.resolved(repo) == {f"web/{name}": {"@a/b": frozenset({"1.2.3"})}}


def test_old_locks_of_pnpm() -> None:
    text = (
        "packages:\n\n  /left/1.0.0:\n    dev: true\n\n  /right@2.0.0(left@1.0.0):\n    dev: true\n"
    )
    assert locks.resolved_by(Repo.of({"pnpm-lock.yaml": text}), "pnpm-lock.yaml") == {
        "left": frozenset({"1.0.0"}),
        "right": frozenset({"2.0.0"}),
    }


def test_both_versions_count() -> None:
    text = "GEM\n  specs:\n    rake (13.0.1)\n    rake (13.0.2-x86)\n"
    found = locks.resolved_by(Repo.of({"Gemfile.lock": text}), "Gemfile.lock")
    assert found == {"rake": frozenset({"13.0.1", "13.0.2"})}


def test_the_lock_of_a_directory() -> None:
    repo = Repo.of({"pnpm-lock.yaml": "", "apps/old/yarn.lock": "", "apps/new/package.json": ""})
    assert locks.nearest(repo, "apps/old/src", "npm") == "apps/old/yarn.lock"
    assert locks.nearest(repo, "apps/new", "npm") == "pnpm-lock.yaml"
    assert locks.nearest(repo, "apps/new", "cargo") == ""
