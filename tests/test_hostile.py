"""Hostile repositories: nothing of them runs, nothing outside is read or written, nothing hangs."""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from agentslint.io import disk_queries, git_patience, trace
from agentslint.lint import fix

from .command import HOME, agentslint, git, repository
from .inside import told
from .watched import watch

GOOD = "Run `make test` before every commit.\n"
MAKE = {"Makefile": "test:\n\tpytest\n"}
SECRET = "the-words-of-another-file"
HOOKS = (
    "post-index-change fsmonitor-watchman pre-commit post-checkout reference-transaction pre-auto-gc "
    "post-rewrite commit-msg prepare-commit-msg push-to-checkout proc-receive"
).split()
# each could make some git command run its value
KEYS = (
    "core.fsmonitor core.pager core.editor core.sshCommand core.gitProxy core.askPass "
    "core.alternateRefsCommand diff.external diff.x.textconv diff.x.command merge.x.driver "
    "filter.x.clean filter.x.smudge filter.x.process gpg.program gpg.ssh.program "
    "gpg.ssh.defaultKeyCommand gpg.x509.program credential.helper interactive.diffFilter "
    "sequence.editor pager.log pager.diff pager.ls-files pager.rev-list uploadpack.packObjectsHook "
    "remote.origin.uploadpack remote.origin.receivepack remote.origin.proxy man.viewer browser.x.cmd "
    "difftool.x.cmd mergetool.x.cmd trailer.x.command tar.x.command sendemail.smtpserver "
    "submodule.sub.update maintenance.strategy"
).split()
ASKED = (
    "ls-files cat-file log rev-list rev-parse diff-tree diff-index ls-tree check-ignore check-attr "
    "config symbolic-ref for-each-ref merge-base status"
).split()
HANDOFF = "# Change\nsrc/new.py\n\n# Verify\n`make test`\n\n# Risk\nnone\n\n# Review\nsrc/new.py\n"
# every command that reads a repository, each with the exit codes that say it looked
COMMANDS = {
    "check": (0, 1),
    "check --format json": (0, 1),
    "check --staged": (0, 1),
    "check --since HEAD~1": (0, 1),
    "check --diff --unsafe-fixes": (0, 1),
    "check --agent claude-code --agent cursor": (0, 1),
    "explain src --format json": (0,),
    "explain --all-agents": (0,),
    "map --format html": (0,),
    "diff HEAD~1": (0,),
    "receipt --base HEAD~1": (0,),
    "receipt --staged --format json": (0,),
    "handoff - --base HEAD~1": (0, 1, 2),
    "ledger add --base HEAD~1 --verified make=0": (0,),
    "ledger check --base HEAD~1": (0, 1),
    "ledger list": (0,),
    "session {session}": (0, 1),
    "bridge --ledger .agentslint/ledger.jsonl": (0,),
    "survey . --jobs 1 --output {out}": (0,),
    "init": (0,),
}


# what each command that writes is there to write; every other one writes nothing
NAMED = {
    "ledger add": {".agentslint", ".agentslint/.gitattributes", ".agentslint/ledger.jsonl"},
    "init": {"agentslint.toml", ".pre-commit-config.yaml"},
}


class Trap:
    """Programs that leave a mark when anybody runs them, one for each place they are planted in."""

    def __init__(self, folder: Path) -> None:
        self.marks = folder / "ran"
        self.programs = folder / "programs"
        self.marks.mkdir(parents=True)
        self.programs.mkdir()

    def program(self, place: str) -> str:
        path = self.programs / place.replace("/", "_")
        path.write_text(f"#!/bin/sh\n: > '{self.marks}/{path.name}'\ncat 2>/dev/null\n")
        path.chmod(0o755)
        return str(path)

    def sprung(self) -> list[str]:
        return sorted(path.name for path in self.marks.iterdir())

    def reset(self) -> None:
        for path in self.marks.iterdir():
            path.unlink()


