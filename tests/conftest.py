"""What all tests share: no time limits of hypothesis, since machines differ, nobody's cache, an order."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

os.environ["AGENTSLINT_NO_CACHE"] = "1"
# images of containers set these: with the one each start compiles agentslint anew, with either no
# run is forked (tests/forked.py), and both are ten times as long
for option in ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"):
    os.environ.pop(option, None)

# What takes longest is begun first: at the end a long test would run alone, on one processor.
LONG = (
    "tests/test_real_",
    "tests/test_wheel.py",
    "tests/chain/test_real_",
    "tests/test_house.py",
    "tests/test_docs.py",
    "tests/test_additions.py",
    "tests/test_hostile.py",
    "tests/test_fuzz.py",
    "tests/io/test_growth.py",
)

settings.register_profile("house", deadline=None, print_blob=True)
settings.load_profile("house")


def pytest_configure() -> None:
    """What tools keep in the checkout is there before a test counts on it: a kept run is no answer
    once the directory that the package is imported from has changed, and a first `ruff` changes it.
    """
    for name in (".hypothesis", ".mypy_cache", ".pytest_cache", ".ruff_cache"):
        (Path(__file__).parent.parent / name).mkdir(exist_ok=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


@pytest.fixture
def heard() -> Iterator[None]:
    """What runs in the background may have interrupts ignored: what such a test starts hears them."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
