"""The names of instruction files stand once: what agents look for is known there."""

from __future__ import annotations

import posixpath

import pytest

from agentslint.chain.agents import AGENTS
from agentslint.core import lazy_re
from agentslint.text.instruction_files import NAMES, STEM, TWINS, named


@pytest.mark.parametrize("agent", AGENTS.values(), ids=lambda agent: agent.id)
def test_each_name_that_an_agent_looks_for_is_known(agent) -> None:
    slots = (*agent.slots, *agent.top_slots)
    names = {posixpath.basename(path) for slot in slots for path in slot if "*" not in path}
    folded = {name.casefold() for name in NAMES}  # "agents.md" is AGENTS.md in other letters
    assert {name for name in names if name.casefold() not in folded} == set()


def test_a_path_is_known_by_its_name() -> None:
    assert named("docs/AGENTS.md") and named("CLAUDE.md")
    assert not named("README.md") and not named("AGENTS.md/a.txt")


def test_the_pattern_has_each_shared_name() -> None:
    assert [name for name in TWINS if not lazy_re.fullmatch(rf"{STEM}\.md", name)] == []
    assert lazy_re.fullmatch(STEM, "agent") is None
