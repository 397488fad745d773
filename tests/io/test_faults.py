"""Full disks, killed runs, closed pipes, missing rights: a right exit code, and no half file."""

from __future__ import annotations

import contextlib
import gc
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from agentslint.model import Failure
from agentslint.repo import write

from .. import faults
from ..command import HOME, Ran, agentslint, git, git_that, repository
from ..faults import Job, Row
from ..inside import told

GOOD = "Run `make test` before every commit.\n"
MAKE = {"Makefile": "test:\n\tpytest\n"}
DEAD = "See `src/old.py`.\n" + "Words to make it longer than a few bytes.\n" * 20


def moved(root: Path) -> Path:
    """A repository whose files have findings that `--fix` mends: edited, renamed and deleted."""
    files = {
        "src/old.py": "x = 1\n",
        "AGENTS.md": DEAD,
        "web/AGENTS.override.md": "# Web\n\n- Keep handlers short.\n",
        **MAKE,
    }
    repository(root, files)
    git(root, "mv", "src/old.py", "src/new.py")
    git(root, "commit", "-q", "-m", "moved")
    return root


def edited(root: Path) -> Path:
    moved(root)
    (root / "new.txt").write_text("new\n")
    return root


def with_output(root: Path) -> Path:
    moved(root)
    (root.parent / "out.json").write_text("old\n" * 100)
    return root


def with_baseline(root: Path) -> Path:
    moved(root)
    told = {"schema": "agentslint.baseline/1", "findings": [{"fingerprint": "gone"}] * 30}
    (root / "agentslint-baseline.json").write_text(json.dumps(told))
    (root / "agentslint.toml").write_text('baseline = "agentslint-baseline.json"\n')
    return root


FEW = "--select dead-path --select misnamed-override"
# every command that writes, by what it writes
WRITES: dict[str, tuple[Callable[[Path], Path], str]] = {
    "fix": (moved, f"check --fix --no-cache {FEW}"),
    "baseline": (with_baseline, f"check --write-baseline --no-cache {FEW}"),
    "output": (with_output, f"check --format json --output ../out.json --no-cache {FEW}"),
    "receipt": (with_output, "receipt --base HEAD~1 --format json --output ../out.json"),
    "ledger": (edited, "ledger add --base HEAD~1 --verified make=0"),
    "init": (moved, "init"),
    "survey": (with_output, f"survey . --jobs 1 --quiet --output ../out.json {FEW}"),
    "cache": (moved, f"check {FEW}"),
}
# what is kept of earlier runs, where any content is passed over that is not whole
KEPT = "cache/"


def plain(root: Path) -> Path:
    """Files for the pieces of `faults`."""
    root.mkdir()
    for name in ("out", "old"):
        (root / name).write_text("old\n" * 300)
    return root


def wrong(make: Callable[[Path], Path], line: str, modes: Iterable[str], tmp_path: Path) -> str:
    """What is wrong with any run of a command or piece in which one call is spoilt."""
    tree = tmp_path / "tree"
    tree.mkdir()
    make(tree / "r")
    off = "1" if "--no-cache" in line else ""
    env = {"XDG_CACHE_HOME": str(tmp_path / "run" / "cache"), "AGENTSLINT_NO_CACHE": off}
    job = Job(tuple(line.split()), str(tmp_path), str(tree), tuple(modes), env)
    told = []
    for mode, found in faults.run(job).items():
        assert len(found) > 1, (mode, found)
        told += [f"{mode}: {each}" for each in problems(found, faults.state(tree), mode)]
    return "\n".join(told)


@pytest.mark.parametrize("name", faults.PIECES)
def test_each_call_of_each_way_to_write(name: str, tmp_path: Path) -> None:
    assert not wrong(plain, name, faults.MODES, tmp_path)


@pytest.mark.parametrize("name", WRITES)
def test_each_command_that_writes(name: str, tmp_path: Path) -> None:
    mode = "kill within" if name in ("fix", "ledger", "cache") else "full"
    assert not wrong(*WRITES[name], [mode], tmp_path)


def problems(rows: list[Row], before: dict[str, str], mode: str) -> list[str]:
    """What is wrong with some runs, a line each."""
    first = rows[0]
    found = [] if first.status in (0, 1) else [f"undisturbed: {first.status} {first.err}"]
    for row in rows[1:]:
        told = [*ended(row, mode), *held(row, first, before), *settled(row, first)]
        found += [f"{row.number} ({row.call}), {row.status}: {each}" for each in told]
    return found


