"""Fixes as they are written: bytes kept, in one step, and once."""

from __future__ import annotations

import os
import random
import subprocess
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from agentslint.cli.check import check_command
from agentslint.lint import fix
from agentslint.lint.fix import spans
from agentslint.lint.fix.unified_diff import hunks
from agentslint.model import Edit, Failure, Finding, Fix, Place, Rename
from agentslint.repo import Repo
from tests.repositories import Repository

MOVED = "Run `scripts/check.sh` before review.\n"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "here")
    made.commit({"scripts/check.sh": "true\n", "README.md": "x\n"})
    made.move("scripts/check.sh", "tools/check.sh")
    return made


def run(repository: Repository, *words: str) -> Result:
    rules = [
        f"--select={rule}"
        for rule in ("dead-path", "dead-link", "misnamed-override", "stale-override")
    ]
    return CliRunner().invoke(check_command, [str(repository.root), "-q", *rules, *words])


def edit(path: str, line: int, start: int, end: int, text: str, *, safe: bool = True) -> Finding:
    place = Place(path, line, start, line, end)
    return Finding(place, "x", fix=Fix((Edit(place, text),), safe=safe))


def planned(root: Path, data: bytes, *findings: Finding) -> bytes:
    (root / "AGENTS.md").write_bytes(data)
    return fix.plan(Repo.rooted(str(root)), findings).after.get("AGENTS.md", data)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(b"a `x` b\n", b"a `yy` b\n", id="plain"),
        pytest.param("ä `x` b\r\nz\r\n".encode(), "ä `yy` b\r\nz\r\n".encode(), id="crlf"),
        pytest.param(b"\xef\xbb\xbf `x`", b"\xef\xbb\xbf `yy`", id="byte order mark"),
        pytest.param(b"\xe9 `x` \xff\n", b"\xe9 `yy` \xff\n", id="latin-1"),
        pytest.param(b"\xf0 `x`\x00", b"\xf0 `yy`\x00", id="half a character"),
        pytest.param(b"a `x", b"a `yy", id="no line end"),
    ],
)
def test_all_other_bytes_are_kept(tmp_path: Path, data: bytes, expected: bytes) -> None:
    assert planned(tmp_path, data, edit("AGENTS.md", 1, 4, 5, "yy")) == expected


@given(st.binary(max_size=40), st.data())
def test_a_place_covers_what_it_shows(line: bytes, data: st.DataObject) -> None:
    line = line.replace(b"\n", b" ")
    text = line.decode("utf-8", "replace")
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    span = spans.span_of(b"first\n" + line, Place("x", 2, start + 1, 2, end + 1))
    assert span is not None
    assert line[span[0] - 6 : span[1] - 6].decode("utf-8", "replace") == text[start:end]


def test_a_place_that_is_not_there(tmp_path: Path) -> None:
    assert planned(tmp_path, b"abc\n", edit("AGENTS.md", 1, 3, 9, "x")) == b"abc\n"
    assert planned(tmp_path, b"abc\n", edit("AGENTS.md", 7, 1, 2, "x")) == b"abc\n"


def test_of_two_that_overlap_the_first_is_taken(tmp_path: Path) -> None:
    findings = (edit("AGENTS.md", 1, 1, 4, "x"), edit("AGENTS.md", 1, 3, 6, "y"))
    assert planned(tmp_path, b"abcdef\n", *findings) == b"xdef\n"


def test_a_fix_whose_edits_overlap_is_not_taken(tmp_path: Path) -> None:
    edits = tuple(Edit(Place("AGENTS.md", 1, a, 1, b), "x") for a, b in ((1, 4), (3, 6)))
    finding = Finding(Place("AGENTS.md"), "x", fix=Fix(edits))
    assert planned(tmp_path, b"abcdef\n", finding) == b"abcdef\n"


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 4), st.sampled_from([b"", b"x"]))))
def test_edits_are_taken_while_they_are_apart(drawn: list[tuple[int, int, bytes]]) -> None:
    taken: list[spans.Spot] = []
    plain: list[spans.Spot] = []
    for start, length, text in drawn:
        new = (start, start + length, text)
        covered = set(range(start, start + max(length, 1)))
        free = all(
            other == new or not covered & set(range(other[0], max(other[1], other[0] + 1)))
            for other in plain
        )
        assert spans.room(taken, new) is free
        if free:
            spans.take(taken, new)
            plain.append(new)
    assert taken == sorted(set(plain))


