"""What agentslint says each agent is sent, against what the real clients were recorded to send."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from agentslint import chain
from agentslint.chain import agents
from agentslint.model import User
from agentslint.repo import Repo

RECORDINGS = Path(__file__).parents[2] / "fixtures" / "conformance" / "agents.jsonl"
CASES = [json.loads(line) for line in RECORDINGS.read_bytes().splitlines()]
LINE = "Filler instruction line, keep it simple.\n"

# nothing is left out: a recording that cannot be met is named here, with the reason
LEFT_OUT: dict[tuple[str, str], str] = {}
ASKED = [case for case in CASES if (case["agent"], case["case"]) not in LEFT_OUT]


def body(path: str, written: Any) -> str:
    """The text of a recording's file: between a begin and an end marker where it has them."""
    if written is None:
        written = f"{{B}}\nRule from {path}\n{{E}}\n"
    elif isinstance(written, list):
        length = written[1]
        written = "{B}\n" + (LINE * (length // len(LINE) + 1))[: length - 20] + "\n{E}\n"
    return str(written).replace("{B}", "zqB000b").replace("{E}", "zqE000e")


def marked(written: Any) -> bool:
    return (
        written is None or written[0] == "size" or (isinstance(written, str) and "{B}" in written)
    )


def lay(case: dict[str, Any], top: Path, home: Path) -> dict[str, str]:
    """Write the tree of a recording; its files by where they really lie."""
    places: dict[str, str] = {}
    for root in case["git"]:
        if root.startswith("wt:"):
            _, main, folder = root.split(":")
            below = top / main / ".git" / "worktrees" / folder
            below.mkdir(parents=True)
            (top / main / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
            (top / folder).mkdir(parents=True, exist_ok=True)
            (top / folder / ".git").write_text(f"gitdir: {below}\n")
        else:
            (top / root / ".git").mkdir(parents=True)
            (top / root / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    for path, written in case["files"].items():
        place = home / path[2:] if path.startswith("~/") else top / path
        place.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(written, list) and written[0] == "link":
            place.symlink_to(written[1])
            continue
        place.write_text(body(path, written))
        if written != "" and marked(written):
            places[os.path.realpath(place)] = path
    (top / case["cwd"]).mkdir(parents=True, exist_ok=True)
    return places


def answer(case: dict[str, Any], tmp: Path) -> list[tuple[str, str, bool]]:
    """(path, phase, complete) of each file sent, in order, from the code that `explain` uses."""
    top, home = tmp / "top", tmp / "home"
    top.mkdir(parents=True)
    home.mkdir(parents=True)
    places = lay(case, top, home)
    cwd = top / case["cwd"]
    repo = Repo.at(str(cwd))
    reading = os.path.relpath(top / case["read"], repo.root) if case["read"] else ""
    built = chain.build(
        repo,
        agents.get(case["agent"]),
        os.path.relpath(cwd, repo.root),
        User({"HOME": str(home)}),
        reading=reading,
    )
    found: dict[str, tuple[str, str, bool]] = {}
    for link in built.sources:
        path = places.get(repo.real(link.path))
        if path is not None:
            found.setdefault(path, (path, link.phase, link.fate != "cut"))
    return list(found.values())


@pytest.mark.parametrize("case", ASKED, ids=[f"{c['agent']}: {c['case']}" for c in ASKED])
def test_recording(case: dict[str, Any], tmp_path: Path) -> None:
    sent = sorted(case["loaded"], key=lambda file: file["order"])
    expected = [
        (file["path"], "start" if file["phase"] == "start" else "lazy", file["complete"])
        for file in sent
    ]
    assert expected == answer(case, tmp_path)


def test_left_out_are_known() -> None:
    assert set(LEFT_OUT) <= {(case["agent"], case["case"]) for case in CASES}