def ended(row: Row, mode: str) -> Iterator[str]:
    """A lie in the exit code, or a reason that is no line."""
    killed = mode.startswith("kill")
    wanted = (-signal.SIGKILL,) if killed else (0, 1, 130 if mode == "interrupt" else 2)
    if row.status not in wanted or "Traceback" in row.err:
        yield row.err
    told = [each for each in row.err.splitlines() if ": note: " not in each]
    if row.status == 2 and len(told) != 1:
        yield f"said {told}"


def held(row: Row, first: Row, before: dict[str, str]) -> Iterator[str]:
    """Half a file, a file that is lost, or work that is neither done nor said to be left."""
    for path, text in row.files.items():
        if not passing(path) and not path.startswith(KEPT):
            known = [each[path] for each in (before, first.files) if path in each]
            if not any(same(path, text, each) for each in known) and not torn(path, text):
                yield f"{path} is half there: {text[:80]!r}"
    if lost := [path for path in before if path not in row.files and path in first.files]:
        yield f"{lost} lost"
    if row.status in (0, 1):
        for path, text in first.files.items():
            if not path.startswith(KEPT) and not same(path, row.files.get(path, ""), text):
                yield f"{path} is not written, and that is not said"


def settled(row: Row, first: Row) -> Iterator[str]:
    """What the same command, undisturbed, does not put right."""
    if not row.after:
        return
    done = row.call in ("rename", "unlink") and row.status == -signal.SIGKILL
    if row.again not in (first.status, 0, 2 if done else 0):
        yield f"afterwards exit code {row.again}"
    names = [
        {path for path in each if not path.startswith(KEPT) or "." in path}
        for each in (row.after, first.after)
    ]
    if names[0] != names[1]:
        yield f"left behind or missing: {sorted(names[0] ^ names[1])}"
    for path in names[0] & names[1]:
        if not same(path, row.after[path], first.after[path]):
            yield f"afterwards {path} is another: {row.after[path][:80]!r}"


def passing(path: str) -> bool:
    """Whether a file is one that is written beside another."""
    return os.path.basename(path).startswith(".agentslint-") or path.endswith((".part", ".new"))


def torn(path: str, text: str) -> bool:
    """Whether a file of lines holds whole ones, and half a line that nobody reads."""
    lines = text[: text.rfind("\n") + 1].splitlines()
    return path.endswith(".jsonl") and all(json.loads(line) for line in lines)


def same(path: str, text: str, other: str) -> bool:
    if path.endswith(".jsonl"):
        # who was killed before it was told may add its line again
        return torn(path, text) and text.count("\n") >= other.count("\n")
    return text == other


def run(*words: str, cwd: Path, how: str = "", prefix: str = "", **env: str) -> Ran:
    """`agentslint WORDS` started by a shell, `how` being what stands behind it."""
    line = f"exec {prefix} {sys.executable} -m agentslint {' '.join(words)} {how}"
    done = subprocess.run(
        ["bash", "-c", line],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(HOME), "PYTHONUTF8": "1", **env},
        capture_output=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return repository(tmp_path / "r", {"AGENTS.md": "", **MAKE})


THREAD = "threading.Thread(target=lambda: (time.sleep(2), print('worked'))).start(); "
FULL = "agentslint: what was found cannot be written: No space left on device\n"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full")
def test_standard_output_on_a_full_disk(root: Path, tmp_path: Path) -> None:
    kept = {"XDG_CACHE_HOME": str(tmp_path / "cache"), "AGENTSLINT_NO_CACHE": ""}
    assert run("check", cwd=root, **kept).status == 1
    for words, env in (
        (("check",), {}),
        (("check",), kept),
        (("rules",), {}),
        (("explain",), {}),
        (("--help",), {}),
    ):
        ran = run(*words, cwd=root, how=">/dev/full", **env)
        assert (ran.status, ran.err) == (2, FULL), words
    # nobody can be told, but no exit code lies, whether Python keeps back what it writes or not
    for unbuffered in ("", "1"):
        env = {"PYTHONUNBUFFERED": unbuffered}
        for words, status in (
            (("check",), 1),
            (("check", "nowhere"), 2),
            (("check", "--format", "nothing"), 2),
        ):
            assert run(*words, cwd=root, how="2>/dev/full", **env).status == status, words


