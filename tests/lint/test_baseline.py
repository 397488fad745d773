"""The baseline and the fingerprints it is made of: what survives an edit, what never hides."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from agentslint.chain.agents import AGENTS
from agentslint.lint import baseline, check, registry
from agentslint.lint.check import Outcome
from agentslint.model import Failure
from agentslint.repo import Repo

from ..program import report, run, told
from ..repositories import Repository

RULES = registry.builtin()
BAD = "Run `a\u200bb` now."


def outcome(files: dict[str, str], rule: str = "hidden-character") -> Outcome:
    repo = Repo.of({".git/HEAD": "", **files})
    return check.run(repo, [AGENTS["codex"]], {rule: RULES[rule]})


def left(before: dict[str, str], after: dict[str, str], rule: str = "hidden-character") -> int:
    """How many findings of `after` a baseline of `before` does not know."""
    known = baseline.entries(outcome(before, rule).findings)
    return len(baseline.apply(outcome(after, rule), known).findings)


@pytest.mark.parametrize(
    ("after", "new"),
    [
        (BAD, 0),
        (f"# New\n\nA paragraph.\n\n{BAD}\n\nMore.", 0),
        (f"- {BAD} And more.", 0),
        ("Fine.", 0),
        (f"{BAD}\n\n{BAD}", 1),
        ("Run `a\u200cb` now.", 1),
    ],
)
def test_a_baseline_survives_edits_and_hides_nothing_new(after: str, new: int) -> None:
    assert left({"AGENTS.md": BAD}, {"AGENTS.md": after}) == new


def test_another_file_is_new() -> None:
    assert left({"AGENTS.md": BAD}, {"AGENTS.md": BAD, "a/AGENTS.md": BAD}) == 1


def test_a_cut_that_moves_stays_known() -> None:
    def chain(words: int) -> dict[str, str]:
        return {"AGENTS.md": "Say it once.\n" * words}

    assert left(chain(3000), chain(3100), "truncated-chain") == 0


def test_fingerprints_are_unique() -> None:
    found = outcome({"AGENTS.md": f"{BAD}\n\n{BAD}\n\n{BAD}"}).findings
    assert len({finding.fingerprint for finding in found}) == len(found) == 3


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"schema": "agentslint.baseline/1"}', "nonsense"]
)
def test_what_is_no_baseline_is_refused(text: str) -> None:
    with pytest.raises(Failure, match=r"^b\.json: "):
        baseline.parse(text, "b.json")


def test_a_baseline_reads_back(tmp_path: Path) -> None:
    entries = baseline.entries(outcome({"AGENTS.md": BAD, "a/AGENTS.md": BAD}).findings)
    assert baseline.parse(baseline.text(entries), "") == entries
    assert baseline.parse(baseline.text(()), "") == ()


def test_adopting(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.commit(
        {
            "agentslint.toml": 'select = ["hidden-character"]\nbaseline = "known.json"\n',
            "AGENTS.md": f"{BAD}\n",
            "a/AGENTS.md": f"{BAD}\n\nOther `c\u200bd`.\n",
        }
    )
    missing = run(tmp_path, "check")
    assert (missing.returncode, "--write-baseline" in missing.stderr) == (2, True)
    written = run(tmp_path, "check", "--write-baseline")
    assert (written.returncode, written.stderr) == (
        0,
        "agentslint: known.json: 3 findings written\n",
    )
    assert told(tmp_path) == []
    assert report(tmp_path)["baselined"] == 3
    assert len(told(tmp_path, "--baseline", "none")) == 3

    # one is mended and one is new: the file shrinks, and the new one stays in sight
    repository.commit({"AGENTS.md": "Fine.\n", "b/AGENTS.md": f"{BAD}\n"})
    again = run(tmp_path, "check", "--write-baseline")
    assert (
        "known.json: removed 1 fixed entry, 2 remain; 1 new finding was not added" in again.stderr
    )
    assert again.returncode == 1
    assert told(tmp_path) == ["b/AGENTS.md:1 hidden-character"]
    # from elsewhere in the repository too
    assert told(tmp_path / "b") == ["b/AGENTS.md:1 hidden-character"]
    named = ("--select", "hidden-character", "--isolated", "--baseline")
    assert told(tmp_path / "a", *named, "../known.json", ".") == []
    assert len(told(tmp_path / "a", *named, "none", ".")) == 2

    # rules that did not run keep their entries
    run(tmp_path, "check", "--write-baseline", "--select", "empty-override")
    kept = json.loads((tmp_path / "known.json").read_text())["findings"]
    assert [entry["path"] for entry in kept] == ["a/AGENTS.md", "a/AGENTS.md"]


def test_a_first_baseline_ends_clean_and_says_what_is_missing(tmp_path: Path) -> None:
    Repository(tmp_path).commit({"AGENTS.md": BAD})
    done = run(tmp_path, "check", "--write-baseline", "-q")
    assert (done.returncode, done.stdout) == (0, "")
    assert 'add baseline = "agentslint-baseline.json" to agentslint.toml' in done.stderr
    assert "--init-baseline" in done.stderr


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("agentslint.toml", None, 'baseline = "agentslint-baseline.json"\n'),
        (
            "agentslint.toml",
            'select = [\n  "hidden-character",\n]\n\n[rules.dead-path]\nseverity = "off"\n',
            'select = [\n  "hidden-character",\n]\n\nbaseline = "agentslint-baseline.json"\n\n[rules.dead-path]\nseverity = "off"\n',
        ),
        (
            "pyproject.toml",
            '[project]\nname = "x"\n\n[tool.agentslint.rules.dead-path]\nseverity = "off"\n',
            '[project]\nname = "x"\n\n[tool.agentslint]\nbaseline = "agentslint-baseline.json"\n\n[tool.agentslint.rules.dead-path]\nseverity = "off"\n',
        ),
        (
            "pyproject.toml",
            "[tool.agentslint]\nignore = []\n",
            '[tool.agentslint]\nbaseline = "agentslint-baseline.json"\nignore = []\n',
        ),
    ],
)
def test_init_baseline_writes_the_line(
    tmp_path: Path, name: str, before: str | None, after: str
) -> None:
    Repository(tmp_path).commit({"AGENTS.md": BAD, **({name: before} if before else {})})
    done = run(tmp_path, "check", "--init-baseline", "-q")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert (tmp_path / name).read_text() == after
    assert run(tmp_path, "check", "-q").stdout == ""


def test_init_baseline_writes_above_the_examples_of_init(tmp_path: Path) -> None:
    Repository(tmp_path).commit({"AGENTS.md": BAD})
    run(tmp_path, "init")
    run(tmp_path, "check", "--init-baseline")
    written = (tmp_path / "agentslint.toml").read_text()
    # who uncomments a table must not find the key within it
    assert written.index("\nbaseline = ") < written.index("# One rule's severity")


def test_entries_that_nothing_needs_are_told(tmp_path: Path) -> None:
    Repository(tmp_path).commit({"AGENTS.md": f"{BAD}\n"})
    run(tmp_path, "check", "--init-baseline")
    (tmp_path / "AGENTS.md").write_text("# Shop\n\nSay it once.\n")
    told = "1 baseline entry no longer needed: --write-baseline drops it"
    assert told in run(tmp_path, "check").stdout
    assert told not in run(tmp_path, "check", "--select", "dead-path").stdout
