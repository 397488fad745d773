"""The command that asks the real clients, as far as it needs none of them."""

from __future__ import annotations

import itertools
import json

import pytest

from agentslint.chain import agents
from agentslint.chain.checked import LAST

from ..clients import checked, model, random_trees
from ..clients.table import CLIENTS, Client


@pytest.mark.parametrize("client", CLIENTS, ids=[client.agent for client in CLIENTS])
def test_a_seed_makes_the_same_trees(client: Client) -> None:
    agent = client.agent
    one, other = (
        json.dumps(list(itertools.islice(random_trees.trees(agent, 7), 5))) for _ in range(2)
    )
    assert one == other
    assert one != json.dumps(list(itertools.islice(random_trees.trees(agent, 8), 5)))


def test_what_was_asked_last_is_told() -> None:
    assert checked.PLACE.read_text() == checked.text(LAST)
    for client in CLIENTS:
        row = agents.get(client.agent)
        assert (row.version, row.checked) == LAST[client.agent]


def test_the_model_has_a_file_read_in_the_words_of_each_tool() -> None:
    openai = {"tools": [{"function": {"name": "read", "parameters": {"properties": {"path": {}}}}}]}
    gemini = {
        "tools": [
            {
                "functionDeclarations": [
                    {"name": "read_file", "parameters": {"properties": {"absolute_path": {}}}}
                ]
            }
        ]
    }
    assert model.reader(openai, "/f") == ("read", {"path": "/f"})
    assert model.reader(gemini, "/f") == ("read_file", {"absolute_path": "/f"})
    assert model.reader({"tools": [{"name": "write"}]}, "/f") is None


def test_only_what_the_model_sees_is_looked_at() -> None:
    body = {
        "tools": ["t"],
        "system": "one",
        "messages": [{"role": "r", "content": [{"text": "two"}]}],
    }
    assert model.flat(body) == "one\ntwo"
