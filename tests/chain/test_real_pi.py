"""Fresh random trees, each run: what the real pi sends its model, against ours."""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

import pytest

from agentslint import chain
from agentslint.chain import agents
from agentslint.model import User
from agentslint.repo import Repo

from ..npm import NEWEST, releases
from ..real_pi import VERSION, Model, ask, install

TREES = 5
NAMES = ["AGENTS.md"] * 3 + ["CLAUDE.md"] * 2 + ["AGENTS.override.md", "AGENTS.MD", "AGENT.md"]
FOLDERS = ["a", "b", "pkg one", "dé", "deep"]


@pytest.fixture(scope="module", params=releases(VERSION))
def client(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    cache = Path(os.environ.get("AGENTSLINT_NPM", tmp_path_factory.mktemp("npm")))
    place = cache / ("pi-newest" if request.param == NEWEST else "pi")
    found = install(place, request.param)
    if found is None:
        pytest.skip("npm cannot install pi here")
    return found


def lay(root: Path, home: Path, dice: random.Random) -> tuple[Path, dict[str, str]]:
    """A tree, the directory to start in, and the mark of each file by its path."""
    parts = [dice.choice(FOLDERS) for _ in range(dice.randint(0, 3))]
    marks: dict[str, str] = {}
    folders = [root.joinpath(*parts[:end]) for end in range(len(parts) + 1)]
    for folder in [*folders, home / ".pi" / "agent"]:
        folder.mkdir(parents=True, exist_ok=True)
        for name in dice.sample(sorted(set(NAMES)), dice.choice([0, 1, 1, 2, 3])):
            path = folder / name
            marks[str(path)] = mark = f"zq{len(marks):03d}m"
            if dice.random() < 0.15:
                path.write_text("")
            elif dice.random() < 0.1:
                path.mkdir()
            else:
                path.write_text(f"Rule {mark}\n")
    (dice.choice(folders) / ".git").mkdir()
    return folders[-1], marks


def test_files_of_fresh_trees(client: Path, tmp_path: Path) -> None:
    seed = random.SystemRandom().randrange(10**9)
    dice = random.Random(seed)
    model = Model()
    for number in range(TREES):
        top, home = tmp_path / f"tree{number}", tmp_path / f"home{number}"
        cwd, marks = lay(top, home, dice)
        sent = ask(client, model, cwd, home)
        theirs = sorted((m for m in marks.values() if m in sent), key=sent.index)
        repo = Repo.at(str(cwd))
        user = User({"HOME": str(home)})
        built = chain.build(repo, agents.get("pi"), os.path.relpath(cwd, repo.root), user)
        ours = [marks[path] for k in built.sources if (path := repo.absolute(k.path)) in marks]
        assert theirs == ours, f"seed {seed}, tree {number}: {sorted(marks)}"
        shutil.rmtree(top)
    model.shutdown()