def planted(root: Path, trap: Trap) -> Path:
    """A repository with a program in every place from which git could run one."""
    attributes = {".gitattributes": "* filter=x diff=x merge=x\n"}
    sub = repository(root.parent / "origin", {"AGENTS.md": "# Sub\n", "x.py": "x = 1\n"})
    repository(root, {"AGENTS.md": GOOD, "src/old.py": "x = 1\n", "src/AGENTS.md": "# Src\n"})
    git(root, "submodule", "add", "-q", str(sub), "sub")
    git(root, "mv", "src/old.py", "src/new.py")
    (root / "AGENTS.md").write_text(f"{GOOD}See `src/old.py`.\n")
    for name, text in {**MAKE, **attributes}.items():
        (root / name).write_text(text)
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "second")
    # of the size that the index knows: only reading it, through the filter, tells that it differs
    (root / "src" / "new.py").write_text("x = 2\n")
    (root / "sub" / "x.py").write_text("x = 2\n")
    within = root / ".git" / "modules" / "sub"
    (within / "info").mkdir(exist_ok=True)
    (within / "info" / "attributes").write_text("* filter=s\n")
    for folder, config, where in (
        (root / ".git", root / ".git" / "included", "top"),
        (within, within / "config", "sub"),
    ):
        (folder / "hooks").mkdir(exist_ok=True)
        for hook in HOOKS:
            shutil.copy(trap.program(f"{where}-hook-{hook}"), folder / "hooks" / hook)
        for key in KEYS if where == "top" else ("core.fsmonitor", "filter.s.clean"):
            git(root, "config", "-f", str(config), key, trap.program(f"{where}-{key}"))
    git(root, "config", "include.path", "included")
    git(root, "config", f"includeIf.gitdir:{root}/.path", str(root / ".git" / "included"))
    for word in ASKED:
        git(root, "config", f"alias.{word}", f"!{trap.program(f'alias-{word}')}")
    for protocol in ("file", "ext", "ssh", "git", "http", "https"):
        git(root, "config", f"protocol.{protocol}.allow", "always")
    git(root, "config", "log.showSignature", "true")
    (root / "package.json").write_text('{"scripts": {"prepare": "touch ran-by-npm"}}\n')
    (root / "sitecustomize.py").write_text("open('ran-by-python', 'w')\n")
    (root / "conftest.py").write_text("open('ran-by-pytest', 'w')\n")
    make = trap.program("makefile-shell")
    (root / "GNUmakefile").write_text(f"X := $(shell {make})\ntest:\n\ttrue\n")
    (root / ".envrc").write_text(trap.program("envrc"))
    return root


def filled(line: str, tmp_path: Path) -> list[str]:
    session = HOME / "fixtures" / "sessions" / "5-closed.rollout.jsonl"
    return [word.format(session=session, out=tmp_path / "survey.jsonl") for word in line.split(" ")]


def given(line: str) -> str:
    return HANDOFF if line.startswith("handoff") else ""


def state(root: Path) -> dict[str, str]:
    """Every file below a directory, `.git` included, by what it is and holds."""
    found = {}
    for path in sorted(root.rglob("*")):
        facts = path.lstat()
        if stat.S_ISREG(facts.st_mode):
            held = hashlib.sha256(path.read_bytes()).hexdigest()
        elif stat.S_ISLNK(facts.st_mode):
            held = str(path.readlink())
        else:
            held = ""
        found[str(path.relative_to(root))] = f"{facts.st_mode:o} {held}"
    return found


def test_nothing_of_a_repository_is_run_and_only_named_outputs_are_written(tmp_path: Path) -> None:
    trap = Trap(tmp_path / "trap")
    root = planted(tmp_path / "r", trap)
    # the traps work: git alone springs them
    for words in (("status",), ("diff",), ("log", "-1", "-p"), ("commit", "--allow-empty", "-mx")):
        subprocess.run(["git", "-C", root, *words], capture_output=True, check=False)
    assert {"top-filter.x.process", "sub-filter.s.clean", "top-core.fsmonitor"} <= {*trap.sprung()}
    assert len(trap.sprung()) > 5
    trap.reset()
    (root / "sub" / "x.py").write_text("x = 3\n")
    (root / "src" / "new.py").write_text("x = 3\n")
    ours = (str(root), str(tmp_path / "cache"), str(tmp_path / "survey"), os.devnull)
    for line, fine in COMMANDS.items():
        before = state(root)
        env = {"XDG_CACHE_HOME": str(tmp_path / "cache"), "AGENTSLINT_NO_CACHE": ""}
        seen = watch(*filled(line, tmp_path), cwd=root, stdin=given(line), **env)
        assert seen.ran.status in fine, (line, seen.ran)
        assert trap.sprung() == [], line
        assert {words[0] for words in seen.started} <= {"git"}, line
        assert seen.reached == (), line
        after = state(root)
        changed = {path for path in {*before, *after} if before.get(path) != after.get(path)}
        wanted = next((paths for name, paths in NAMED.items() if line.startswith(name)), set())
        assert changed == wanted, line
        written = {path for path in seen.written if "__pycache__" not in path}
        assert not {path for path in written if not path.startswith(ours)}, line
    assert not list(root.glob("ran-by-*"))


