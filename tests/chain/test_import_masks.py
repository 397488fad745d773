"""What an agent's own patterns close off of a text is found in linear steps, and is the same."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentslint.chain import import_masks
from agentslint.chain.agents import AGENTS
from agentslint.chain.framing import framed
from agentslint.chain.imports import GRAMMARS, targets
from agentslint.model import File, Link

texts = st.lists(
    st.sampled_from(
        ["`", "``", "```", "~~~", "\n", " ", "a", "<!--", "-->", ">", "-", "    ", "@b"]
    )
).map("".join)


@given(texts)
def test_backticks_are_closed_as_the_pattern_does(text: str) -> None:
    expected = [match.span() for match in re.finditer(r"(`+)([\s\S]*?)\1", text)]
    assert list(import_masks.inline(text)) == expected


@given(texts)
def test_fences_are_those_of_the_pattern(text: str) -> None:
    pattern = r"^ {0,3}(`{3,}|~{3,})[^\n]*\n.*?(?:^ {0,3}\1[`~]*[ \t]*$|\Z)"
    assert import_masks.fences(text) == [m.span() for m in re.finditer(pattern, text, re.M | re.S)]


@given(texts)
def test_comments_are_those_of_the_pattern(text: str) -> None:
    spans = import_masks.code_and_comments(text)[len(import_masks.code(text)) :]
    assert spans == [match.span() for match in re.finditer(r"<!--.*?-->", text, re.S)]
    agent = AGENTS["claude-code"]
    data = b"x" + text.encode()  # no front matter
    link = Link("CLAUDE.md", "loaded", len(data), len(data), "", File("CLAUDE.md", data, len(data)))
    left = re.sub(r"<!--.*?-->[ \t]*\n?", "", f"x{text}", flags=re.S)
    assert framed(agent, link) == agent.frame.format(text=left, path="CLAUDE.md")


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30))))
def test_within(spans: list[tuple[int, int]]) -> None:
    lies = import_masks.within(spans)
    assert [lies(at) for at in range(31)] == [
        any(a <= at < b for a, b in spans) for at in range(31)
    ]


@pytest.mark.parametrize("grammar", GRAMMARS)
@pytest.mark.parametrize(
    "text",
    [
        "`" * 200_000 + "a" * 200_000,
        "`@a` " * 80_000,
        "```\n" * 100_000,
        "~~~\n```\n" * 50_000,
        "<!--" * 100_000,
        "a".join("`" * length for length in range(900, 0, -1)),
        "@a " * 130_000,
    ],
    ids=lambda text: text[:8] + text[-4:],
)
def test_imports_take_linear_steps(grammar: str, text: str) -> None:
    start = time.process_time()
    list(targets(text, grammar))
    assert time.process_time() - start < 5