def test_git_applies_every_difference(tmp_path: Path) -> None:
    dice = random.Random(1)
    repository = Repository(tmp_path / "here")
    patch, expected = "", {}
    for number in range(400):
        words = [dice.choice(["a", "bb", "\n", "\n", "\r\n", "é", " "]) for _ in range(40)]
        data = "".join(words[: dice.randrange(41)]).encode()
        taken: list[spans.Spot] = []
        for _ in range(dice.randrange(1, 8)):
            start = dice.randrange(len(data) + 1)
            end = min(len(data), start + dice.choice([0, 0, 1, 2, 9]))
            new = (start, end, dice.choice([b"", b"x", b"y\n", b"\n", b"a\nb\n\nc"]))
            if spans.room(taken, new):
                spans.take(taken, new)
        after = spans.edited(data, taken)
        lines = list(hunks(data, taken, f"a/{number}", f"b/{number}"))
        assert bool(lines) == (data != after)
        # a file that is made or emptied has another head in git's form
        if data and after:
            (repository.root / str(number)).write_bytes(data)
            patch += "".join(f"{line}\n" for line in lines)
            expected[str(number)] = after
    (tmp_path / "patch").write_bytes(patch.encode("utf-8", "surrogateescape"))
    repository.git("apply", "--whitespace=nowarn", str(tmp_path / "patch"))
    assert {name: (repository.root / name).read_bytes() for name in expected} == expected


def test_many_edits_take_linear_steps() -> None:
    data = b"a b c d\n\n" * 50_000
    taken = [(at, at + 1, b"x") for at in range(0, len(data), 9)]
    start = time.process_time()
    assert sum(line[0] == "+" for line in hunks(data, taken, "a/x", "b/x")) == 50_001
    # 50,000 places of one line that is no UTF-8
    line = b"\xff /home/u" * 50_000
    found = [spans.span_of(line, Place("x", 1, n * 9 + 1, 1, n * 9 + 9)) for n in range(50_000)]
    assert found == [(n * 9, n * 9 + 8) for n in range(50_000)]
    assert time.process_time() - start < 10


def test_the_same_edit_twice_is_one(tmp_path: Path) -> None:
    findings = (edit("AGENTS.md", 1, 1, 2, "x"),) * 2
    assert planned(tmp_path, b"abc\n", *findings) == b"xbc\n"


def test_nothing_outside_the_repository_is_written(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "secret").write_text("abc\n")
    (inside / "AGENTS.md").symlink_to("../secret")
    found = fix.plan(Repo.rooted(str(inside)), [edit("AGENTS.md", 1, 1, 2, "x")])
    assert (found.after, found.mended) == ({}, ())


def test_a_file_that_changed_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "AGENTS.md").write_text("abc\n")
    found = fix.plan(Repo.rooted(str(tmp_path)), [edit("AGENTS.md", 1, 1, 2, "x")])
    (tmp_path / "AGENTS.md").write_text("another text\n")
    with pytest.raises(Failure, match="changed while it was checked"):
        fix.apply(found)
    assert (tmp_path / "AGENTS.md").read_text() == "another text\n"


def test_where_one_file_has_several_names_none_is_written(tmp_path: Path) -> None:
    for name in ("AGENTS.md", "b.md"):
        (tmp_path / name).write_text("abc\n")
    (tmp_path / "other").hardlink_to(tmp_path / "b.md")
    edits = [edit("AGENTS.md", 1, 1, 2, "x"), edit("b.md", 1, 1, 2, "x")]
    with pytest.raises(Failure, match=r"b\.md: has 2 hard links"):
        fix.apply(fix.plan(Repo.rooted(str(tmp_path)), edits))
    assert (tmp_path / "AGENTS.md").read_text() == "abc\n"


