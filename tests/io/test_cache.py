"""The cache: the same findings with it, without it, and with one that is broken."""

from __future__ import annotations

import marshal
import os
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from agentslint.chain.agents import AGENTS
from agentslint.claims import instructions, paths
from agentslint.io import cache_dir, document_cache
from agentslint.io.replay import kept_file, runs
from agentslint.lint import check, page, registry
from agentslint.model import Finding
from agentslint.repo import Repo
from agentslint.text import markdown
from agentslint.text.markdown import blocks

from ..command import agentslint, repository

RULES = registry.builtin()
EXAMPLES = [
    page.repository(example)
    for rule in RULES.values()
    for example in page.examples(page.read(rule.id, rule.page, rule.id))
]
ROOT = "/repo"
TEXT = (
    "# A\n\nRun `make test` before each commit. See [b](gone.md#c).\n\n- Keep `src/a.py` apart.\n"
)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv(cache_dir.OFF, raising=False)
    return tmp_path / "cache" / "agentslint"


def findings(repos: list[Repo]) -> list[tuple[Finding, ...]]:
    for known in (markdown._read, paths.read, instructions._of):
        known.cache_clear()
    return [check.run(repo, [AGENTS["codex"]], RULES).findings for repo in repos]


def shelved(repos: list[Repo]) -> list[tuple[Finding, ...]]:
    with document_cache.shelf(ROOT):
        return findings(repos)


def refuse(*_: object) -> None:
    raise AssertionError("a document was parsed although its pieces are known")


