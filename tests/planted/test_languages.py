"""Planted statements in other languages: what is false is found as in English, and what is true raises nothing."""

from __future__ import annotations

import pytest

from .languages import SAID
from .measure import KINDS, said

LANGUAGES = sorted({language for wordings in SAID.values() for language in wordings})
LEAST = 0.9  # of all wordings of a language


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_false_is_found(language: str) -> None:
    found = total = 0
    for kind in KINDS:
        wordings = SAID.get(kind.name, {}).get(language, ())
        total += len(wordings)
        if wordings:
            found += sum(bool(findings) for _, findings in said(kind, wordings, twin=False))
    assert found >= LEAST * total


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_true_raises_nothing(language: str) -> None:
    alarms = [
        (text, findings)
        for kind in KINDS
        if (wordings := SAID.get(kind.name, {}).get(language, ()))
        for text, findings in said(kind, wordings, twin=True)
        if findings
    ]
    assert alarms == []


def test_every_kind_is_known() -> None:
    assert set(SAID) <= {kind.name for kind in KINDS}
