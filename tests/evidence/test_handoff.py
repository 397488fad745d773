"""Handoffs against real diffs: each claim that the facts do not bear out is named."""

from __future__ import annotations

import json
import os
import time

import jsonschema
import pytest

from agentslint.cli import schemas
from agentslint.evidence import diff_size, handoff, handoff_report
from agentslint.repo import Repo, changes
from tests import forked, sessions
from tests.sessions import changed, commit, git, plant, save

GOOD = """Let f return 3

## Change
f returns 3, as the caller expects.

## Verify
- `./check.sh`: passed

## Risk
None beyond f. It ran in no sandbox.

## Review
`pkg/api/mod.py`
"""


@pytest.fixture
def root(tmp_path):
    """The tree with one edit, made when the recorded session made it."""
    root = sessions.tree(tmp_path / "repo")
    place = root / "pkg" / "api" / "mod.py"
    place.write_text("def f():\n    return 3\n")
    os.utime(place, (1795351005.679, 1795351005.679))
    return root


def recorded(root, name="5-closed"):
    rows = sessions.lines(f"{name}.rollout.jsonl")
    commit = rows[0]["payload"]["git"]["commit_hash"]
    rows = changed(changed(rows, "/repo", str(root)), commit, git(root, "rev-parse", "HEAD"))
    return save(root.parent / f"{name}.jsonl", rows)


def run(root, *words, given=""):
    return forked.text(["handoff", *words], root, forked.BARE, given=given)


def problems(root, text, *words):
    done = run(root, "-", "--base", "HEAD", "--format", "json", *words, given=text)
    document = json.loads(done.stdout)
    jsonschema.validate(document, schemas.handoff())
    unproven = not document["proven"] and not document["problems"]
    assert done.stderr.count("\n") == unproven
    assert done.returncode == (2 if unproven else bool(document["problems"]))
    return [f"{each['section']}: {each['message']}" for each in document["problems"]]


def test_a_handoff_that_fits(root):
    assert problems(root, GOOD) == []
    assert problems(root, GOOD, "--session", recorded(root)) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("## Risk\nNone beyond f. It ran in no sandbox.\n", "", "Risk: no Risk section"),
        ("None beyond f. It ran in no sandbox.", "<!-- none -->\n-", "Risk: it says nothing"),
        ("f returns 3, as", "TODO, as", "Change: it still holds `TODO`"),
        (
            "`./check.sh`: passed",
            "the tests pass",
            "Verify: `./check.sh` is not named: AGENTS.md:2 requires it of these files",
        ),
        (
            "`./check.sh`: passed",
            "`./check.sh` was not run",
            "Verify: `./check.sh` is said not to have passed: AGENTS.md:2 requires it",
        ),
        (
            "`pkg/api/mod.py`",
            "all of it",
            "Review: no file of the diff is named: point at pkg/api/mod.py",
        ),
        (
            "`pkg/api/mod.py`",
            "`pkg/api/mod.py`, then `fail.sh` and `check.sh.`",
            "Review: fail.sh is not in the diff",
        ),
    ],
)
def test_what_does_not_fit(root, old, new, told):
    assert problems(root, GOOD.replace(old, new))[0] == told


@pytest.mark.parametrize(
    "text",
    [
        GOOD.replace("## ", "### "),
        GOOD.replace("## Verify", "## How tested").replace("## Change", "# Summary:"),
        GOOD.replace("## Verify\n", "## Verify\n\n### Tests\n"),
        GOOD.replace("## Risk\n", "## Risk\n- Tests: flaky, none.\n"),
        "\n".join(
            line.replace("## ", "**") + "**" if line.startswith("## ") else line
            for line in GOOD.splitlines()
        ),
        "Let f\n\nChange: it is 3\nVerify: CI=1 bash ./check.sh\nRisk: none\nReview: mod.py\n",
    ],
)
def test_ways_to_write_sections(root, text):
    assert problems(root, text) == []


def test_comments_that_are_left_open_take_linear_steps(root):
    start = time.monotonic()
    assert problems(root, GOOD.replace("None beyond f.", "<!--" * 50_000)) == []
    assert time.monotonic() - start < 10  # a minute where each is looked for to the end


def test_a_session_shows_what_a_handoff_leaves_out(root):
    done = problems(root, GOOD.replace("in no sandbox", "well"), "--session", recorded(root))
    assert done == ["Risk: the session ran without a sandbox and that is not named"]
    done = problems(root, GOOD, "--session", recorded(root, "2-mcp"))
    assert done == [
        "Verify: `./check.sh` passed, but the session does not show pkg/api/mod.py before that",
        "Risk: the MCP server stub was used and is not named",
    ]
    named = GOOD.replace("None beyond f.", "The MCP server stub was used.")
    done = problems(root, named, "--session", recorded(root, "2-mcp"))
    assert done[1:] == ["Risk: the MCP server stub is named, but not that add was called"]
    named = named.replace("was used", "was asked to add")
    assert len(problems(root, named, "--session", recorded(root, "2-mcp"))) == 1
    done = problems(root, GOOD, "--session", recorded(root, "6-failed-check"))
    assert done == ["Verify: `./check.sh` is named, but in the session it failed"]


def test_the_ledger_shows_a_result(root):
    def ledger(*words):
        forked.text(["ledger", *words], root, forked.BARE).check_returncode()

    ledger("add", "--verified", "./check.sh=1")
    assert problems(root, GOOD) == [
        "Verify: `./check.sh` is named, but the ledger does not show it for pkg/api/mod.py"
    ]
    ledger("add", "--verified", "./check.sh=0")
    assert problems(root, GOOD) == []


