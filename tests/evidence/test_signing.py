"""Receipts that are signed, and those that somebody changed or signed anew."""

from __future__ import annotations

import json
import subprocess

import pytest

from tests.command import agentslint
from tests.scenes import patch, record, repository, run

FILES = {
    "AGENTS.md": "Run `make test` before you finish.\n",
    "Makefile": "test:\n",
    "a.py": "A = 1\n",
}


@pytest.fixture
def scene(tmp_path):
    """A repository with a closed session's receipt, two keys, and who may sign."""
    root = repository(tmp_path / "repo", FILES)
    session = record(root, [patch("a.py", "A = 2\n"), run("make test")])
    for name in ("mine", "theirs"):
        words = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / name)]
        subprocess.run(words, check=True)
    key = (tmp_path / "mine.pub").read_text()
    (tmp_path / "allowed").write_text(f"someone@example.org {key}")
    made = tmp_path / "r.json"
    agentslint(
        "receipt",
        "--base",
        "HEAD",
        "--session",
        session,
        "--format",
        "json",
        "--output",
        str(made),
        cwd=root,
    )
    return root, session, made


def verified(scene, *more):
    root, session, made = scene
    allowed = str(made.parent / "allowed")
    return agentslint(
        "receipt", "verify", str(made), "--session", session, "--signer", allowed, *more, cwd=root
    )


def signed(scene, key="mine"):
    root, _, made = scene
    made.with_name("r.json.sig").unlink(missing_ok=True)
    return agentslint("receipt", "sign", str(made), "--key", str(made.parent / key), cwd=root)


def test_a_signed_receipt_says_who_signed_it(scene):
    assert signed(scene).status == 0
    done = verified(scene)
    assert (done.status, "signed by someone@example.org" in done.out) == (0, True)


def test_one_without_a_signature_is_refused(scene):
    assert verified(scene).status == 1


def test_another_key_is_refused(scene):
    signed(scene, "theirs")
    done = verified(scene)
    assert (done.status, "no signature of one of" in done.out) == (1, True)


def test_every_field_that_is_changed_is_caught(scene):
    """Each field of a signed receipt once: with the signature, and with its own digest made anew."""
    signed(scene)
    made = scene[2]
    whole = json.loads(made.read_text())
    for name in whole:
        changed = {**whole, name: "changed"}
        made.write_text(json.dumps(changed))
        assert verified(scene).status != 0, name


def test_a_statement_is_about_the_diff_and_the_commit_it_is_from(scene):
    root, session, _ = scene
    words = ("receipt", "--base", "HEAD", "--session", session, "--format", "in-toto")
    found = json.loads(agentslint(*words, cwd=root).out)
    assert [set(each["digest"]) for each in found["subject"]] == [
        {"sha256"},
        {"gitCommit", "gitTree"},
        {"gitTree"},
    ]
