"""Sentences, labels, rows and commands to the tools that a document says are in use here."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby, islice
from typing import Any

from agentslint.claims import instructions, longer_names, passages
from agentslint.claims.passages import Passage
from agentslint.core import lazy_re, parsing
from agentslint.model import File, Instruction, Place
from agentslint.text import languages
from agentslint.text.lexicon import is_dense
from agentslint.text.roles import Tool, named, roles

# the choices of the vocabulary that are one of a tool
SLOTS = {
    "javascript-package-manager": "manager-javascript",
    "python-package-manager": "manager-python",
    "python-formatter": "formatter-python",
    "javascript-formatter": "formatter-javascript",
    "javascript-linter": "linter-javascript",
    "javascript-test-runner": "test-runner-javascript",
    "python-test-runner": "test-runner-python",
}
# npm runs scripts whoever installed the packages
LONGEST = 1500  # characters of a text that says what is in use
MOST = 24  # names of one text that are asked about: more is a list of what there is
_INSTALL = lazy_re.compile(r"\bnpm\s+(?:install|ci|i|add)\b(?!\s+(?:-g|--global))", lazy_re.I)
_LABEL = lazy_re.compile(r"\W*([^:：|]{2,40}?)[*_`\s]*[:：][*_`\s]*(\S.*)", lazy_re.S)
_ANSWER = lazy_re.compile(r"^[^:：`]{3,80}[:：][*_ ]*`$")  # "- surfaces that move: `GSAP`"
# A letter of a script that puts spaces between words: "lint를" holds the word lint. None of the others
# has a second letter case, and with IGNORECASE Python would look at each of 40,000 for one.
_SPACED = r"(?-i:[^\W\u2e80-\u9fff\uac00-\ud7af])"
BEHIND = 70  # characters behind a name in which a word still speaks of it: ", providing … and generated types"
_PATHS = lazy_re.compile(r"`?[\w.@-]*/[\w./@*-]*`?")


@dataclass(frozen=True, slots=True)
class Use:
    """A tool that a document says is in use: `tools` are its rows, one for each role it may have there.

    `firm` where the text says what it does here, too.
    """

    tools: tuple[Tool, ...]
    name: str
    place: Place
    firm: bool = True


@cache
def _data() -> dict[str, Any]:
    return parsing.read("claims", "tools.toml")


def _words(table: str, text: str) -> lazy_re.Pattern[str]:
    """The phrases of a table, as a text has them."""
    return _any(tuple(languages.shipped("used")["used", table]), dense=is_dense(text))


@cache
def _names() -> lazy_re.Pattern[str]:
    every = sorted(named(), key=len, reverse=True)
    return lazy_re.compile(
        rf"(?<![a-z0-9_@/.$-])(?:{'|'.join(map(lazy_re.escape, every))})(?![a-z0-9_/-]|\.\w)",
        lazy_re.IGNORECASE,
    )


@lru_cache(maxsize=4096)
def read(file: File) -> tuple[Use, ...]:
    """The tools that a document says are in use, in document order, each once."""
    found: dict[tuple[str, ...], Use] = {}
    for use in sorted((*_chosen(file), *_stated(file)), key=lambda use: (not use.firm, use.place)):
        found.setdefault(tuple(sorted({tool.id for tool in use.tools})), use)
    return tuple(sorted(found.values(), key=lambda use: use.place))


def _chosen(file: File) -> Iterator[Use]:
    """What instructions choose."""
    for one in instructions.of(file):
        role = roles().get(SLOTS.get(one.slot, ""))
        tool = role.tools.get(one.value) if role else None
        if tool is None or not _plain(one):
            continue
        if tool.id == "npm" and "npm " in one.text and not _INSTALL.search(one.text):
            continue
        yield Use((tool,), tool.names[0] if tool.names else tool.id, one.place)


def _plain(one: Instruction) -> bool:
    """Whether an instruction is said of the present and of the whole directory."""
    if one.modality not in ("require", "prefer", "inform") or one.narrowed or one.excepted:
        return False
    return not one.condition or one.condition.rstrip(" *_").endswith((":", "："))


def _stated(file: File) -> Iterator[Use]:
    """What labels, rows of tables, lists of a stack, comments and plain sentences say."""
    for one in passages.read(file):
        hits = _names().finditer(one.text) if len(one.text) <= LONGEST else ()
        if found := list(islice(hits, MOST)):
            yield from _of_text(one, found)


def _of_text(one: Passage, found: list[lazy_re.Match[str]]) -> Iterator[Use]:
    label, start = _label(one)
    stack = bool(label) and _words("stacks", label).fullmatch(label) is not None
    value = start + len(one.text[start:]) - len(one.text[start:].lstrip(" *_`["))
    for hit in found:
        tools = named()[hit[0].casefold()]
        if not _written_as_name(one, hit) or _taken_back(one, hit):
            continue
        if _in_command(one.text, hit):
            tools = tuple(tool for tool in tools if not roles()[tool.role].manager)
        mine, firm = _in_role(one, hit, tools, label if hit.start() == value else ""), True
        if not mine:
            mine = tuple(tool for tool in tools if not roles()[tool.role].manager)
            # "Stack: Python, Playwright (async), Tauri (desktop)" says of each that it is in use
            firm = stack
        for role in {tool.role: None for tool in mine}:
            others = {t.id for h in found for t in named()[h[0].casefold()] if t.role == role}
            if len(others) > 1:
                mine = tuple(tool for tool in mine if tool.role != role)
        if mine and (firm or _plainly(one, hit)):
            yield Use(mine, hit[0], one.place(hit.start(), hit.end()), firm)


def _written_as_name(one: Passage, hit: lazy_re.Match[str]) -> bool:
    """Whether a name is written as one: `express` and `parcel` are words as well."""
    name = hit[0]
    if name.casefold() in _data()["words"] and longer_names.end(one.text[: hit.start()]):
        return False
    if one.text[: hit.start()].endswith("`") and one.text.startswith("`", hit.end()):
        return True
    if one.text[: hit.start()].endswith("`") and one.text.startswith(" ", hit.end()):
        return True  # `black .`
    return name != name.lower() or name in _data()["small"]


def _in_command(text: str, hit: lazy_re.Match[str]) -> bool:
    """Whether a name stands in a code span among other words: `npm install`."""
    inside = text.count("`", 0, hit.start()) % 2 == 1
    return inside and not text.startswith("`", hit.end())


def _in_role(
    one: Passage, hit: lazy_re.Match[str], tools: tuple[Tool, ...], label: str
) -> tuple[Tool, ...]:
    """The tools of a name of which the text says what they do here."""
    mine = tuple(tool for tool in tools if label and label in roles()[tool.role].labels)
    if mine:
        return mine
    after = one.text[hit.end() :].lstrip(" *_`")
    if _words("beside", after).match(after) or _acts(one, hit, after):
        return tools
    plain = _without(one.text, hit)
    topical = tuple(tool for tool in tools if _on_topic(tool.role, plain))
    if topical and one.kind != "heading":
        return topical
    return topical or (tools if _is_used(one, hit) else ())


def _acts(one: Passage, hit: lazy_re.Match[str], after: str) -> bool:
    """Whether a name opens its sentence, and a verb behind it says what it does: "Husky runs the linter"."""
    if one.kind in ("heading", "cell", "comment") or not _words("acts", after).match(after):
        return False
    before = one.text[: hit.start()].rstrip(" *_`[")
    return not before.strip(" *_>-•") or before.endswith((".", "!", "?", "。", ":", "："))


def _without(text: str, hit: lazy_re.Match[str]) -> str:
    """A text with what is no word of its own left out: the name itself, and paths."""
    return _PATHS.sub(" ", f"{text[: hit.start()]} {text[hit.end() :]}")


@lru_cache(maxsize=64)
def _on_topic(role: str, text: str) -> bool:
    """Whether a text speaks of a role's work. One with the same name many times is asked once."""
    return _any(_topics(role), dense=is_dense(text)).search(text) is not None


