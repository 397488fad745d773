"""Ends as people state them."""

from __future__ import annotations

import pytest

from agentslint.claims.expiry import ends

STATED = {
    "Temporary until 2026-10-01.": ("day", "2026-10-01"),
    "Remove this file after October 1st, 2026, please.": ("day", "2026-10-01"),
    "expires: 2026/10/1": ("day", "2026-10-01"),
    "**Expires:** 1 Oct 2026": ("day", "2026-10-01"),
    "valid through 03/04/2026": ("day", "2026-04-03"),
    "Delete by end of 2026": ("day", "2026-12-31"),
    "Only needed until Q3 2026": ("day", "2026-09-30"),
    "until March 2026": ("day", "2026-03-31"),
    "Gültig bis zum 1. Oktober 2026": ("day", "2026-10-01"),
    "Gilt bis 31.12.2025": ("day", "2025-12-31"),
    "действует до 1 октября 2026": ("day", "2026-10-01"),
    "jusqu'au 1er octobre 2026": ("day", "2026-10-01"),
    "hasta el 1 de octubre de 2026": ("day", "2026-10-01"),
    "有效期至：2026年10月1日": ("day", "2026-10-01"),
    "2026年10月1日まで": ("day", "2026-10-01"),
    "2026년 10월 1일까지 유효": ("day", "2026-10-01"),
    "Remove once v2.1 is released.": ("release", "v2.1"),
    "Remove with release 2.1.0": ("release", "2.1.0"),
    "Delete this when #482 is closed.": ("issue", "482"),
    "Temporary, until https://github.com/acme/shop/pull/482 lands": ("issue", "482"),
    "Drop it after `feature/checkout` is merged": ("branch", "feature/checkout"),
    "valid until branch `release/freeze` is gone": ("branch", "release/freeze"),
}


@pytest.mark.parametrize(("text", "stated"), STATED.items())
def test_a_stated_end(text: str, stated: tuple[str, str]) -> None:
    assert [(end.kind, end.name) for end in ends(text)] == [stated]


@pytest.mark.parametrize(
    "text",
    [
        "Written on 2026-10-01.",
        "Last updated: October 1, 2026",
        "Use Python 3.12 until further notice.",
        "Run the tests after each change. See #12 for the reasons.",
        "until 2026-13-41",
        "After the move of 2026-01-15 the API lies in `api/`.",
        "Wait until #12 is answered before you deploy.",
        "Copyright 2026",
        "The branch `main` is protected.",
    ],
)
def test_no_end(text: str) -> None:
    assert list(ends(text)) == []