def test_a_partial_clone_fetches_nothing(tmp_path: Path) -> None:
    trap = Trap(tmp_path / "trap")
    origin = repository(tmp_path / "origin", {"AGENTS.md": GOOD, **MAKE})
    git(origin, "config", "uploadpack.allowFilter", "true")
    root = tmp_path / "r"
    words = ("clone", "-q", "--no-local", "--filter=blob:none", "--no-checkout")
    git(tmp_path, *words, f"file://{origin}", str(root))
    git(root, "read-tree", "HEAD")
    (root / "AGENTS.md").write_text(GOOD)
    for protocol in ("file", "ext", "ssh"):
        git(root, "config", f"protocol.{protocol}.allow", "always")
    git(root, "config", "remote.origin.uploadpack", trap.program("uploadpack"))
    git(root, "config", "core.sshCommand", trap.program("ssh"))
    for url in (f"file://{origin}", f"ext::{trap.program('ext')} %S", "ssh://host/x"):
        git(root, "config", "remote.origin.url", url)
        staged = told(root, "check", "--staged")
        # the object is not here: it was not looked at, and that is no clean run
        assert (staged.status, "is not in this partial clone" in staged.err) == (2, True), staged
        assert told(root, "diff", "HEAD").status == 2
        for line in ("check", "receipt --base HEAD", "ledger check --base HEAD"):
            ran = told(root, *line.split())
            assert ran.status in (0, 1), (line, ran)
        assert trap.sprung() == []


def outside(tmp_path: Path) -> Path:
    """A folder beside the repository whose files nobody may open."""
    folder = tmp_path / "outside"
    folder.mkdir()
    for name in (
        "package.json",
        "pyproject.toml",
        "Makefile",
        "guide.md",
        "rules.md",
        "ledger.jsonl",
    ):
        (folder / name).write_text(f"{SECRET} {{\n")
    (folder / "requirements.txt").write_text(f"{SECRET}==1.0\n")
    return folder


def test_links_out_of_the_tree_are_followed_for_instructions_alone(tmp_path: Path) -> None:
    folder = outside(tmp_path)
    (folder / "told.md").write_text("# Told\n\nRun `make test`.\n")
    text = f"{GOOD}Requires click 8. See [the guide](guide.md#part), `docs/guide.md`, `package.json`.\n"
    root = repository(tmp_path / "r", {"AGENTS.md": text, "docs/x.md": "x\n", "src/x.py": ""})
    links = {
        "package.json": "package.json",
        "pyproject.toml": "pyproject.toml",
        "Makefile": "Makefile",
        "guide.md": "guide.md",
        "requirements.txt": "requirements.txt",
        "linked": "",
        "docs/guide.md": "guide.md",
        "Dockerfile": "package.json",
        ".nvmrc": "package.json",
        "justfile": "Makefile",
        "Cargo.toml": "pyproject.toml",
        "go.mod": "pyproject.toml",
        "tsconfig.json": "package.json",
    }
    for name, target in links.items():
        (root / name).symlink_to(folder / target)
    (root / "api").mkdir()
    (root / "api" / "AGENTS.md").symlink_to(folder / "told.md")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "links")
    lines = [
        "check",
        "check --staged",
        "check --agent claude-code --agent cursor",
        "explain --all-agents",
        "map --format html",
        "receipt --base HEAD~1",
    ]
    fine = {**COMMANDS, "ledger list": (2,)}
    for line in [*lines, "ledger list", "survey . --jobs 1 --output {out}"]:
        if line == "ledger list":
            (root / ".agentslint").mkdir()
            (root / ".agentslint" / "ledger.jsonl").symlink_to(folder / "ledger.jsonl")
        seen = watch(*filled(line, tmp_path), cwd=root, stdin=given(line))
        assert seen.ran.status in fine[line], seen.ran
        read = {path for path in seen.opened if path.startswith(f"{folder}/")}
        assert read <= {str(folder / "told.md")}, line
        assert SECRET not in seen.ran.out + seen.ran.err, line


@pytest.mark.parametrize(
    ("name", "text", "link", "said"),
    [
        ("agentslint.toml", "", "pyproject.toml", "agentslint.toml: leads out of the repository"),
        ("agentslint.toml", 'baseline = "../outside/ledger.jsonl"\n', "", "baseline ../outside"),
        ("agentslint.toml", 'baseline = "{folder}/ledger.jsonl"\n', "", "leads out of the reposit"),
        ("agentslint.toml", 'baseline = ".git/hooks/pre-commit"\n', "", "into its git directory"),
        ("agentslint.toml", 'baseline = "sub/.GIT/x"\n', "", "into its git directory"),
        ("agentslint.toml", 'rules = ["../outside"]\n', "", "rules: ../outside: leads out of"),
        ("agentslint.toml", 'rules = ["{folder}"]\n', "", "leads out of the repository"),
        ("agentslint.toml", 'rules = ["pack"]\n', "", "rules: pack/own.md: is a symbolic link"),
    ],
)
def test_settings_that_lead_out_are_refused(
    tmp_path: Path, name: str, text: str, link: str, said: str
) -> None:
    folder = outside(tmp_path)
    root = repository(tmp_path / "r", {"AGENTS.md": GOOD, **MAKE})
    (root / "pack").mkdir()
    (root / "pack" / "own.md").symlink_to(folder / "rules.md")
    if link:
        (root / name).symlink_to(folder / link)
    else:
        (root / name).write_text(text.format(folder=folder))
    seen = watch("check", cwd=root)
    assert (seen.ran.status, seen.ran.err.count("\n")) == (2, 1)
    assert said in seen.ran.err
    assert not {path for path in seen.opened if path.startswith(f"{folder}/")}


