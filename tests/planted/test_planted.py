"""Planted statements: what is false is found in nearly every wording, and what is true raises nothing."""

from __future__ import annotations

import pytest

from .kinds import Planted
from .measure import KINDS, said

LEAST = 0.6  # of the wordings of a kind; those that are left stand in `LEFT`
# kinds of which the readers of paths and names have still to learn the most
LEFT = frozenset(
    {
        "bare file name gone",
        "several directories in one line",
        "current scripts",
        "exhaustive index",
    }
    | {"config key not in file", "env variable renamed", "skill gone", "workflow gone"}
)


@pytest.mark.parametrize(
    "kind", [one for one in KINDS if one.name not in LEFT], ids=lambda one: one.name
)
def test_what_is_false_is_found(kind: Planted) -> None:
    found = [text for text, findings in said(kind, kind.said, twin=False) if findings]
    assert len(found) >= LEAST * len(kind.said)


@pytest.mark.parametrize("kind", KINDS, ids=lambda one: one.name)
def test_what_is_true_raises_nothing(kind: Planted) -> None:
    alarms = [(text, found) for text, found in said(kind, kind.said, twin=True) if found]
    assert alarms == []