def test_closed_streams(root: Path, tmp_path: Path) -> None:
    ran = run("check", cwd=root, how=">&-")
    told = "agentslint: standard output is closed: give --output FILE\n"
    assert (ran.status, ran.err) == (2, told)
    assert run("check", "--output", str(tmp_path / "out"), cwd=root, how=">&-").status == 1
    assert "placeholder-file" in (tmp_path / "out").read_text()
    assert run("check", cwd=root, how="2>&-").status == 1
    assert run("check", "nowhere", cwd=root, how="2>&-").status == 2
    assert run("check", cwd=root, how="<&-").status == 1
    assert run("check", "nowhere", cwd=root, how=">&- 2>&- <&-").status == 2


def test_the_end_is_quick_and_loses_nothing(root: Path, tmp_path: Path) -> None:
    """What is left to write is written; where somebody still works or measures, Python ends as ever."""
    opening = "import atexit, sys, threading, time; from agentslint.__main__ import program; "
    late = "print('last words', end=''); sys.stderr.write('and these'); "
    for words, last in (
        (f"{opening}atexit.register(print, 'freed'); {late}program()", "last words"),
        (f"{opening}{THREAD}program()", "worked\n"),
    ):
        done = subprocess.run(
            [sys.executable, "-c", words, "check"],
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(HOME)},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 1
        assert "freed" not in done.stdout
        assert last in done.stdout
        assert ("and these" in done.stderr) == ("and these" in words)
    measured = subprocess.run(
        [sys.executable, "-m", "cProfile", "-m", "agentslint", "check"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(HOME)},
        capture_output=True,
        text=True,
    )
    assert "function calls" in measured.stdout


def left() -> list[str]:
    """The commands of the processes that this one started and that still run."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            parent = (place / "stat").read_text().rpartition(")")[2].split()[1]
            if parent == str(os.getpid()):
                found.append((place / "cmdline").read_text())
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
def test_whoever_lives_on_keeps_no_git(root: Path) -> None:
    """A server asks git again and again: what it no longer needs has ended."""
    (root / "AGENTS.md").write_text("Run `make test`. See `docs/gone.md` and `src/none.py`.\n")
    for _ in range(5):
        assert told(root, "check").status in (0, 1)
    gc.collect()
    # the last outcome may still be at hand
    assert len([command for command in left() if "check-ignore" in command]) <= 1


@pytest.mark.parametrize("how", ["| true; exit ${PIPESTATUS[0]}", "2> >(exec true)"])
def test_a_reader_that_goes_away(how: str, tmp_path: Path) -> None:
    root = repository(tmp_path / "r", {f"d{n}/AGENTS.md": "" for n in range(600)})
    line = f"{sys.executable} -m agentslint check {how}"
    done = subprocess.run(
        ["bash", "-c", line],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(HOME)},
        capture_output=True,
        text=True,
    )
    assert done.returncode in (1, 141)
    assert done.stderr == ""


OLD = """#!/bin/sh
case "$1" in
  --version) echo "git version 1.8.3.1" ;;
  --no-optional-locks) echo "Unknown option: --no-optional-locks" >&2; exit 129 ;;