def test_no_setting_has_a_ledger_in_gits_own_directory(tmp_path: Path) -> None:
    root = repository(
        tmp_path / "r",
        {"AGENTS.md": GOOD, "agentslint.toml": '[evidence]\nledger = ".git/config"\n', **MAKE},
    )
    (root / "new.py").write_text("x = 1\n")
    before = (root / ".git" / "config").read_text()
    ran = agentslint("ledger", "add", "--verified", "make test=0", cwd=root)
    assert (ran.status, "into its git directory" in ran.err) == (2, True)
    assert (root / ".git" / "config").read_text() == before


@pytest.mark.parametrize("name", ["agentslint-baseline.json", ".agentslint", "AGENTS.md"])
def test_what_is_written_follows_no_link_out(tmp_path: Path, name: str) -> None:
    beside = tmp_path / "beside"
    beside.mkdir()
    (beside / "told.md").write_text("See `src/old.py`.\n")
    root = repository(tmp_path / "r", {"src/old.py": "x = 1\n", **MAKE})
    git(root, "mv", "src/old.py", "src/new.py")
    git(root, "commit", "-q", "-m", "moved")
    if name == "AGENTS.md":
        (root / name).symlink_to(beside / "told.md")
    else:
        (root / "AGENTS.md").write_text("See `src/old.py`.\n")
        target = beside if name == ".agentslint" else beside / "new.json"
        (root / name).symlink_to(target)
    before = state(beside)
    for line in ("check --write-baseline", "check --fix --unsafe-fixes", "ledger add --base HEAD"):
        agentslint(*line.split(), cwd=root)
    assert state(beside) == before


@pytest.mark.parametrize(
    "name",
    [".git/HEAD", ".git/config", ".git/index", ".git/info/exclude", ".gitignore", ".gitattributes"],
)
def test_a_pipe_where_git_wants_a_file(tmp_path: Path, name: str) -> None:
    root = repository(tmp_path / "r", {"AGENTS.md": "", **MAKE})
    (root / name).unlink(missing_ok=True)
    os.mkfifo(root / name)
    ran = told(root, "check")
    assert f"git does not answer here ({name} is no regular file)" in ran.err
    assert "placeholder-file" in ran.out
    for line in ("check --staged", "check --since HEAD", "diff HEAD", "receipt --base HEAD"):
        assert told(root, *line.split()).status == 2, line


