"""What a document says of all of a kind: each package has a file, directories have their own instructions, a page links to all docs."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.claims import hedges, passages
from agentslint.claims.claim import Claim
from agentslint.claims.passages import Passage
from agentslint.core import lazy_re
from agentslint.model import File
from agentslint.repo.paths import parent
from agentslint.text import wording
from agentslint.text.instruction_files import STEM

_FILE = r"`?(?P<file>[\w.-]+\.\w{1,5}|Dockerfile|Makefile)`?"
_EACH = (
    rf"«every»\s*(?:«packages»|«crates»|«modules»)(?:\s+«join.below»\s+`(?P<under>[\w./-]+?)/?`)?\s*«holds»\s*(?:(?:«join.the»|«own»)\s*)*{_FILE}",
    rf"«every»\s*(?:«packages»|«crates»|«modules»)\s*«join.particle»\s*(?:«own»\s*)?{_FILE}\s*(?:«join.particle»)?\s*«holds_behind»",
    rf"«there»\s+(?:«join.the»\s+)?{_FILE}\s+«join.in»\s+«every»\s+(?:«packages»|«crates»|«modules»)",
)
_SET = (
    r"`(?P<key>[a-z][a-z-]*)`\s*(?:«set_in»\s*)(?:«every»)\s*(?:«packages»|«crates»)",
    r"«every»\s*(?:«packages»|«crates»)\s*(?:«sets»)\s*(?:«join.the»\s+|«own»\s+)*`(?P<key>[a-z][a-z-]*)`",
)
_DIRECTORY = lazy_re.compile(r"`((?:\.{0,2}/)?[\w@.-]+(?:/[\w@.-]+)*/)`")
_OWN = rf"«own»[^.;]{{0,24}}(?P<name>{STEM}\.md)"
_NESTED = lazy_re.compile(r"`(?P<path>(?:[\w@-][\w@.-]*/)+(?:AGENTS|CLAUDE|GEMINI)\.md)`")
_LINKS = r"(?P<readme>README(?:\.md)?)`?[\s*_]*(?:«link»)\s*«every»\s*(?:«docs»|«docs»\s+in\s+`(?P<in>[\w./-]+?)/?`)"
_LINKED = r"«every»\s+«docs»(?:\s+in\s+`(?P<in>[\w./-]+?)/?`)?\s+(?:«join.be»)?\s*«link»\s+(?:«join.the»\s+)?`?(?P<readme>README(?:\.md)?)"
_LINKS_BEHIND = r"(?P<readme>README(?:\.md)?)`?\s*«join.particle»\s*«every»\s*«docs»\s*(?:«join.particle»)?\s*«link»"
_BREAK = lazy_re.compile(r"[;；。]|\s[-–—]\s")
_NONE = r"«no»\W+(?:[\w-]+\W+){0,3}$"
_YES = r"\W*(?:✓|✔|✅|x|«yes»)\W*"


def read(file: File) -> Iterator[Claim]:
    """`each-has` of packages (`value` the file), `each-sets` (`value` the key), `own-file` of directories, `links-all` of a page."""
    for one in passages.read(file):
        if hedges.says(one.text, "condition"):
            continue
        yield from _each(file, one)
        yield from _set(file, one)
        yield from _own(file, one)
        yield from _links(file, one)


def _each(file: File, one: Passage) -> Iterator[Claim]:
    for shape in _EACH:
        hit = wording.pattern("stated", shape).search(one.text)
        if hit:
            under = (hit.groupdict().get("under") or "").rstrip("/")
            place = one.place(hit.start(), hit.end())
            yield Claim(
                "packages", place, hit[0], under, "each-has", hit["file"], parent(file.path)
            )
            return


def _set(file: File, one: Passage) -> Iterator[Claim]:
    """A key that the manifest of each package sets."""
    for shape in _SET:
        if hit := wording.pattern("stated", shape).search(one.text):
            place = one.place(hit.start(), hit.end())
            text = hit[0].replace("`", "")
            yield Claim("packages", place, text, "", "each-sets", hit["key"], parent(file.path))
            return


def _own(file: File, one: Passage) -> Iterator[Claim]:
    """Directories that are said to have their own instructions."""
    name = wording.pattern("stated", _OWN).search(one.text)
    above = wording.pattern("stated", _OWN).search(one.intro)
    marked = (
        one.kind == "cell"
        and lazy_re.search(rf"{STEM}\.md", one.header)
        and wording.pattern("stated", _YES).fullmatch(one.text[one.start :])
    )
    found = (
        name or above or (lazy_re.search(rf"(?P<name>{STEM}\.md)", one.header) if marked else None)
    )
    if name and wording.pattern("stated", _NONE).search(one.text, 0, name.start("name")):
        return  # "(no separate `AGENTS.md` yet)"
    first, last = _clause(one.text, name) if name else (0, len(one.text))
    spans = list(_DIRECTORY.finditer(one.text, first, last)) if found else []
    if found and (name or marked or one.opens):
        for hit in spans if name or marked else spans[:1]:
            if not one.taken_back(hit.start(), hit.end()):
                place = one.place(hit.start(), hit.end())
                text = f"{hit[1]} has its own {found['name']}"
                yield Claim(
                    "reference", place, text, hit[1], "own-file", found["name"], parent(file.path)
                )
    for hit in _NESTED.finditer(one.text):
        if not one.taken_back(hit.start(), hit.end()):
            folder, _, base = hit["path"].rpartition("/")
            place = one.place(hit.start(), hit.end())
            yield Claim(
                "reference", place, hit["path"], f"{folder}/", "own-file", base, parent(file.path)
            )


def _clause(text: str, hit: lazy_re.Match[str]) -> tuple[int, int]:
    """Where the clause begins and ends that a hit lies in."""
    breaks = [found.span() for found in _BREAK.finditer(text)]
    first = max((end for _, end in breaks if end <= hit.start()), default=0)
    return first, min((start for start, _ in breaks if start >= hit.end()), default=len(text))


def _links(file: File, one: Passage) -> Iterator[Claim]:
    for shape in (_LINKS, _LINKED, _LINKS_BEHIND):
        hit = wording.pattern("stated", shape).search(one.text)
        if hit:
            folder = (hit.groupdict().get("in") or "docs").strip("/")
            place = one.place(hit.start(), hit.end())
            yield Claim(
                "inventory",
                place,
                hit[0].strip("`"),
                hit["readme"],
                "links-all",
                folder,
                parent(file.path),
            )
            return
