"""One cause is one finding with its places; what nobody reads or wrote here weighs little."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from agentslint.lint.grouping import told_once
from agentslint.model import Edit, Finding, Fix, Place

from ..command import agentslint
from ..repositories import Repository


def at(line: int, **more: object) -> Finding:
    return Finding(Place("AGENTS.md", line), f"fault {line}", rule="dead-path", **more)  # type: ignore[arg-type]


def test_findings_of_one_cause_are_one_with_all_places() -> None:
    one, other, third = at(1, cause="a"), at(2), at(3, cause="a", directories=("web",))
    joined, alone = told_once([one, other, third])
    assert joined.message == "fault 1; 1 more place has the same cause"
    assert [note.place.line for note in joined.related] == [3]
    assert joined.directories == ("web",)
    assert alone == other


def test_one_cause_for_several_agents_is_one() -> None:
    found = [at(1, cause="a", agents=("codex",)), at(1, cause="a", agents=("pi",))]
    assert [each.agents for each in told_once(found)] == [("codex", "pi")]


def test_what_differs_in_severity_or_safety_stays_apart() -> None:
    fix = Fix((Edit(Place("AGENTS.md", 1), "x"),))
    found = [
        at(1, cause="a", severity="error"),
        at(2, cause="a", severity="info"),
        at(4, cause="a", severity="error", fix=fix),
    ]
    assert told_once(found) == tuple(found)


def test_fixes_are_joined_or_left_out() -> None:
    fix, other = (Fix((Edit(Place("AGENTS.md", n), "x"),)) for n in (1, 2))
    (joined,) = told_once([at(1, cause="a", fix=fix), at(2, cause="a", fix=other)])
    assert joined.fix == Fix((*fix.edits, *other.edits))


@pytest.fixture
def moved(tmp_path: Path) -> Repository:
    """A repository whose directory was renamed, and whose instructions name four files of it."""
    made = Repository(tmp_path / "shop")
    names = [f"src/shop/{name}.py" for name in ("till", "desk", "bill", "pool")]
    lines = "".join(f"- The code is in `{name}`.\n" for name in names)
    made.commit({"AGENTS.md": lines, **{name: f"{name} = 1\n" * 9 for name in names}})
    made.git("mv", "src/shop", "lib")
    made.git("commit", "-q", "-m", "moved")
    return made


def test_a_renamed_directory_is_told_once_and_mended_everywhere(moved: Repository) -> None:
    told = agentslint("check", "--select", "dead-path", cwd=moved.root).out
    assert told.count("error[dead-path]") == 1
    assert "3 more places have the same cause" in told
    for row in range(1, 5):
        assert f"AGENTS.md:{row}:" in told
    # a program gets each place by itself
    rows = json.loads(agentslint("check", "--format", "json", cwd=moved.root).out)["findings"]
    assert [row["line"] for row in rows if row["rule"] == "dead-path"] == [1, 2, 3, 4]
    agentslint("check", "--fix", cwd=moved.root)
    assert "`lib/pool.py`" in (moved.root / "AGENTS.md").read_text()


def test_a_suppression_covers_its_own_line_only(moved: Repository) -> None:
    lines = (moved.root / "AGENTS.md").read_text().splitlines()
    lines[0] += " <!-- agentslint-ignore dead-path: known -->"
    (moved.root / "AGENTS.md").write_text("\n".join(lines) + "\n")
    told = json.loads(agentslint("check", "--format", "json", cwd=moved.root).out)
    assert told["suppressed"] == 1
    rows = [row for row in told["findings"] if row["rule"] == "dead-path"]
    assert [row["line"] for row in rows] == [2, 3, 4]


FOREIGN = {
    "vendored": {"vendor/x/AGENTS.md": "See `src/gone.py`.\n", "vendor/x/a.go": ""},
    "a template": {"templates/app/AGENTS.md": "See [it](src/gone.md).\n", "templates/app/a.py": ""},
    "shadowed": {"AGENTS.override.md": "Use tabs.\n", "AGENTS.md": "See [it](src/gone.md).\n"},
}


@pytest.mark.parametrize("files", FOREIGN.values(), ids=FOREIGN.keys())
def test_no_error_in_a_file_that_is_not_ours_or_not_read(
    tmp_path: Path, files: dict[str, str]
) -> None:
    made = Repository(tmp_path / "shop")
    root = {} if "AGENTS.md" in files else {"AGENTS.md": "Run `make test` before each commit.\n"}
    made.commit({**root, **files, "Makefile": "test:\n\tpytest\n"})
    lines = agentslint("check", "--select", "dead-link", "--select", "dead-path", cwd=made.root)
    whole = agentslint("check", "--format", "json", cwd=made.root)
    inside = [
        row["severity"]
        for row in json.loads(whole.out)["findings"]
        if row["path"] in files and row["rule"] in ("dead-link", "dead-path")
    ]
    assert set(inside) <= {"info"}, lines.out


def test_a_severity_that_the_configuration_sets_is_kept(tmp_path: Path) -> None:
    made = Repository(tmp_path / "shop")
    files = FOREIGN["shadowed"]
    made.commit({**files, "agentslint.toml": '[rules.dead-link]\nseverity = "error"\n'})
    told = json.loads(agentslint("check", "--format", "json", cwd=made.root).out)["findings"]
    assert [row["severity"] for row in told if row["rule"] == "dead-link"] == ["error"]