def test_settings_of_very_many_lines(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", {"AGENTS.md": "", **MAKE})
    with open(root / ".git" / "config", "a") as file:
        file.write("\n" * 1_000_000 + "[include]\n\tpath = other\n")
    began = time.monotonic()
    assert told(root, "check").status == 1
    assert time.monotonic() - began < 20


WAYS = {
    "ignore rules": "src/.gitignore",
    "a reference": ".git/refs/heads/main",
    "an object": ".git/objects/{head}",
    "an included file": ".git/included",
    "included by an included file": ".git/inner",
    "ignore rules outside": "../excludes",
}


@pytest.mark.parametrize("way", WAYS)
def test_a_pipe_that_git_finds_on_its_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    monkeypatch.setattr(git_patience, "LOOK", 0.2)
    root = repository(tmp_path / "r", {"AGENTS.md": "", "src/x.py": "", **MAKE})
    head = git(root, "rev-parse", "HEAD").strip()
    git(root, "branch", "-M", "main")
    place = root / WAYS[way].format(head=f"{head[:2]}/{head[2:]}")
    if "included" in way:
        git(root, "config", "include.path", "included")
        (root / ".git" / "included").write_text("[include]\n\tpath = inner\n")
    if "outside" in way:
        git(root, "config", "core.excludesFile", str(place))
    place.unlink(missing_ok=True)
    os.mkfifo(place)
    git_patience.begin()
    began = time.monotonic()
    ran = told(root, "check")
    assert (ran.status, "placeholder-file" in ran.out) == (1, True), ran
    # it is named, but for a file that the repository may not choose
    assert ("is no regular file" in ran.err) == (way not in ("an object",)), ran.err
    assert "GIT" not in ran.err
    for line in ("check --staged", "check --since HEAD", "explain src", "receipt --base HEAD"):
        told(root, *line.split())
    assert time.monotonic() - began < 5


def test_all_answers_of_git_have_one_deadline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of a run's questions to a git that takes for ever counts."""
    root = repository(tmp_path / "r", {"AGENTS.md": "", "src/x.py": "", **MAKE})
    slow = tmp_path / "bin" / "git"
    slow.parent.mkdir()
    slow.write_text("#!/bin/sh\nexec sleep 30\n")
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", str(slow.parent), prepend=os.pathsep)
    monkeypatch.setattr(git_patience, "LOOK", 0.1)
    monkeypatch.setattr(git_patience, "SECONDS", 0.3)
    git_patience.begin()
    began = time.monotonic()
    ran = told(root, "check", "--agent", "codex", "--agent", "claude-code")
    git_patience.begin()
    assert (ran.status, "did not answer within 0.3 seconds" in ran.err) == (1, True), ran
    assert time.monotonic() - began < 3


def test_a_ledger_that_is_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", {"AGENTS.md": GOOD, **MAKE})
    (root / ".agentslint").mkdir()
    os.mkfifo(root / ".agentslint" / "ledger.jsonl")
    for line in ("ledger list", "ledger check --base HEAD"):
        ran = told(root, *line.split())
        assert (ran.status, "ledger.jsonl: not a regular file" in ran.err) == (2, True), line


def test_a_diff_reads_no_file_without_an_end(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", {"AGENTS.md": GOOD, **MAKE})
    with open(root / "new.bin", "wb") as file:
        file.truncate(1 << 40)
    ran = told(root, "receipt", "--base", "HEAD")
    assert (ran.status, "new.bin has 1099511627776 bytes" in ran.err) == (2, True), ran


def test_ignore_rules_that_take_git_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Git tries a pattern of many stars from each place: one answer has a deadline of its own."""
    monkeypatch.setattr(git_patience, "ANSWER", 0.5)
    monkeypatch.setattr(git_patience, "LOOK", 0.2)
    root = repository(tmp_path / "r", {"AGENTS.md": f"See `{'a/' * 40}x.md`.\n", **MAKE})
    (root / ".gitignore").write_text("/**" * 40 + "/zz\n")
    git_patience.begin()
    ran = told(root, "check")
    git_patience.begin()
    assert (ran.status, "git did not answer within 0.5 seconds" in ran.err) == (2, True), ran


def test_what_git_reads_whole_has_an_end(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", {"AGENTS.md": "", **MAKE})
    for name in (".gitignore", ".git/info/exclude", ".git/index", ".git/config"):
        kept = (root / name).read_bytes() if (root / name).exists() else None
        with open(root / name, "ab") as file:
            file.truncate(3 << 30)
        ran = told(root, "check")
        assert f"{name} has 3221225472 bytes, which git would read" in ran.err, name
        (root / name).unlink()
        if kept is not None:
            (root / name).write_bytes(kept)


def test_devices_and_sockets_are_not_opened(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", MAKE)
    (root / "AGENTS.md").symlink_to("/dev/zero")
    for name in ("package.json", "pyproject.toml", "CLAUDE.md"):
        (root / name).symlink_to("/dev/random")
    os.mkfifo(root / "setup.cfg")
    (root / "api").mkdir()
    where = os.getcwd()
    os.chdir(root / "api")
    try:
        socket.socket(socket.AF_UNIX).bind("AGENTS.md")
    finally:
        os.chdir(where)
    seen = watch("check", "--agent", "codex", "--agent", "claude-code", cwd=root)
    assert seen.ran.status == 1
    assert "it is no regular file" in seen.ran.out
    assert not {path for path in seen.opened if path.startswith("/dev/") and path != "/dev/null"}
    assert str(root / "setup.cfg") not in seen.opened


def gone(place: Path) -> None:
    place.unlink()


def a_directory(place: Path) -> None:
    place.unlink()
    place.mkdir()


def a_pipe(place: Path) -> None:
    place.unlink()
    os.mkfifo(place)


def a_loop(place: Path) -> None:
    place.unlink()
    place.symlink_to(place.name)


def another_text(place: Path) -> None:
    place.write_text("x" * 100)


def without_its_folder(place: Path) -> None:
    shutil.rmtree(place.parent) if place.parent.name != "r" else place.unlink()


BECOMES = [gone, a_directory, a_pipe, a_loop, another_text, without_its_folder]


@pytest.mark.parametrize("become", BECOMES, ids=lambda become: become.__name__)
def test_files_that_change_while_they_are_read(
    tmp_path: Path, become: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between git's listing and the look, between the look and the reading, and after it."""
    folders = {f"d{number}/AGENTS.md": GOOD for number in range(4)}
    files = {"AGENTS.md": GOOD, "CLAUDE.md": "@AGENTS.md\n", **folders, **MAKE}
    root = repository(tmp_path / "r", files)
    asked: list[str] = []
    spoilt = 0

    def ours(place: str) -> bool:
        """Whether a place may be spoilt: a file of the test's own repository, whatever is asked."""
        path = Path(place)
        inside = path.is_relative_to(root) and not {"..", ".git"} & {*path.parts}
        return inside and path.is_file()

    def before(real: Callable[..., object]) -> Callable[..., object]:
        def question(place: str, *more: object) -> object:
            asked.append(place)
            if len(asked) == spoilt and ours(place):
                become(Path(place))
            return real(place, *more)

        return question

    for name in ("kind", "size", "read", "real", "target"):
        monkeypatch.setitem(trace._QUESTIONS, name, before(trace._QUESTIONS[name]))
    words = ("check", "--agent", "codex", "--agent", "claude-code")
    told(root, *words)
    moments = [n for n, place in enumerate(asked, 1) if ours(place)]
    for moment in moments[:: max(1, len(moments) // 12)]:
        asked.clear()
        spoilt = moment
        ran = told(root, *words)
        assert len(asked) >= moment
        assert ran.out or ran.status == 2
        git(root, "clean", "-qfdx")
        git(root, "checkout", "-q", "-f", "HEAD")


@pytest.mark.parametrize("moment", ["looked", "written"])
@pytest.mark.parametrize("become", BECOMES, ids=lambda become: become.__name__)
def test_files_that_change_while_they_are_mended(
    tmp_path: Path, become: Callable[[Path], None], moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before a fix looks at its file once more, and right before it writes."""
    texts = dict.fromkeys(("AGENTS.md", "d/AGENTS.md"), "Run `scripts/check.sh` first.\n")
    root = repository(tmp_path / "r", {**texts, "scripts/check.sh": "true\n"})
    (root / "tools").mkdir()
    git(root, "mv", "scripts/check.sh", "tools/check.sh")
    git(root, "commit", "-q", "-m", "move")
    place = root / "d/AGENTS.md"
    owner, name = (disk_queries, "read") if moment == "looked" else (fix, "replace_file")
    real, became = getattr(owner, name), []

    def question(path: str, *more: object) -> object:
        if path.endswith("d/AGENTS.md") and not became:
            became.append(path)
            become(place)
        return real(path, *more)

    monkeypatch.setattr(owner, name, question)
    ran = told(root, "check", "--fix", "--no-cache", "--select", "dead-path")
    assert became
    assert ran.status == 0 or "d/AGENTS.md" in ran.err, ran
    mended = [text.replace("scripts", "tools") for text in texts.values()]
    # each file is what it was, what the fix makes of it, or what somebody else wrote
    for file in (root / "AGENTS.md", place):
        if file.is_file():
            assert file.read_text() in (*texts.values(), *mended, "x" * 100)
    if moment == "looked":
        assert (ran.status, (root / "AGENTS.md").read_text()) == (2, texts["AGENTS.md"])
        assert become is not another_text or place.read_text() == "x" * 100


def test_a_file_that_grows_and_shrinks_while_it_is_read(tmp_path: Path) -> None:
    from agentslint.io import disk_queries

    place = tmp_path / "x"
    place.write_bytes(b"x" * 10)
    real = os.fstat

    class Other:
        st_mode = stat.S_IFREG

        def __init__(self, size: int) -> None:
            self.st_size = size

    for size in (0, 3, 10, 10_000):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(os, "fstat", lambda handle, size=size: Other(size))
            assert disk_queries.read(str(place), 1 << 20) == b"x" * 10
    assert os.fstat is real


def test_a_manifest_that_cannot_be_read_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = repository(tmp_path / "r", {"AGENTS.md": GOOD, **MAKE})
    real = trace._QUESTIONS["read"]

    def read(place: str, *more: object) -> object:
        if place.endswith("Makefile"):
            raise disk_queries.Unreadable("Permission denied")
        return real(place, *more)

    monkeypatch.setitem(trace._QUESTIONS, "read", read)
    ran = told(root, "check")
    assert ran.err.count("Makefile: Permission denied: what it says was not looked at") == 1, ran


def test_a_gigabyte(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", MAKE)
    with open(root / "AGENTS.md", "wb") as file:
        file.write(GOOD.encode())
        file.truncate(1 << 30)
    with open(root / "package.json", "wb") as file:
        file.truncate(1 << 30)
    code = (
        "import resource, sys; from agentslint.cli import main\n"
        "try: main()\n"
        "finally: print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "check", "--select", "truncated-chain"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(HOME)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 2
    assert "AGENTS.md: its first 1,919,712 of 1,073,741,824 bytes were judged" in done.stderr
    assert "of 1,073,741,824 bytes of this file" in done.stdout
    assert int(done.stderr.split()[-1]) < 500_000  # KiB: half of the file


def test_very_many_small_files(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", {"AGENTS.md": GOOD, **MAKE})
    for folder in range(8):
        (root / f"d{folder}").mkdir()
        for number in range(250):
            (root / f"d{folder}" / str(number)).touch()
    assert told(root, "check").status == 0
    git(root, "add", "-A")
    assert told(root, "check").status == 0


def test_paths_of_4000_bytes(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", {"AGENTS.md": GOOD, **MAKE})
    parts = ["d" * 200] * 19
    where = os.getcwd()
    os.chdir(root)
    try:
        for part in parts:
            os.mkdir(part)
            os.chdir(part)
        Path("AGENTS.md").touch()
    finally:
        os.chdir(where)
    try:
        ran = told(root, "check")
        assert ran.status == 1
        assert f"{'/'.join(parts)}/AGENTS.md:1:1: " in ran.out
        git(root, "add", "-A")
        git(root, "commit", "-q", "-m", "deep")
        for line in ("check --staged", "explain", "map --format svg", "diff HEAD~1"):
            assert told(root, *line.split()).status in (0, 1)
    finally:
        subprocess.run(["rm", "-rf", root / parts[0]], check=False)


def test_names_that_are_not_utf8_or_differ_by_case(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", {"AGENTS.md": GOOD, **MAKE})
    for name in (
        b"caf\xe9",
        b"\xff\xfe",
        "Straße".encode(),
        b"STRASSE",
        b"a\xcc\x81",
        "á".encode(),
    ):
        os.makedirs(os.path.join(os.fsencode(root), name))
        Path(os.fsdecode(os.path.join(os.fsencode(root), name, b"AGENTS.md"))).touch()
    for name in ("agents.md", "Agents.md", "AGENTS.MD", "API/AGENTS.md", "api/AGENTS.md"):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text("")
    for _ in range(2):
        ran = told(root, "check")
        for name in ("caf\\xe9", "\\xff\\xfe", "Straße", "STRASSE", "API", "api"):
            assert f"{name}/AGENTS.md:1:1: " in ran.out
        git(root, "add", "-A")
    for line in ("check --staged", "explain --all-agents", "map --format html"):
        assert told(root, *line.split()).status in (0, 1)


def other(root: Path) -> Path:
    return repository(root.parent / "other", {"AGENTS.md": "# Other\n", "x/AGENTS.md": ""})


def points_elsewhere(root: Path) -> None:
    """A `.git` file that names another repository, whose index knows other files."""
    shutil.rmtree(root / ".git")
    (root / ".git").write_text(f"gitdir: {other(root)}/.git\n")


def lies_as_a_worktree(root: Path) -> None:
    """A worktree's `.git` file without its counterpart."""
    shutil.rmtree(root / ".git")
    (root / ".git").write_text(f"gitdir: {other(root)}/.git/worktrees/none\n")


def work_tree_elsewhere(root: Path) -> None:
    git(root, "config", "core.worktree", str(other(root)))


def alternates_elsewhere(root: Path) -> None:
    objects = other(root) / ".git" / "objects"
    (root / ".git" / "objects" / "info").mkdir(exist_ok=True)
    (root / ".git" / "objects" / "info" / "alternates").write_text(f"{objects}\n/nowhere\n")


def objects_gone(root: Path) -> None:
    shutil.rmtree(root / ".git" / "objects")
    (root / ".git" / "objects").mkdir()


def index_cut(root: Path) -> None:
    data = (root / ".git" / "index").read_bytes()
    (root / ".git" / "index").write_bytes(data[: len(data) // 2])


def index_of_noise(root: Path) -> None:
    (root / ".git" / "index").write_bytes(b"DIRC" + os.urandom(900))


def head_in_a_loop(root: Path) -> None:
    (root / ".git" / "HEAD").write_text("ref: refs/heads/a\n")
    (root / ".git" / "refs" / "heads" / "a").write_text("ref: refs/heads/a\n")


def config_broken(root: Path) -> None:
    (root / ".git" / "config").write_text("[core\nno = config")


def include_in_a_loop(root: Path) -> None:
    git(root, "config", "include.path", "config")


def format_unknown(root: Path) -> None:
    git(root, "config", "core.repositoryFormatVersion", "1")
    git(root, "config", "extensions.unheardOf", "true")


def bare(root: Path) -> None:
    git(root, "config", "core.bare", "true")


def lock_left(root: Path) -> None:
    (root / ".git" / "index.lock").write_text("")


def links_in_a_ring(root: Path) -> None:
    shutil.rmtree(root / ".git")
    (root / ".git").symlink_to(".git")


LIES = [
    points_elsewhere, lies_as_a_worktree, work_tree_elsewhere, alternates_elsewhere, objects_gone,
    index_cut, index_of_noise, head_in_a_loop, config_broken, include_in_a_loop, format_unknown,
    bare, lock_left, links_in_a_ring,
]  # fmt: skip


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie.__name__)
def test_a_git_directory_that_lies(tmp_path: Path, lie: object) -> None:
    root = repository(tmp_path / "r", {"AGENTS.md": "", "api/AGENTS.md": GOOD, **MAKE})
    assert callable(lie)
    lie(root)
    before = state(root)
    ran = told(root, "check")
    # whatever git says, the files that lie here are looked at
    assert (ran.status, "AGENTS.md:1:1: warning[placeholder-file]" in ran.out) == (1, True), ran
    for line in (
        "check --staged",
        "check --since HEAD",
        "explain api",
        "diff HEAD",
        "ledger check --base HEAD",
    ):
        ran = told(root, *line.split())
        if ran.status == 0 and line.startswith("check"):
            assert "instruction file" in ran.out, (line, ran)
    assert state(root) == before


def entry(mode: str, name: str, id: str) -> bytes:
    return f"{mode} {name}\0".encode() + bytes.fromhex(id)


# what git writes into no tree, and reads from one that somebody else wrote
TREES: dict[str, list[tuple[str, str]]] = {
    "up": [("100644", ".."), ("40000", "..")],
    "out": [("100644", "../up.md"), ("100644", "/tmp/out.md"), ("120000", "../link")],
    "own": [("40000", ".git"), ("100644", ".git/config")],
    "twice": [("120000", "a"), ("40000", "a"), ("100644", "a")],
    "nameless": [("40000", "")],
    "long": [("40000", "x" * 300)],
    "a submodule that is a file here": [("160000", "api")],
    "a submodule that is no name": [("160000", ".."), ("160000", "."), ("160000", ".git")],
}


@pytest.mark.parametrize("tree", TREES)
def test_a_tree_that_no_git_writes(tmp_path: Path, tree: str) -> None:
    root = repository(tmp_path / "r", {"AGENTS.md": GOOD, "api": "", **MAKE})
    outside = tmp_path / "up.md"
    outside.write_text("See `src/gone.py`.\n")

    def stored(kind: str, data: bytes) -> str:
        done = subprocess.run(
            ["git", "hash-object", "-t", kind, "-w", "--literally", "--stdin"],
            cwd=root, input=data, capture_output=True, check=True,
        )  # fmt: skip
        return done.stdout.decode().strip()

    blob = stored("blob", b"Be brief.\n")
    inner = stored("tree", entry("100644", "AGENTS.md", blob))
    ids = {"40000": inner, "160000": git(root, "rev-parse", "HEAD").strip()}
    rows = [("100644", "AGENTS.md"), *TREES[tree]]
    made = stored("tree", b"".join(entry(mode, name, ids.get(mode, blob)) for mode, name in rows))
    other = git(root, "commit-tree", made, "-m", "other").strip()
    before = state(tmp_path)
    for words in (
        ["check", "--since", other],
        ["diff", other],
        ["ledger", "check", "--base", other],
    ):
        ran = told(root, *words)
        assert "gone.py" not in ran.out, (words, ran)
    assert state(tmp_path) == before


@pytest.mark.parametrize("form", ["--object-format=sha256", "--ref-format=reftable"])
def test_other_formats_of_git(tmp_path: Path, form: str) -> None:
    root = tmp_path / "r"
    root.mkdir()
    made = subprocess.run(["git", "init", "-q", "-b", "main", form, root], capture_output=True)
    if made.returncode:
        pytest.skip(f"this git knows no {form}")
    repository(root, {"AGENTS.md": f"{GOOD}See `src/old.py`.\n", "src/old.py": "x = 1\n", **MAKE})
    git(root, "mv", "src/old.py", "src/new.py")
    git(root, "commit", "-q", "-m", "moved")
    for line in ("check", "check --staged"):
        assert "moved to src/new.py" in told(root, *line.split()).out.replace("renamed", "moved")
    for line in ("check --since HEAD~1", "diff HEAD~1", "receipt --base HEAD~1"):
        assert told(root, *line.split()).status in (0, 1)


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
@pytest.mark.parametrize("line", ["check", "check --staged", "ledger check --base HEAD~1"])
def test_what_the_system_saw(tmp_path: Path, line: str) -> None:
    """The same as above, told by the kernel, with git's own calls."""
    trap = Trap(tmp_path / "trap")
    root = planted(tmp_path / "r", trap)
    folder = outside(tmp_path)
    (root / "package.json").unlink()
    (root / "package.json").symlink_to(folder / "package.json")
    log = tmp_path / "log"
    words = ["strace", "-f", "-qq", "-o", log, "-e", "trace=execve,openat,open,connect,socket"]
    ran = subprocess.run(
        [*words, sys.executable, "-m", "agentslint", *line.split()],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(HOME)},
        capture_output=True,
        timeout=120,
    )
    calls = log.read_text(errors="replace").splitlines()
    if not any("execve(" in call for call in calls):
        pytest.skip(f"strace cannot trace here: {ran.stderr!r}")
    assert ran.returncode in (0, 1)
    started = {call.split('"')[1] for call in calls if "execve(" in call and " = 0" in call}
    assert {os.path.basename(name) for name in started} <= {"git", os.path.basename(sys.executable)}
    assert not [call for call in calls if "AF_INET" in call]
    assert not [call for call in calls if str(folder) in call and "O_RDONLY" in call]
    writing = [
        call for call in calls if "O_WRONLY" in call or "O_RDWR" in call or "O_CREAT" in call
    ]
    assert not [call for call in writing if f'"{tmp_path}' in call and "ENOENT" not in call]
    assert trap.sprung() == []