@cache
def _topics(role: str) -> tuple[str, ...]:
    """What a role's work is called, in all languages."""
    row = roles()[role]
    kind = row.title.split(" ")[-1]
    words = [*row.labels, row.title]
    for name in (role.partition("-")[0], kind):
        words += languages.shipped("work").get(("work", name), ())
    return tuple(words)


@cache
def _any(words: Iterable[str], *, dense: bool) -> lazy_re.Pattern[str]:
    """One of some phrases, in a `dense` text or in one that has no letter of such a script.

    The letters that stand beside a phrase in a dense text take Python a millisecond to compile, each time.
    """
    letter, parts = _SPACED if dense else r"\w", []
    for together, some in groupby(words, is_dense):
        either = "|".join(map(lazy_re.escape, some))
        if not together:
            parts.append(rf"(?<!{letter})(?:{either})(?!{letter})")
        elif dense:
            parts.append(either)
    return lazy_re.compile("|".join(parts) or "(?!)", lazy_re.IGNORECASE)


def _label(one: Passage) -> tuple[str, int]:
    """What a text is the answer to, in small letters, and where the answer begins."""
    if one.kind in ("cell", "comment"):
        return (one.label, one.start) if one.kind == "cell" else ("", 0)
    found = _LABEL.match(one.text) if one.opens else None
    return (passages.plain(found[1]), found.start(2)) if found else ("", 0)


