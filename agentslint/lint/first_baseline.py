"""The line of the configuration that names the baseline: what it is, and where it is written."""

from __future__ import annotations

import os
import posixpath

from agentslint.core import lazy_re
from agentslint.lint.config import NAMES, Config, parse
from agentslint.model import Failure
from agentslint.repo import Repo
from agentslint.repo.write import replace_file

# with the comment that belongs to it, which may hold tables to be uncommented
_TABLE = lazy_re.compile(r"^(?:#.*\n)*#?[ \t]*\[", lazy_re.MULTILINE)
_OURS = lazy_re.compile(
    r"^[ \t]*\[[ \t]*tool[ \t]*\.[ \t]*agentslint[ \t]*\].*$", lazy_re.MULTILINE
)
_BELOW = lazy_re.compile(r"^[ \t]*\[{1,2}[ \t]*tool[ \t]*\.[ \t]*agentslint\b", lazy_re.MULTILINE)


def line(place: str) -> str:
    """The line that names the baseline at a path."""
    return f'baseline = "{place}"'


def named(repo: Repo, config: Config, place: str) -> str:
    """Name the baseline in the repository's configuration; what was done, in a few words.

    Raises Failure where that file cannot take the line.
    """
    path = config.path or NAMES[0]
    before = repo.text(path) or "" if config.path else ""
    pyproject = posixpath.basename(path) == NAMES[1]
    after = _in_pyproject(before, line(place)) if pyproject else _at_top(before, line(place))
    try:
        read = parse(after, path, ("tool", "agentslint") if pyproject else ())
    except Failure:
        read = None
    if read is None or read.baseline != place:
        raise Failure(f"{path}: the line {line(place)} found no place: write it by hand")
    replace_file(os.path.join(repo.root, path), after.encode("utf-8"))
    return f"{path}: {line(place)} written"


def _at_top(text: str, added: str) -> str:
    """Before the first table: a key behind it would be the table's."""
    table = _TABLE.search(text)
    if table is None:
        return f"{text}{'' if not text or text.endswith(chr(10)) else chr(10)}{added}\n"
    return f"{text[: table.start()]}{added}\n\n{text[table.start() :]}"


def _in_pyproject(text: str, added: str) -> str:
    if own := _OURS.search(text):
        return f"{text[: own.end()]}\n{added}{text[own.end() :]}"
    if below := _BELOW.search(text):
        return f"{text[: below.start()]}[tool.agentslint]\n{added}\n\n{text[below.start() :]}"
    return text