def test_findings_are_equal_with_and_without(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = findings(EXAMPLES)
    assert shelved(EXAMPLES) == expected
    monkeypatch.setattr(blocks, "pieces", refuse)
    assert shelved(EXAMPLES) == expected


def cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def flipped(data: bytes) -> bytes:
    return bytes(byte ^ 0x55 if at % 97 == 50 else byte for at, byte in enumerate(data))


def only_values_flipped(data: bytes) -> bytes:
    start = int.from_bytes(data[-16:-8], "little")
    return flipped(data[:start]) + data[start:]


def far(data: bytes) -> bytes:
    return data[:-16] + b"\xff" * 16


@pytest.mark.parametrize(
    "spoil",
    [cut, flipped, only_values_flipped, far, lambda _: b"", lambda _: os.urandom(5000)],
    ids=["cut", "flipped", "values", "index far away", "empty", "noise"],
)
def test_a_broken_one_is_passed_over(spoil: Callable[[bytes], bytes], home: Path) -> None:
    some = EXAMPLES[:40]
    expected = shelved(some)
    (path,) = home.glob("texts-*")
    path.write_bytes(spoil(path.read_bytes()))
    assert shelved(some) == expected
    assert shelved(some) == expected


def test_an_index_of_another_form_is_passed_over(home: Path) -> None:
    """Whole by its checksum, and not what was written."""
    some = EXAMPLES[:5]
    expected = shelved(some)
    (path,) = home.glob("texts-*")
    data = path.read_bytes()
    start = int.from_bytes(data[-16:-8], "little")
    stamp, rows = marshal.loads(data[start:-16])
    key = next(iter(rows))
    for index in ([], None, {key: None}, {key: (-1, 2, 3)}, {key: (0, 1 << 99, 0)}, {key: "abc"}):
        tail = marshal.dumps((stamp, index))
        end = start.to_bytes(8, "little") + zlib.crc32(tail).to_bytes(8, "little")
        path.write_bytes(data[:start] + tail + end)
        assert shelved(some) == expected, index


@pytest.mark.parametrize("run", [{}, {"status": "a"}, {"told": 3}, {"asked": []}, {"also": 7}])
def test_a_run_of_another_form_is_no_run(home: Path, run: dict[str, object]) -> None:
    place = runs._place(["check"])
    assert place.startswith(str(home))
    good = {"seal": runs._seal(), "asked": {"rest": {}, "roots": {}}, "also": [], "status": 0}
    kept_file.write(place, {**good, "told": b"", **run})
    assert runs.answer(["check"]) is None


def test_values_of_another_form_are_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    some = EXAMPLES[:10]
    expected = findings(some)
    with monkeypatch.context() as other:
        other.setattr(markdown, "_plain", lambda _: [("no", "piece")])
        shelved(some)
    assert shelved(some) == expected


def test_other_code_is_another_version(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    shelved(EXAMPLES[:5])
    (path,) = home.glob("texts-*")
    before = path.read_bytes()
    monkeypatch.setattr(document_cache, "_stamp", lambda: ("newer",))
    shelved(EXAMPLES[:5])
    assert path.read_bytes() != before


def test_what_left_the_repository_leaves_the_cache(home: Path) -> None:
    shelved(EXAMPLES)
    (path,) = home.glob("texts-*")
    large = path.stat().st_size
    shelved(EXAMPLES[:5])
    assert path.stat().st_size < large / 4


def test_old_files_make_room(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home.mkdir(parents=True)
    for number in range(9):
        (home / f"old{number}").write_bytes(b"x" * 1000)
        os.utime(home / f"old{number}", (number, number))
    monkeypatch.setattr(cache_dir, "LIMIT", cache_dir.LARGEST + 3500)
    shelved(EXAMPLES[:5])
    assert sorted(p.name for p in home.glob("old*")) == ["old6", "old7", "old8"]


def test_runs_at_once_leave_a_whole_one(tmp_path: Path, home: Path) -> None:
    root = repository(tmp_path / "repo", {"AGENTS.md": TEXT})
    with ThreadPoolExecutor(4) as pool:
        ran = list(pool.map(lambda _: agentslint("check", cwd=root), range(4)))
    assert len({run.out for run in ran}) == 1
    (path,) = home.glob("texts-*")
    assert document_cache._opened(str(path), document_cache._stamp())[1]


def test_one_that_cannot_be_written_is_no_matter(tmp_path: Path, home: Path) -> None:
    root = repository(tmp_path / "repo", {"AGENTS.md": TEXT})
    expected = agentslint("check", cwd=root, XDG_CACHE_HOME=str(tmp_path / "other"))
    home.parent.mkdir()
    home.write_text("a file where the folder should be")
    ran = agentslint("check", cwd=root)
    assert (ran.status, ran.out, ran.err) == (expected.status, expected.out, expected.err)


def test_a_pipe_in_its_place_does_not_hold_it_up(home: Path) -> None:
    shelved(EXAMPLES[:2])
    (path,) = home.glob("texts-*")
    path.unlink()
    os.mkfifo(path)
    assert shelved(EXAMPLES[:2]) == findings(EXAMPLES[:2])


@pytest.mark.parametrize("how", ["option", "environment", "home is the repository"])
def test_nothing_is_kept(how: str, tmp_path: Path, home: Path) -> None:
    root = repository(tmp_path / "repo", {"AGENTS.md": TEXT})
    words = ["check"] + ["--no-cache"] * (how == "option")
    env = {cache_dir.OFF: "1"} if how == "environment" else {}
    if how.startswith("home"):
        env["XDG_CACHE_HOME"] = str(root / ".cache")
    agentslint(*words, cwd=root, **env)
    assert not home.exists()
    assert not (root / ".cache").exists()


@pytest.mark.skipif(not os.environ.get("AGENTSLINT_CORPUS"), reason="AGENTSLINT_CORPUS names none")
def test_real_repositories() -> None:
    folder = Path(os.environ["AGENTSLINT_CORPUS"])
    for root in sorted(path for path in folder.iterdir() if (path / ".git").exists()):
        expected = findings([Repo.at(str(root))])
        assert shelved([Repo.at(str(root))]) == expected
        assert shelved([Repo.at(str(root))]) == expected, root.name


def test_all_code_that_reads_documents_is_in_the_stamp() -> None:
    package = Path(document_cache.__file__).parent.parent
    folders = {
        str(folder.relative_to(package))
        for room in ("core", "text", "claims")
        for folder in (package / room, *(package / room).rglob("*"))
        if folder.is_dir() and folder.name != "__pycache__"
    }
    assert folders <= set(document_cache._ROOMS)
