"""Whether a text of code defines a name."""

from __future__ import annotations

from functools import cache, lru_cache

from agentslint.core import lazy_re
from agentslint.facts.code_files import table

LINE = 400  # characters of a line that can define something


def defines(data: bytes, name: str, path: str = "") -> bool:
    """Whether a text defines a name: a word that says so before it, or what is bound to it behind.

    `path` tells the language: where each function has a word before its name, `Row(key) {` calls one.
    """
    worded = path.endswith(tuple(table()["worded"]))
    mark = name.encode()
    lines = [line for line in data.split(b"\n") if mark in line and len(line) <= LINE]
    text = b"\n".join(lines).decode("utf-8", "replace")
    if name.startswith("--"):
        return any(
            f"{quote}{name}{end}" in text for quote in "\"'" for end in ('"', "'", " ", "=", "/")
        )
    if _STANDS_IN not in text and _ALIKE.fullmatch(name) and not any(name in w for w in _told()):
        return _bound(_STANDS_IN, worded).search(text.replace(name, _STANDS_IN)) is not None
    return _bound(name, worded).search(text) is not None


def declares(data: bytes, name: str) -> bool:
    """Whether a text declares a name for others: a type, a function, a method, what stands at its edge.

    A field, a parameter and a variable within a function are called as anything may be.
    """
    own = lazy_re.escape(name)
    words = "|".join(map(lazy_re.escape, table()["declaring"]))
    pattern = lazy_re.compile(
        rf"(?:^|[^\w#!*.])(?:{words})\s+(?:\([^()\n]{{0,80}}\)\s*)?(?:[\w$]+[.:]+)?{own}(?![\w$])"
        rf"|^(?:(?:export|declare|default|{'|'.join(_MODIFIERS)})\s+)*(?:const|static|let|var)\s+{own}(?![\w$])"
        rf"|^[ \t]+(?:(?:async|override|{'|'.join(_MODIFIERS)})[ \t]+)+(?:[\w<>\[\],.?]+[ \t]+)?{own}[ \t]*\([^\n]*\)[^\n;=]*\{{",
        lazy_re.M,
    )
    lines = [line for line in data.split(b"\n") if name.encode() in line and len(line) <= LINE]
    own_lines = [line for line in lines if not line.lstrip().startswith(_ASIDE)]
    return pattern.search(b"\n".join(own_lines).decode("utf-8", "replace")) is not None


# how a line begins that only speaks of a name, or takes it from elsewhere
_ASIDE = (b"import ", b"from ", b"use ", b"using ", b"//", b"#", b"*", b"/*")
# what is put in the place of a name, so that one pattern is compiled for all
_STANDS_IN = "Any0name_of_code"
_ALIKE = lazy_re.compile(r"(?a:[A-Za-z]\w*)")
_MODIFIERS = ("public", "private", "protected", "readonly", "static", "pub")
_VALUES = ("true", "false", "null", "None")
_READERS = ("env", "environ", "ENV")


@cache
def _told() -> tuple[str, ...]:
    """The words that tell what defines a name: one that is part of them is looked for by itself."""
    return *table()["defining"], *_MODIFIERS, *_VALUES, *_READERS


@lru_cache(maxsize=64)
def _bound(name: str, worded: bool) -> lazy_re.Pattern[str]:
    """What a text looks like that defines a name."""
    before = "|".join(map(lazy_re.escape, table()["defining"]))
    own = lazy_re.escape(name)
    body = r"(?!)" if worded else r"\([^\n]*\)[^\n;]*\{"
    # "if ready(order) {" asks
    plain = rf"(?!(?:{'|'.join(table()['control'])})[ \t])"
    return lazy_re.compile(
        rf"(?:^|[^\w#!*])(?:{before})\s+(?:\([^()\n]{{0,80}}\)\s*)?[*&]?(?:[\w$]+[.:]+)?{own}(?![\w$])"
        # at the edge of a file, or a field with its type
        rf"|^{plain}(?:[\w<>\[\],.?*&:]+[ \t]+){{0,5}}{own}[ \t]*(?:[:=]|{body})"
        rf"|^[ \t]+{plain}(?:[\w<>\[\],.?*&]+[ \t]+){{0,4}}{own}[ \t]*{body}"
        rf"|^[ \t]+(?:(?:{'|'.join(_MODIFIERS)})[ \t]+)*{own}\??:[ \t]*(?!(?:{'|'.join(_VALUES)})\b)"
        rf"[A-Za-z][\w.\[\]<>| ]*(?:[;=][^\n]*)?$"
        rf"|[\"']{own}[\"']\s*[,)\]]|(?:{'|'.join(_READERS)})[\w.:!]*[.\[(]+[\"']?{own}(?![\w$])",
        lazy_re.M,
    )
