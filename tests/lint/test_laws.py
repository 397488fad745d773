"""Laws of chains, over trees that hypothesis makes up."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings

from agentslint import chain
from agentslint.chain import agents
from agentslint.chain.loss import losses
from agentslint.chain.repository_chains import all_chains
from agentslint.model import Chain
from agentslint.repo import Repo, join, parents

from ..fuzz.strategies import trees
from ..trees import entries, lay

CODEX = agents.get("codex")


def chains(repo: Repo) -> dict[str, Chain]:
    folders = {os.path.dirname(path) or "." for path in repo.listing.paths}
    every = {above for folder in folders for above in parents(folder)}
    return {folder: chain.build(repo, CODEX, folder) for folder in sorted(every)}


@given(trees())
def test_each_file_on_the_way_appears_once(files: dict[str, Any]) -> None:
    repo = Repo.of(entries(files))
    for folder, found in chains(repo).items():
        paths = [link.path for link in found.links]
        assert len(paths) == len(set(paths))
        names = found.agent.names
        if not found.failure:
            expected = [
                join(f, n) for f in parents(folder) for n in names if repo.is_file(join(f, n))
            ]
            assert expected == paths


@given(trees())
def test_bytes_never_exceed_the_budget(files: dict[str, Any]) -> None:
    for found in chains(Repo.of(entries(files))).values():
        assert found.agent.budget is not None
        assert found.used <= found.agent.budget
        sent = [link.bytes for link in found.links if link.level == "project"]
        assert found.used == sum(sent)
        assert all(0 <= link.bytes <= link.size for link in found.links)


@given(trees())
def test_a_child_begins_with_its_parent_until_the_budget_ends(files: dict[str, Any]) -> None:
    found = chains(Repo.of(entries(files)))
    for folder, child in found.items():
        if folder == "." or child.failure:
            continue
        above = found[parents(folder)[-2]]
        assert child.links[: len(above.links)] == above.links


@given(trees())
def test_what_is_sent_is_what_the_links_say(files: dict[str, Any]) -> None:
    for found in chains(Repo.of(entries(files))).values():
        text = chain.text(found)
        assert (text is None) == (not found.sources)
        assert all(link.bytes > 0 for link in found.sources)
        lost = {each.path for each in losses(found)}
        assert lost == {k.path for k in found.links if k.fate in ("cut", "dropped", "shadowed")}


@given(trees())
def test_check_and_explain_tell_the_same_fates(files: dict[str, Any]) -> None:
    repo = Repo.of(entries(files))
    surveyed = all_chains(repo, CODEX)
    alone = {folder: chain.build(Repo.of(entries(files)), CODEX, folder) for folder in surveyed}
    assert surveyed == alone


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(trees())
def test_memory_and_disk_agree(files: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "repo"
        plain = {p: e for p, e in files.items() if not p.startswith(".git/")}
        try:
            lay(root, plain)
        except OSError:
            return  # a file where a directory is needed: no such tree on a disk
        env = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull}
        for words in (["init", "-q"], ["add", "-A"]):
            subprocess.run(["git", "-C", root, *words], check=True, env=env, capture_output=True)
        disk, memory = Repo.at(str(root)), Repo.of(entries(files))
        assert links(chains(disk)) == links(chains(memory))
        assert disk.listing.tracked == memory.listing.tracked
        assert disk.listing.directories == memory.listing.directories


def links(found: dict[str, Chain]) -> dict[str, Any]:
    return {
        folder: [(k.path, k.fate, k.size, k.bytes) for k in each.links]
        for folder, each in found.items()
    }
