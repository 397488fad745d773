"""A new user's first day, step by step, with what is installed: nothing of this checkout is on the path."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from .program import PLACE, environment
from .repositories import Repository

pytestmark = [
    pytest.mark.skipif(not os.environ.get("AGENTSLINT_REAL"), reason="AGENTSLINT_REAL=1 runs it"),
    pytest.mark.timeout(600),
]
FILES = {
    "AGENTS.md": "# Shop\n\nRun `make test` before review.\n\nThe checks are in `tools/check.sh`.\n",
    "Makefile": "test:\n\tpython -m unittest\n",
    "tools/check.sh": "make test\n",
    "tools/lint.sh": "make lint\n",
    "api/AGENTS.md": "Start with `tools/lint.sh`.\n",
    "api/AGENTS.override.md": "\n",
    "web/AGENTS.md": "Paste this: zero\u200bwidth.\n\nSee `docs/nowhere.md` for the layout.\n",
}


ADDRESS = "https://github.com/agentslint/agentslint"


class Day:
    """A machine with nothing but Python and git, and one repository on it."""

    def __init__(self, place: Path) -> None:
        self.repository = Repository(place / "shop")
        self.home = place / "home"
        self.bin = place / "environment" / "bin"
        self.wheels = place / "wheels"
        self.home.mkdir()
        # the hook is installed from the project's own address, which is this checkout here
        source = place / "agentslint.git"
        clone = ("git", "clone", "-q", "--bare", str(PLACE), str(source))
        subprocess.run(clone, check=True, capture_output=True)
        (self.home / ".gitconfig").write_text(f'[url "file://{source}"]\n\tinsteadOf = {ADDRESS}\n')
        self.python("-m", "venv", str(self.bin.parent))
        self.python("-m", "pip", "wheel", "-q", "--no-deps", "-w", str(self.wheels), str(PLACE))

    def python(self, *words: str) -> None:
        subprocess.run([sys.executable, *words], check=True, capture_output=True)

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        who = {
            f"GIT_{role}_{what}": "a@b.c"
            for role in ("AUTHOR", "COMMITTER")
            for what in ("NAME", "EMAIL")
        }
        around = environment(
            PATH=f"{self.bin}:{os.environ['PATH']}",
            HOME=str(self.home),
            PIP_FIND_LINKS=f"{self.wheels} {os.environ.get('PIP_FIND_LINKS', '')}".strip(),
            **who,
        )
        del around["PYTHONPATH"]
        return subprocess.run(
            words, cwd=self.repository.root, env=around, capture_output=True, text=True
        )


def test_the_first_day(tmp_path: Path) -> None:
    day = Day(tmp_path)
    repository = day.repository
    repository.commit(FILES)

    installed = day.run("pip", "install", "-q", "agentslint-chain", "pre-commit")
    assert installed.returncode == 0, installed.stderr
    assert day.run("agentslint", "init").returncode == 0

    first = day.run("agentslint", "check", "-q", "--format", "json")
    assert first.returncode == 1, first.stderr
    found = first.stdout.count('"rule":')
    assert found >= 3

    # one is meant, and says why
    text = FILES["web/AGENTS.md"].replace(
        "\n\n", " <!-- agentslint-ignore hidden-character: shows the paste -->\n\n", 1
    )
    configured = (repository.root / "agentslint.toml").read_text()
    repository.write(
        {
            "web/AGENTS.md": text,
            "agentslint.toml": 'baseline = "agentslint-baseline.json"\n' + configured,
        }
    )
    rest = day.run("agentslint", "check", "--write-baseline")
    assert rest.returncode == 0, rest.stdout + rest.stderr
    assert f"agentslint-baseline.json: {found - 1} findings written" in rest.stderr
    assert f"(1 suppressed, {found - 1} in the baseline)" in rest.stdout

    assert day.run("pre-commit", "autoupdate").returncode == 0
    hook = (repository.root / ".pre-commit-config.yaml").read_text()
    assert re.search(r"^    rev: [0-9a-f]{40}$", hook, re.MULTILINE), hook
    assert day.run("pre-commit", "install").returncode == 0
    day.run("git", "add", "-A")
    kept = day.run("git", "commit", "-q", "-m", "Lint what agents are told")
    assert kept.returncode == 0, kept.stdout + kept.stderr

    # weeks later somebody renames a script, far from any instruction file
    day.run("git", "mv", "tools/check.sh", "tools/verify.sh")
    stopped = day.run("git", "commit", "-q", "-m", "Rename the checks")
    said = stopped.stdout + stopped.stderr
    assert stopped.returncode == 1
    assert "AGENTS.md:5:20: error[dead-path] tools/check.sh does not exist: renamed" in said

    assert day.run("agentslint", "check", "--fix").returncode == 0
    assert "`tools/verify.sh`" in (repository.root / "AGENTS.md").read_text()
    day.run("git", "add", "-A")
    done = day.run("git", "commit", "-q", "-m", "Rename the checks")
    assert done.returncode == 0, done.stdout + done.stderr
