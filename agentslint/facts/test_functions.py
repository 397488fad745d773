"""How many tests the text of a file defines, by the shapes that test frameworks know them by."""

from __future__ import annotations

from collections.abc import Iterable

from agentslint.facts.code_files import is_code, is_test
from agentslint.repo import READ_LIMIT, Repo
from agentslint.repo.test_files import MANY, ONE

_FILES = 400  # files of a directory that are read


def count(repo: Repo, paths: Iterable[str]) -> tuple[int, bool] | None:
    """How many tests some files define, and whether any of them stands for many; None where not all can be read."""
    found, many = 0, False
    for number, path in enumerate(path for path in paths if is_code(path) and is_test(path)):
        text = repo.text(path)
        if text is None or len(text) >= READ_LIMIT or number >= _FILES:
            return None
        found += sum(1 for _ in ONE.finditer(text))
        many = many or MANY.search(text) is not None
    return found, many