def test_a_rename_never_covers_a_file(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).write_text(name)
    finding = Finding(Place("a"), "x", fix=Fix(renames=(Rename("a", "b"),)))
    assert fix.plan(Repo.rooted(str(tmp_path)), [finding]).mended == ()


def test_a_moved_path_is_mended_once(repository: Repository) -> None:
    repository.commit({"AGENTS.md": MOVED})
    os.chmod(repository.root / "AGENTS.md", 0o640)
    result = run(repository, "--fix")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "agentslint: fixed 1 finding in 1 file\n"
    assert (repository.root / "AGENTS.md").read_text() == MOVED.replace("scripts", "tools")
    assert (repository.root / "AGENTS.md").stat().st_mode & 0o777 == 0o640
    before = repository.git("status", "--porcelain")
    assert run(repository, "--fix").stderr == "agentslint: no finding has a safe fix\n"
    assert repository.git("status", "--porcelain") == before


def test_a_link_keeps_its_anchor_and_its_form(repository: Repository) -> None:
    text = "[one](./scripts/check.sh#L3) and [two](<../scripts/check.sh>)\n"
    repository.commit({"docs/AGENTS.md": text.replace("./scripts", "../scripts", 1)})
    run(repository, "--fix")
    expected = "[one](../tools/check.sh#L3) and [two](<../tools/check.sh>)\n"
    assert (repository.root / "docs/AGENTS.md").read_text() == expected


def test_a_difference_is_printed_and_applies(repository: Repository) -> None:
    repository.commit({"AGENTS.md": "# Shop\r\n" + MOVED.rstrip(), "api/AGENTS.override.md": "x\n"})
    result = run(repository, "--diff")
    assert repository.git("status", "--porcelain") == ""
    done = subprocess.run(
        ["git", "apply", "-"],
        cwd=repository.root,
        input=result.stdout_bytes,
        check=False,
        capture_output=True,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert (
        repository.root / "AGENTS.md"
    ).read_bytes() == b"# Shop\r\nRun `tools/check.sh` before review."
    assert (repository.root / "api/AGENTS.md").read_text() == "x\n"
    assert not (repository.root / "api/AGENTS.override.md").exists()


def test_an_expired_override_goes_only_when_asked(repository: Repository) -> None:
    repository.commit({"AGENTS.override.md": "Temporary until 2020-01-01.\n", "AGENTS.md": "x\n"})
    result = run(repository, "--fix")
    assert result.exit_code == 1
    assert result.stderr == "agentslint: no finding has a safe fix; 1 more with --unsafe-fixes\n"
    assert (repository.root / "AGENTS.override.md").exists()
    shown = run(repository, "--diff", "--unsafe-fixes").stdout
    assert "deleted file mode 100644\n--- a/AGENTS.override.md\n+++ /dev/null\n" in shown
    assert run(repository, "--fix", "--unsafe-fixes").exit_code == 0
    assert not (repository.root / "AGENTS.override.md").exists()


def test_a_misnamed_override_gets_its_name(repository: Repository) -> None:
    repository.commit({"api/AGENTS.override.md": "Keep handlers short.\n"})
    assert run(repository, "--fix").stdout == ""
    assert (repository.root / "api/AGENTS.md").read_text() == "Keep handlers short.\n"


def test_a_misnamed_override_that_is_spoken_of_keeps_it(repository: Repository) -> None:
    repository.commit(
        {"api/AGENTS.override.md": "Short.\n", "AGENTS.md": "See `api/AGENTS.override.md`.\n"}
    )
    run(repository, "--fix")
    assert (repository.root / "api/AGENTS.override.md").exists()
