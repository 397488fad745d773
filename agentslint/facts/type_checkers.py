"""How strict the type checkers of Python are, by their configuration and by the commands that run them."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.core import lazy_re
from agentslint.facts.manifests import Table, json_table

Row = tuple[str, str, str, str]  # setting, value, family of languages, the key as written

# files of commands that may run mypy
RUNS = (
    "Makefile",
    "makefile",
    "justfile",
    "Justfile",
    "noxfile.py",
    "tasks.py",
    "Taskfile.yml",
    ".pre-commit-config.yaml",
)
# of what strict means to mypy, what it takes with most of it set to say that a project is not strict
_STRICT = (
    "disallow_any_generics", "disallow_untyped_calls", "disallow_incomplete_defs", "disallow_subclassing_any",
    "no_implicit_reexport", "warn_redundant_casts", "warn_unused_ignores", "disallow_untyped_decorators",
    "strict_equality",
)  # fmt: skip
_NEARLY = 4


def of_mypy(data: Table, section: str) -> Iterator[Row]:
    """Whether mypy is strict; it is not where its configuration does not say so."""
    said = str(data.get("strict", "")).lower()
    if said in ("true", "false"):
        yield "strict", {"true": "on", "false": "off"}[said], "python", f"strict = {said}"
    elif data and sum(str(data.get(key)).lower() == "true" for key in _STRICT) < _NEARLY:
        yield "strict", "off", "python", f"{section} without strict"


def of_pyright(data: Table) -> Iterator[Row]:
    mode = data.get("typeCheckingMode")
    if isinstance(mode, str):
        value = "on" if mode == "strict" else "off"
        yield "strict", value, "python", f"typeCheckingMode = {mode}"


def pyright(text: str) -> Iterator[Row]:
    yield from of_pyright(json_table(text) or {})


def mypy_ini(text: str) -> Iterator[Row]:
    """The section of mypy in a file of sections; what is for some modules is in others."""
    found = lazy_re.search(r"^\[mypy\]\s*$\n(?P<rows>(?:(?!\[).*\n?)*)", text, lazy_re.M)
    rows = lazy_re.findall(r"^(\w+)\s*=\s*(\S+)\s*$", found["rows"], lazy_re.M) if found else []
    yield from of_mypy(dict(rows), "[mypy]")


def runs(text: str) -> Iterator[Row]:
    """A command that runs mypy strictly, whatever its configuration says."""
    found = lazy_re.search(r"\bmypy\b[^\n]*--strict\b", text) or lazy_re.search(
        r"\bid:\s*mypy\b(?:(?!\bid:)[\s\S]){0,600}--strict\b", text
    )
    if found:
        yield "strict", "on", "python", "mypy --strict"
