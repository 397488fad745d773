"""What files of code import: each module with its line, as the file's language writes it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from agentslint.core import lazy_re
from agentslint.facts import names
from agentslint.facts.code_files import is_test
from agentslint.facts.memo import each
from agentslint.model import Place, text_place
from agentslint.repo import Repo, vendored

_SCRIPT = (
    ".ts",
    ".tsx",
    ".mts",
    ".cts",
    ".js",
    ".jsx",
    ".mjs",
    ".cjs",
    ".vue",
    ".svelte",
    ".astro",
)
# types alone are gone when the code runs; an import within a function is made when it is called
_OF: dict[tuple[str, ...], lazy_re.Pattern[str]] = {
    _SCRIPT: lazy_re.compile(
        r"^(?:import|export)\s(?!type\s)(?:[^;\"'`]{0,600}?\sfrom\s+)?[\"'](?P<module>[^\"'\n]+)[\"']"
        r"|^(?:import\s*|(?:const|let|var)\s[^=\n]{1,200}=\s*require\()[\"'](?P<other>[^\"'\n]+)[\"']",
        lazy_re.M,
    ),
    (".py",): lazy_re.compile(r"^(?:from|import)[ \t]+(?P<module>\.*[\w.]*)", lazy_re.M),
    (".go",): lazy_re.compile(
        r"^(?:import\s+|\t)(?:[\w.]+[ \t]+)?\"(?P<module>[\w./-]+)\"$", lazy_re.M
    ),
    (".rs",): lazy_re.compile(r"^(?:pub\s+)?use\s+(?P<module>[\w:]+)", lazy_re.M),
    (".java", ".kt", ".kts", ".scala"): lazy_re.compile(
        r"^import[ \t]+(?:static[ \t]+)?(?P<module>[\w.]+)", lazy_re.M
    ),
    (".swift",): lazy_re.compile(r"^import[ \t]+(?P<module>\w+)", lazy_re.M),
    (".cs",): lazy_re.compile(r"^(?:global[ \t]+)?using[ \t]+(?P<module>[\w.]+)[ \t]*;", lazy_re.M),
    (".php",): lazy_re.compile(r"^use[ \t]+\\?(?P<module>[\w\\]+)", lazy_re.M),
    (".rb",): lazy_re.compile(r"^require[ \t]+[\"'](?P<module>[^\"'\n]+)[\"']", lazy_re.M),
    (".dart",): lazy_re.compile(r"^import[ \t]+[\"'](?P<module>[^\"'\n]+)[\"']", lazy_re.M),
}


@each
def below(repo: Repo, directory: str) -> tuple[tuple[Place, str], ...]:
    """What the code in a directory and below imports as it is loaded, tests left out: each module with its place.

    A module that a script names by its path from the file is that path from the root.
    """
    start = "" if directory == "." else f"{directory}/"
    return tuple(
        row
        for path, data in names.code(repo)
        if path.startswith(start) and not is_test(path) and not vendored(path)
        for row in _of(path, data.decode("utf-8", "replace"))
    )


def _of(path: str, text: str) -> Iterator[tuple[Place, str]]:
    ending = posixpath.splitext(path)[1]
    pattern = next((one for endings, one in _OF.items() if ending in endings), None)
    for found in pattern.finditer(text) if pattern else ():
        group = "module" if found["module"] else "other"
        module, place = found[group], text_place(path, text, *found.span(group))
        if module.startswith(".") and ending in _SCRIPT:
            module = posixpath.normpath(posixpath.join(posixpath.dirname(path), module))
        yield place, module
