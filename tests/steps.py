"""How many steps a check takes: `python -m tests.steps` in a repository prints them as JSON.

Steps, not seconds: of one tree and one program they are the same on every machine.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections import Counter
from collections.abc import Callable
from typing import Any

from agentslint.io import disk_queries, git_command
from agentslint.text import wording


def counted(owner: Any, name: str, note: Callable[..., object]) -> None:
    """Have `note` told of each call of a function."""
    function = getattr(owner, name)

    def told(*given: Any, **named: Any) -> Any:
        note(*given)
        return function(*given, **named)

    setattr(owner, name, told)


def main() -> None:
    steps: Counter[str] = Counter()
    reads: Counter[str] = Counter()
    counted(git_command, "line", lambda *_: steps.update(["git"]))
    counted(re._compiler, "compile", lambda *_: steps.update(["compiled"]))  # type: ignore[attr-defined]
    counted(re._compiler, "_optimize_charset", lambda *given: steps.update(cased=_cased(*given)))  # type: ignore[attr-defined]
    counted(wording._Worded, "_may_match", lambda *_: steps.update(["asked"]))
    for name in ("search", "match", "fullmatch", "finditer", "findall", "sub"):
        counted(_Made, name, lambda *_: steps.update(["tried"]))
    of = wording._Worded._of
    wording._Worded._of = lambda self, text, where=(): _Made(of(self, text, where))  # type: ignore[assignment, method-assign, return-value]
    disk_queries_read = disk_queries.read

    from agentslint import cli
    from agentslint.io import trace

    def read(path: str, limit: int) -> bytes:
        reads[os.path.basename(path)] += 1
        return disk_queries_read(path, limit)

    trace._QUESTIONS["read"] = read
    sys.argv = ["agentslint", "check", "--no-cache", "--jobs", "1", "--quiet"]
    try:
        cli.main()
    except SystemExit:
        steps["documents"] = reads["AGENTS.md"]
        print(json.dumps(steps))


def _cased(charset: list[tuple[Any, Any]], _: object = None, fixup: object = None, *__: Any) -> int:
    """The letters of a set that Python looks at for another letter case, one by one."""
    ranges = [of for kind, of in charset if str(kind) == "RANGE"] if fixup else []
    return sum(last - first + 1 for first, last in ranges)


class _Made:
    """A pattern whose methods are counted."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._pattern = pattern

    def search(self, *given: Any) -> Any:
        return self._pattern.search(*given)

    def match(self, *given: Any) -> Any:
        return self._pattern.match(*given)

    def fullmatch(self, *given: Any) -> Any:
        return self._pattern.fullmatch(*given)

    def finditer(self, *given: Any) -> Any:
        return self._pattern.finditer(*given)

    def findall(self, *given: Any) -> Any:
        return self._pattern.findall(*given)

    def sub(self, *given: Any) -> Any:
        return self._pattern.sub(*given)


if __name__ == "__main__":
    main()
