"""Text from a repository, made harmless."""

from __future__ import annotations

import pytest

from agentslint.core.escape import logged


@pytest.mark.parametrize("before", ["", "  ", "\t", "\x1b[1m", " \x1b[1;31m \x1b[0m"])
def test_no_line_is_a_command_whatever_its_colour(before: str) -> None:
    told = logged(f"a\n{before}::error::x\nb :: c\n")
    assert told == f"a\n .{before}::error::x\nb :: c\n"
