"""What languages a setting is said of is read once for each text, and the same as by every pattern."""

from __future__ import annotations

import random

import pytest

from agentslint.claims import settings
from agentslint.model import File


def test_a_label_of_many_rows_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    named = settings._named

    def noted(text: str) -> frozenset[str]:
        asked.append(text)
        return named(text)

    monkeypatch.setattr(settings, "_named", noted)
    text = "# Web\n\n" + "Words in Python. " * 90 + "\n\n" + "- Use tabs, not spaces\n" * 40
    data = text.encode()
    assert settings.read(File("AGENTS.md", data, len(data)))
    assert 0 < sum(len(each) > 99 for each in asked) <= 2  # for choices, and for other words


@pytest.mark.parametrize("seed", range(4))
def test_each_name_of_a_language_is_found(seed: int) -> None:
    pick = random.Random(seed)
    names = [name for family in settings._data()["languages"].values() for name in family]
    for _ in range(300):
        text = pick.choice(" .-+#x").join(pick.choices([*names, "x", "1", "."], k=3))
        whole = {
            family for family, (_, pattern) in settings._languages().items() if pattern.search(text)
        }
        assert settings._named(text) == whole, text