esac
exit 1
"""
GITS = {
    "none": ("", "git: No such file or directory"),
    "too old": (OLD, "Unknown option: --no-optional-locks"),
    "broken": ("#!/bin/sh\necho 'fatal: no' >&2\nexit 128\n", "fatal: no"),
    "killed": ("#!/bin/sh\nkill -9 $$\n", "git exited with -9"),
}


@pytest.mark.parametrize("name", GITS)
def test_a_git_that_does_not_answer(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = repository(tmp_path / "r", {"AGENTS.md": f"{GOOD}See `src/gone.py`.\n", **MAKE})
    text, why = GITS[name]
    monkeypatch.setenv("PATH", git_that(tmp_path, text) if text else str(tmp_path))
    ran = told(root, "check")
    assert ran.status == 1, ran
    assert "AGENTS.md:2:6" in ran.out
    assert f"were left out: git does not answer here ({why})" in ran.err
    for line in (
        "check --staged",
        "check --since HEAD",
        "diff HEAD",
        "receipt --base HEAD",
        "ledger add --base HEAD --verified make=0",
    ):
        assert told(root, *line.split()).status == 2, line


def test_a_history_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", {"AGENTS.md": f"{GOOD}See `src/gone.py`.\n", **MAKE})
    git(root, "commit", "-q", "--allow-empty", "-m", "second")
    name = git(root, "rev-parse", "HEAD~1").strip()
    (root / ".git" / "objects" / name[:2] / name[2:]).unlink()
    ran = agentslint("check", cwd=root)
    said = "history was left out: objects are missing or damaged here: run `git fsck`"
    assert f"agentslint: note: {said}\n" in ran.err


def unprivileged(*words: str, cwd: Path, **env: str) -> Ran:
    """A run as a user who owns nothing. Skips where that cannot be."""
    if os.geteuid() != 0 or not shutil.which("setpriv"):
        pytest.skip("takes root and setpriv")
    return run(*words, cwd=cwd, prefix="setpriv --reuid=65534 --regid=65534 --clear-groups", **env)


def reachable(folder: Path) -> None:
    """Let everybody enter the directories that pytest keeps to itself."""
    while folder != folder.parent and folder != Path("/tmp"):
        folder.chmod(folder.stat().st_mode | 0o055)
        folder = folder.parent


def test_a_repository_of_another_user(root: Path) -> None:
    """Git refuses it (safe.directory): the files are looked at, and the refusal is said."""
    reachable(root)
    ran = unprivileged("check", cwd=root)
    assert ran.status == 1
    assert "another user owns this repository, and git refuses to read it" in ran.err
    ran = unprivileged("check", "--staged", cwd=root)
    assert (ran.status, ran.err.count("\n")) == (2, 1)
    assert "another user owns this repository" in ran.err


def test_what_cannot_be_entered_or_written(root: Path) -> None:
    (root / "secret").mkdir()
    (root / "secret" / "AGENTS.md").write_text("")
    (root / "hidden.md").write_text("")
    reachable(root)
    (root / "secret").chmod(0)
    ran = unprivileged("check", cwd=root)
    assert ran.status == 1
    assert "secret" in ran.err
    for words in (("check", "--write-baseline"), ("check", "--output", "out"), ("init",)):
        before = faults.state(root)
        ran = unprivileged(*words, cwd=root)
        assert (ran.status, "Permission denied: nothing was written" in ran.err) == (2, True), ran
        assert faults.state(root) == before
    # without rights to write, neither a cache nor a baseline is needed to check
    ran = unprivileged("check", cwd=root, HOME="/nowhere", AGENTSLINT_NO_CACHE="")
    assert ran.status == 1
    (root / "AGENTS.md").chmod(0)
    ran = unprivileged("check", cwd=root)
    assert (ran.status, "Permission denied" in ran.out) == (1, True)


def test_without_a_home(root: Path, tmp_path: Path) -> None:
    kept = {name: os.environ[name] for name in ("PATH",)}
    for env in ({}, {"HOME": ""}, {"HOME": "relative"}, {"HOME": str(root / "AGENTS.md")}):
        done = subprocess.run(
            [sys.executable, "-m", "agentslint", "check"],
            cwd=root,
            env={**kept, **env, "PYTHONPATH": str(HOME), "XDG_CACHE_HOME": str(tmp_path / "c")},
            capture_output=True,
            text=True,
        )
        assert (done.returncode, done.stderr) == (1, ""), env


def test_a_working_directory_that_is_gone(tmp_path: Path) -> None:
    (tmp_path / "gone").mkdir()
    for words in ("check", "explain", "check /", "ledger list"):
        line = f"cd gone && rmdir ../gone && {sys.executable} -m agentslint {words}"
        done = subprocess.run(
            ["bash", "-c", line],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(HOME)},
            capture_output=True,
            text=True,
        )
        told = "agentslint: the working directory: No such file or directory\n"
        assert (done.returncode, done.stderr) == (2, told), words
        (tmp_path / "gone").mkdir()


def test_two_runs_at_once(tmp_path: Path) -> None:
    """That mend, add to a ledger, write a baseline and a cache: each file is whole, no entry is lost."""
    root = edited(tmp_path / "r")
    lines = [
        "check --fix --select dead-path",
        "check --fix --select dead-path",
        "check --output out.txt",
        "check --output out.txt",
        *["ledger add --base HEAD~1 --verified make=0"] * 4,
    ]
    env = {"XDG_CACHE_HOME": str(tmp_path / "cache"), "AGENTSLINT_NO_CACHE": ""}
    with ThreadPoolExecutor(len(lines)) as pool:
        ran = list(pool.map(lambda line: agentslint(*line.split(), cwd=root, **env), lines))
    assert {each.status for each in ran} <= {0, 1, 2}
    for each in ran:
        assert each.status != 2 or "changed while it was checked" in each.err, each
    assert (root / "AGENTS.md").read_text() == DEAD.replace("old", "new")
    text = (root / ".agentslint" / "ledger.jsonl").read_text()
    assert len([json.loads(line) for line in text.splitlines()]) == 4
    assert (root / ".agentslint" / ".gitattributes").read_text() == "ledger.jsonl merge=union\n"
    kept = [path.name for path in (tmp_path / "cache" / "agentslint").iterdir()]
    assert not [name for name in kept if "." in name]
    assert not list(root.rglob(".agentslint-*"))


def test_two_writers_of_one_file(tmp_path: Path) -> None:
    place = tmp_path / "out"

    def writes(number: int) -> None:
        for _ in range(60):
            write.replace_file(str(place), b"%d\n" % number * 5000)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(writes, range(4)))
    assert len(set(place.read_text().split())) == 1
    assert os.listdir(tmp_path) == ["out"]


def test_who_waits_for_a_writer_gives_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write, "PATIENCE", 0.1)
    handle, _ = write._beside(str(tmp_path / "out"))
    with pytest.raises(Failure, match="another run is writing it: nothing was written"):
        write.replace_file(str(tmp_path / "out"), b"x")
    os.close(handle)
    write.replace_file(str(tmp_path / "out"), b"x")
    assert os.listdir(tmp_path) == ["out"]


@pytest.mark.parametrize("trap", ["link", "pipe", "folder"])
def test_something_in_the_place_of_a_temporary_file(trap: str, tmp_path: Path) -> None:
    (tmp_path / "other").write_text("other\n")
    handle, temporary = write._beside(str(tmp_path / "out"))
    os.close(handle)
    os.unlink(temporary)
    if trap == "link":
        os.symlink("other", temporary)
    elif trap == "pipe":
        os.mkfifo(temporary)
    else:
        os.mkdir(temporary)
    if trap == "folder":
        with pytest.raises(Failure, match="nothing was written"):
            write.replace_file(str(tmp_path / "out"), b"x")
    else:
        write.replace_file(str(tmp_path / "out"), b"x")
        assert (tmp_path / "out").read_text() == "x"
    assert (tmp_path / "other").read_text() == "other\n"


@pytest.mark.skipif(os.geteuid() != 0, reason="takes root")
def test_the_owner_stays(tmp_path: Path) -> None:
    place = tmp_path / "x"
    place.write_text("old")
    os.chown(place, 65534, 65534)
    place.chmod(0o640)
    write.replace_file(str(place), b"new")
    facts = place.stat()
    assert (facts.st_uid, facts.st_gid, facts.st_mode & 0o777) == (65534, 65534, 0o640)


@pytest.mark.parametrize("when", [0, 4102444800], ids=["1970", "2100"])
def test_a_clock_that_was_set(when: int, tmp_path: Path) -> None:
    root = moved(tmp_path / "r")
    env = {"XDG_CACHE_HOME": str(tmp_path / "cache"), "AGENTSLINT_NO_CACHE": ""}
    first = agentslint("check", cwd=root, **env)
    for path in [*root.rglob("*"), *(tmp_path / "cache").rglob("*")]:
        os.utime(path, (when, when))
    assert agentslint("check", cwd=root, **env) == first
    text = (root / "AGENTS.md").read_text()
    (root / "AGENTS.md").write_text(text.replace("src/old.py", "src/ancient"))
    os.utime(root / "AGENTS.md", (when, when))
    assert agentslint("check", cwd=root, **env).out != first.out
    assert agentslint("check", "--fix", cwd=root, **env).status in (0, 1)


def test_a_real_disk_that_is_full(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=600k", "none", disk]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("a small disk cannot be mounted here")
    try:
        root = moved(disk / "r")
        before = faults.state(root)
        with open(disk / "filler", "wb") as file, contextlib.suppress(OSError):
            while True:
                os.write(file.fileno(), b"x" * 4096)
        env = {"XDG_CACHE_HOME": str(disk / "cache"), "AGENTSLINT_NO_CACHE": ""}
        assert agentslint("check", cwd=root, **env).status == 1
        for words in (
            ("check", "--fix"),
            ("check", "--output", "out"),
            ("ledger", "add", "--base", "HEAD~1"),
        ):
            ran = agentslint(*words, cwd=root, **env)
            assert (ran.status, "No space left on device" in ran.err) == (2, True), ran
            assert ran.err.count("\n") == 1
        after = faults.state(root)
        assert {path: text for path, text in after.items() if text} == before
        (disk / "filler").unlink()
        assert agentslint("check", "--fix", cwd=root, **env).status in (0, 1)
        assert "src/new.py" in (root / "AGENTS.md").read_text()
    finally:
        subprocess.run(["umount", "-l", disk], check=True)