@pytest.mark.parametrize(
    ("option", "told"),
    [
        ("--max-files", "the diff is 2 files, 1 generated apart: more than the 1 of one"),
        ("--max-lines", "the diff is 3 lines, 1 generated apart: more than the 1 of one"),
        ("--max-directories", "the diff is 2 top-level directories, 1 generated apart: more"),
    ],
)
def test_more_than_one_focused_change(root, option, told):
    plant(root, {"new.txt": "new\n", "pkg/x.lock": "a\n" * 5000})
    assert problems(root, GOOD) == []
    (found,) = problems(root, GOOD, option, "1")
    assert found.startswith(f"Change: {told}")


def test_limits_are_configured(root):
    plant(root, {"new.txt": "new\n", "agentslint.toml": "[evidence]\nfiles = 2\n"})
    (found,) = problems(root, GOOD)
    assert found == "Change: the diff is 3 files: more than the 2 of one focused change"
    plant(root, {"agentslint.toml": '[evidence]\nfiles = 2\ngenerated = ["*.toml"]\n'})
    assert problems(root, GOOD) == []
    (found,) = problems(root, GOOD, "--max-files", "1")
    assert "1 generated apart: more than the 1 of" in found


def test_generated_files_stand_apart(root):
    plant(root, {"a.lock": "x\n", "vendor/b.c": "x\n", "c.gen": "x\n", "d.svg": "x\n"})
    plant(root, {".gitattributes": "*.svg linguist-generated\n"})
    found = changes.since(Repo.at(str(root)).git, "HEAD")
    measured = diff_size.measure(found, diff_size.Limits(generated=("*.gen",)))
    assert measured.generated == ("a.lock", "c.gen", "d.svg", "vendor/b.c")
    assert [row[1] for row in measured.rows] == [".gitattributes", "pkg/api/mod.py"]


def test_a_draft_is_whole_but_for_what_a_person_says(root):
    plant(root, {"new.txt": "new\n"})
    done = run(root, "--draft", "--base", "HEAD", "--session", recorded(root))
    assert done.returncode == 0
    left = problems(root, done.stdout, "--session", recorded(root))
    assert [row.partition(": ")[0] for row in left] == ["Change", "Verify", "Risk"]
    said = handoff.PLACEHOLDER.sub("nothing more", done.stdout)
    os.remove(root / "new.txt")
    assert problems(root, said.replace("new.txt", "")) == []


def test_a_commit_message_hook(root):
    git(root, "add", "-A")
    place = root / ".git" / "COMMIT_EDITMSG"
    plain = GOOD.replace("## Change\n", "Change: ").replace("## Verify\n- ", "Verify: ")
    plain = plain.replace("## Risk\n", "Risk: ").replace("## Review\n", "Review: ")
    tail = "# Please enter the commit message for your changes.\n# Verify: nothing\n"
    place.write_text(f"{plain}{tail}# ------------------------ >8 ------------------------\ndiff\n")
    assert run(root, "--staged", str(place)).returncode == 0
    place.write_text("Wip\n\n" + tail)
    done = run(root, "--staged", ".git/COMMIT_EDITMSG")
    assert (done.returncode, done.stdout.splitlines()[0]) == (
        1,
        ".git/COMMIT_EDITMSG:1: Change: no Change section",
    )
    place.write_text("Merge branch 'main'\n")
    assert run(root, "--staged", str(place)).returncode == 0


@pytest.mark.parametrize(
    "words", [("--base", "HEAD"), ("x.md",), ("x.md", "--base", "HEAD"), ("-", "--base", "none")]
)
def test_what_cannot_be_done_is_said_in_one_line(root, words):
    done = run(root, *words, given="")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)


def test_the_facts_of_a_commit_in_history(root):
    base = git(root, "rev-parse", "HEAD")
    commit(root)
    done = run(root, "-", "--base", base, given=GOOD)
    told = f"-: Verify: unproven: {handoff_report.UNPROVEN}\n".replace("-:", "handoff:", 1)
    assert (done.returncode, done.stdout) == (2, told)


def test_without_evidence_a_handoff_is_unproven(root, tmp_path):
    done = run(root, "-", "--base", "HEAD", given=GOOD)
    assert (done.returncode, "fits the diff" in done.stdout) == (2, False)
    assert done.stderr == f"agentslint: Verify is unproven: {handoff_report.UNPROVEN}\n"
    done = run(root, "-", "--base", "HEAD", "--require-evidence", given=GOOD)
    assert (done.returncode, done.stderr) == (1, "")
    session = recorded(root)
    assert run(root, "-", "--base", "HEAD", "--session", session, given=GOOD).returncode == 0
    receipt = tmp_path / "r.json"
    make = ["receipt", "--base", "HEAD", "--session", session, "--format", "json"]
    forked.text([*make, "--output", str(receipt)], root, forked.BARE).check_returncode()
    assert run(root, "-", "--base", "HEAD", "--receipt", str(receipt), given=GOOD).returncode == 0
    receipt.write_text(receipt.read_text().replace('"left": 0', '"left": 1'))
    done = run(root, "-", "--base", "HEAD", "--receipt", str(receipt), given=GOOD)
    assert (done.returncode, "its digest does not fit" in done.stderr) == (2, True)