def _is_used(one: Passage, hit: lazy_re.Match[str]) -> bool:
    """Whether a verb before a name, or the list that it opens an item of, says that it is in use."""
    if one.kind == "heading":
        return False
    before = one.text[: hit.start()]
    if one.listed and one.opens and not before.strip(" *_`["):
        after = one.text[hit.end() :].lstrip(" *_`0123456789.vx")
        if _words("purpose", after).match(after):
            return True
        above = passages.plain((one.headings or ("",))[-1])
        return bool(_words("stacks", above).fullmatch(above))
    if one.listed and one.opens and _ANSWER.search(before):
        return not one.text[hit.end() :].strip(" `.")
    clause = lazy_re.split(r"[;.!?]\s|\s[-–—]\s|,\s", before)[-1]
    verbs = list(_words("verbs", clause).finditer(clause))
    return bool(verbs) and len(clause[verbs[-1].end() :].split()) <= 3


def _clause(text: str, at: int) -> str:
    """The part of a text between semicolons that a place lies in; up to where it goes on to other things."""
    start, end = text.rfind(";", 0, at) + 1, text.find(";", at)
    return text[start : min(end if end >= 0 else len(text), at + BEHIND)]


@cache
def modules() -> tuple[str, ...]:
    """What modules of Go begin with that are named by a host of their own."""
    return tuple(_data()["modules"])


def vague(text: str) -> bool:
    """Whether a text speaks of other tools beside those in use, or of no use at all."""
    text = _PATHS.sub(" ", text)
    return _words("vague", text).search(text) is not None


def _plainly(one: Passage, hit: lazy_re.Match[str]) -> bool:
    """Whether a text that does not say what a tool is for still speaks of it as of one's own."""
    if one.kind == "heading" or hit[0].casefold() in _data()["words"]:
        return False
    return not _words("loose", one.text).search(one.text)


def _taken_back(one: Passage, hit: lazy_re.Match[str]) -> bool:
    plain = _without(one.text, hit)
    clause = _clause(plain, hit.start())
    if _words("vague", clause).search(clause):
        return True
    after = one.text[hit.end() :].lstrip(" *_`-/")
    if _words("behind", after).match(after):
        return True
    others = _data()["homonyms"].get(hit[0].casefold())
    if others and _any(tuple(others), dense=is_dense(plain)).search(plain):
        return True
    return bool(one.taken_back(hit.start(), hit.end()))


def home(file: File) -> str:
    """The directory that a document speaks of."""
    return posixpath.dirname(file.path) or "."
