"""Which value a document gives a key of code or configuration: "`retry_after=1800` (`config/queue.php`)", "`max_steps` (default: `100`)"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from agentslint.claims import hedges, passages
from agentslint.claims.claim import Claim
from agentslint.claims.constants import left_out
from agentslint.claims.passages import Passage
from agentslint.claims.paths import clean
from agentslint.claims.paths.written import file_like
from agentslint.core import lazy_re
from agentslint.model import File
from agentslint.repo.paths import parent
from agentslint.text import markdown, placeholders, wording

KEY = r"[\"']?\$?(?P<key>[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*)[\"']?"
VALUE = r"-?\d[\d_]*(?:\.\d+)?|\"[^\"\n]{0,80}\"|'[^'\n]{0,80}'|true|false|True|False"
# a whole code span that gives a key its value
_GIVEN = lazy_re.compile(rf"{KEY}(?:\s*=>?\s*|:\s+|(?<=[\"']):)(?P<value>{VALUE})\s*[;,]?")
_SIGN = lazy_re.compile(rf"`{KEY}(?:\s*=>?\s*|:\s+|(?<=[\"']):)(?:{VALUE})\s*[;,]?`")
_KEY = lazy_re.compile(KEY)
_CONSTANT = lazy_re.compile(r"[A-Z][A-Z0-9_]*")
# right behind a key in a code span: "(default: 50)", "defaults to `false`", "is set to 30"
_BEHIND = (
    r"`[*_]*\s*(?:[(（]\s*)?(?:«default»|«set»|[:=])\s*:?\s*"
    rf"[`*_]*(?P<value>{VALUE})[`*_]*(?=[)）.,;:、。]|\s*$|\s[—–-])(?!\.\d)"
)
_HEADER = r"\W*«header»\W*"
_CELL = lazy_re.compile(rf"`?(?P<value>{VALUE})`?")
_CLAUSE = lazy_re.compile(r"[,;.:—–、，。；](?:\s|$)|(?<=[、，。；])")
_CODE = lazy_re.compile(r"`([^`\n]+)`")
_CLASS = lazy_re.compile(r"[A-Z][a-z0-9]\w*[A-Z]\w*|[A-Z][a-z0-9]+\w{4,}")
# in the clause before a key: it is asked for, sent or kept out
_ASKED = r"(?:«asked»)"
_HAS = r"`[*_]*\s+(?:«has»)\s+[*_]*$"
FEW = 8  # code spans of a sentence in which it is clear what belongs to which file


@dataclass(frozen=True, slots=True)
class Keyed:
    """A value that a document gives a key.

    files    the files that the sentence names as the place of it, as written
    label    what the item is about, where that may be a class: "**`SendJob`**: … `$tries=2`"
    default  it is said to hold unless something else is set
    sole     the file is said to have it: "`a.json` has `"draft": true`"
    """

    claim: Claim
    files: tuple[str, ...] = ()
    label: str = ""
    default: bool = False
    sole: bool = False


def read(file: File) -> Iterator[Keyed]:
    """The values that a document gives keys; `subject` is the key, `value` the literal."""
    if "`" not in file.text:
        return
    for one in passages.read(file):
        if "`" not in one.text or one.kind in ("heading", "comment"):
            continue
        yield from _default_cell(file, one) if one.kind == "cell" else ()
        yield from _spans(file, one)


def _spans(file: File, one: Passage) -> Iterator[Keyed]:
    spans = list(_CODE.finditer(one.text))
    named = _files(one.text) or _files(one.intro) or _files(" ".join(one.headings[-1:]))
    for span in spans:
        if span.end() <= one.start:
            continue
        given = _GIVEN.fullmatch(span[1])
        behind = None if given or not _KEY.fullmatch(span[1]) else _behind(one, span.end() - 1)
        found = given or behind
        if found is None or left_out(found["value"]):
            continue
        key = _KEY.fullmatch(span[1]) if behind else given
        if key is None or _CONSTANT.fullmatch(key["key"]) or placeholders.in_path(span[1]):
            continue
        said = span[1] if given else f"{key['key']}: {found['value']}"
        yield Keyed(
            _claim(file, one, key["key"], found["value"], said, span.span(1)),
            named if len(spans) <= FEW else (),
            _label(file, one),
            behind is not None,
            bool(wording.pattern("keyed", _HAS).search(one.text[: span.start()])),
        )


def _files(text: str) -> tuple[str, ...]:
    """The files that a text names in code spans."""
    return tuple(
        dict.fromkeys(
            clean(span[1])
            for span in _CODE.finditer(text)
            if file_like(span[1]) and "=" not in span[1]
        )
    )


def _behind(one: Passage, at: int) -> lazy_re.Match[str] | None:
    return wording.pattern("keyed", _BEHIND).match(one.text, at)


def _claim(file: File, one: Passage, key: str, value: str, said: str, at: tuple[int, int]) -> Claim:
    span = one.span(*at)
    back = hedges.hedge(span, hedges.STATED) or hedges.introduced(span)
    before = one.text[: at[0]]
    asked = wording.pattern("keyed", _ASKED).search(_CLAUSE.split(before)[-1])
    if not back and (asked or hedges.says(before, "condition")):
        back = "optional"
    return Claim("key", one.place(*at), said, key, "is", value, parent(file.path), back)


def _label(file: File, one: Passage) -> str:
    """The class that an item speaks of: the first code span of its text, where it opens that."""
    pieces = markdown.read(file)
    if one.kind == "cell":
        text = one.text
    else:
        block = one.piece.info["parent"]
        text = pieces[block].text if block is not None else ""
    found = _CODE.search(text)
    opens = found is not None and not text[: found.start()].strip(" *_-[")
    return found[1] if found and opens and _CLASS.fullmatch(found[1]) else ""


def _default_cell(file: File, one: Passage) -> Iterator[Keyed]:
    """`| maxSteps | 100 |` under a header that says Default or Value."""
    own = one.text[one.start :].strip(" *_")
    value = _CELL.fullmatch(own) if one.start else None
    key = _KEY.fullmatch(one.text[: one.start].rstrip(": ").strip("`* "))
    if value is None or key is None or left_out(value["value"]):
        return
    if _CONSTANT.fullmatch(key["key"]) or not wording.pattern("constant", _HEADER).fullmatch(
        one.header
    ):
        return
    named = _files(" ".join((*one.headings[-1:], one.intro)))
    said = f"{key['key']}: {value['value']}"
    claim = _claim(file, one, key["key"], value["value"], said, (one.start, len(one.text)))
    yield Keyed(claim, named, "", True)
