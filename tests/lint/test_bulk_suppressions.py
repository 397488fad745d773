"""`check --write-suppressions REASON`: every finding that is shown gets a comment, and is gone."""

from __future__ import annotations

from pathlib import Path

import pytest

from ..command import agentslint, repository

TEXT = """# Shop

- Before you commit, run `make test`.
- Read docs/guide.md first, then run `make lint`.

| what | how |
|---|---|
| check | run `make check` |

Run this before every commit:

```sh
make all
```
"""


def test_all_that_is_shown_is_suppressed(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", {"AGENTS.md": TEXT})
    before = agentslint("check", "-q", cwd=root)
    assert before.out.count("AGENTS.md:") >= 4
    ran = agentslint("check", "--write-suppressions", "until the Makefile is there", cwd=root)
    assert ran.status == 0, ran.out
    assert ran.err.startswith("agentslint: suppressed ")
    written = (root / "AGENTS.md").read_text()
    bare = "".join(
        row.partition(" <!--")[0] + ("\n" if not row.startswith("<!--") else "")
        for row in written.splitlines()
        if not row.startswith("<!--")
    )
    assert bare == TEXT
    assert written.count(": until the Makefile is there -->") >= 4
    assert agentslint("check", "-q", "--min-severity", "info", cwd=root).out == ""


def test_a_finding_about_a_file_is_suppressed_at_its_top(tmp_path: Path) -> None:
    text = "---\nname: x\n---\n\n# Shop\n"
    root = repository(
        tmp_path / "r", {"AGENTS.md": text, "AGENTS.override.md": "# Mine\n\nBe brief.\n"}
    )
    words = ("--select", "shadowed-file", "--write-suppressions", "it is meant")
    assert agentslint("check", *words, cwd=root).status == 0
    first = (root / "AGENTS.override.md").read_text().splitlines()[0]
    assert first == "<!-- agentslint-ignore-file shadowed-file: it is meant -->"


@pytest.mark.parametrize("reason", ["", " ", "a -- b", "a --> b"])
def test_a_reason_that_no_comment_can_hold_is_refused(tmp_path: Path, reason: str) -> None:
    root = repository(tmp_path / "r", {"AGENTS.md": TEXT})
    ran = agentslint("check", "--write-suppressions", reason, cwd=root)
    assert ran.status == 2
    assert (root / "AGENTS.md").read_text() == TEXT


def test_two_comments_that_belong_at_one_place_are_both_written(tmp_path: Path) -> None:
    files = {
        "AGENTS.md": "Run `make test`.\n",
        "Makefile": "test:\n\tpytest\n",
        "AGENTS.override.md": "# Temporary: until the release of 2020-02-01\nOff until 2020-02-01.\n",
    }
    root = repository(tmp_path / "r", files)
    found = agentslint("check", "--format", "concise", cwd=root).out
    assert "[shadowed-file]" in found
    assert "AGENTS.override.md:1:3: warning[stale-override]" in found
    assert found.count("its stated end") == 1  # in the heading and again in the text
    ran = agentslint("check", "--write-suppressions", "it is meant", cwd=root)
    assert ran.status == 0, ran.out
