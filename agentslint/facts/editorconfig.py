"""The settings of an .editorconfig: https://spec.editorconfig.org."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from agentslint.core import lazy_re, parsing

_SECTION = lazy_re.compile(r"\[(.+)\]")
_GLOB = lazy_re.compile(r"\*\.(?:\{([\w,. +-]+)\}|(\w+))|\*")


def read(text: str) -> Iterator[tuple[str, str, str, str]]:
    """The sections of all files, and those of the endings of one family; others say nothing of code."""
    for glob, values in _sections(text):
        found = _GLOB.fullmatch(glob)
        if found is None:
            continue
        endings = {f".{e.strip()}" for e in (found[1] or found[2] or "").split(",") if e.strip()}
        mine = [family for family, known in families().items() if endings & known] or [""]
        if endings and mine == [""]:
            continue
        style, size = values.get("indent_style", ""), values.get("indent_size", "")
        for family in mine:
            if style == "tab":
                yield "indentation", "tabs", family, "indent_style=tab"
            elif size.isdigit():
                yield "indentation", size, family, f"indent_size={size}"
            if values.get("max_line_length", "").isdigit():
                length = values["max_line_length"]
                yield "line-length", length, family, f"max_line_length={length}"


def _sections(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    glob, values = "", dict[str, str]()
    for line in [*text.splitlines(), "[]"]:
        bare = line.strip()
        if bare.startswith("["):
            if glob and values:
                yield glob, values
            found = _SECTION.fullmatch(bare)
            glob, values = (found[1] if found else ""), {}
        elif "=" in bare and bare[0] not in "#;":
            key, _, value = bare.partition("=")
            values[key.strip().lower()] = value.split(" #")[0].split(" ;")[0].strip().lower()


@cache
def families() -> dict[str, frozenset[str]]:
    """The endings of each family of languages."""
    rows = parsing.read("facts", "settings.toml")["families"]
    return {family: frozenset(endings) for family, endings in rows.items()}
