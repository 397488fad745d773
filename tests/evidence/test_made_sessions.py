"""Sessions of the real clients, made with a scripted model: the truth was written down before they were judged."""

from __future__ import annotations

import json
import os
import pathlib
import subprocess
from typing import Any

import pytest

from agentslint.chain import agents
from agentslint.evidence import proof, session_file
from agentslint.repo import Repo

MADE = pathlib.Path(__file__).parents[2] / "fixtures" / "made-sessions"
PAGES = [
    (f"{page.stem}: {json.loads(line)['name']}", line)
    for page in sorted(MADE.glob("*.jsonl"))
    for line in page.read_text().splitlines()
]
BEFORE, AFTER = "2020-01-01T00:00:00Z", "2040-01-01T00:00:00Z"


@pytest.mark.parametrize("line", [row[1] for row in PAGES], ids=[row[0] for row in PAGES])
def test_a_made_session_is_told_what_it_is(tmp_path, line):
    made = json.loads(line)
    root = tmp_path / "above" / "repo"
    root.mkdir(parents=True)
    git(root, "init", "-q", "-b", "main")
    write(root, made["files"])
    for name in made["executable"]:
        (root / name).chmod(0o755)
    first = commit(root, BEFORE)
    for changes in made["commits"]:
        write(root, changes)
        commit(root, AFTER)
    write(root, made["left"])
    text = "\n".join(json.dumps(row, ensure_ascii=False) for row in made["rows"])
    for mark, value in (("{ROOT}", root), ("{ABOVE}", root.parent), ("{COMMIT}", first)):
        text = text.replace(mark, str(value))
    file = tmp_path / "session.jsonl"
    file.write_text(text + "\n")
    session = session_file.read(str(file))
    found = proof.prove(session, Repo.at(str(root)), agents.get(session.client))
    told = (found.verdict, found.missing, found.unknown)
    assert (found.verdict == "closed") is (made["truth"] == "closed"), told


def write(root: pathlib.Path, files: dict[str, str | None]) -> None:
    for name, text in files.items():
        place = root / name
        if text is None:
            place.unlink()
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text)


def commit(root: pathlib.Path, date: str) -> str:
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", "made", GIT_COMMITTER_DATE=date)
    return git(root, "rev-parse", "HEAD")


def git(root: pathlib.Path, *words: str, **more: Any) -> str:
    who = {
        f"GIT_{role}_{key}": "t" for role in ("AUTHOR", "COMMITTER") for key in ("NAME", "EMAIL")
    }
    env = os.environ | who | {"GIT_CONFIG_GLOBAL": os.devnull} | more
    return subprocess.run(
        ["git", *words], cwd=root, env=env, check=True, capture_output=True, text=True
    ).stdout.strip()
