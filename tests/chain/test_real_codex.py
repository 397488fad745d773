"""Fresh random trees, each run: the files that the real codex names, against ours."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agentslint import chain
from agentslint.chain import agents
from agentslint.model import User
from agentslint.repo import Repo

from ..npm import NEWEST, releases
from ..real_codex import VERSION, Server, install
from ..trees import lay
from .test_conformance import toml

TREES = {VERSION: 60, NEWEST: 30}
NAMES = ["AGENTS.md"] * 4 + ["AGENTS.override.md"] * 2 + ["agents.md", "CLAUDE.md", "GUIDE.md"]
FOLDERS = ["a", "b", "pkg one", "dé", "x%20y", "deep"]
TEXTS = ["rule\n", "", " \n\t", "\u00a0", "\u200b", "# Title\n\n- one\n- two\n", "x" * 40, "é" * 20]


@pytest.fixture(scope="module", params=releases(VERSION))
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    newest = request.param == NEWEST
    cache = Path(os.environ.get("AGENTSLINT_NPM", tmp_path_factory.mktemp("npm")))
    binary = install(cache / "newest" if newest else cache, request.param)
    if binary is None:
        pytest.skip("npm cannot install codex here")
    asked = Server(binary, tmp_path_factory.mktemp("home"))
    asked.trees = TREES[request.param]
    yield asked
    asked.close()


def tree(dice: random.Random) -> tuple[dict[str, Any], str, dict[str, Any]]:
    """Files, a directory to start in, and top-level keys of config.toml."""
    parts = [dice.choice(FOLDERS) for _ in range(dice.randint(0, 4))]
    folders = ["/".join(parts[:end]) for end in range(len(parts) + 1)]
    files: dict[str, Any] = {folder: {"dir": True} for folder in folders if folder}
    for folder in folders:
        inside = f"{folder}/" if folder else ""
        for name in dice.sample(NAMES, dice.choice([0, 1, 1, 2, 3])):
            kind = dice.random()
            entry: Any = dice.choice(TEXTS)
            if kind > 0.97:
                entry = {"symlink": name}
            elif kind > 0.92:
                entry = {"symlink": "nowhere"}
            elif kind > 0.87:
                entry = {"dir": True}
            files.setdefault(inside + name, entry)
        if dice.random() < (0.8 if not folder else 0.15):
            files[f"{inside}.git/HEAD"] = "ref: refs/heads/main\n"
    config: dict[str, Any] = {}
    if dice.random() < 0.4:
        config["project_doc_fallback_filenames"] = dice.sample(
            ["CLAUDE.md", "GUIDE.md", "agents.md"], 2
        )
    if dice.random() < 0.5:
        config["project_doc_max_bytes"] = dice.choice([0, 1, 5, 13, 34, 60, 1000])
    if dice.random() < 0.2:
        config["project_root_markers"] = dice.choice([[], [".hg"], ["GUIDE.md", ".git"]])
    return files, folders[-1] or ".", config


def test_sources_of_fresh_trees(server: Server, tmp_path: Path) -> None:
    seed = random.SystemRandom().randrange(10**9)
    dice = random.Random(seed)
    for number in range(server.trees):
        files, inside, config = tree(dice)
        root = tmp_path / f"tree{number}"
        root.mkdir()
        lay(root, files)
        (server.home / "config.toml").write_text(toml(config))
        (server.home / "AGENTS.md").write_text(dice.choice(TEXTS))
        cwd = root / inside if inside != "." else root
        repo = Repo.at(str(cwd))
        user = User({"CODEX_HOME": str(server.home)})
        built = chain.build(repo, agents.get("codex"), os.path.relpath(cwd, repo.root), user)
        ours = [repo.absolute(link.path) for link in built.sources]
        assert server.sources(cwd) == ours, f"seed {seed}, tree {number}: {files} {config}"
