"""What a document says that a task runs: "`npm run lint` runs ESLint", "`make lint`  # mypy"."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from agentslint.claims import passages, working_directory
from agentslint.claims.claim import Claim
from agentslint.claims.passages import Passage
from agentslint.core import lazy_re
from agentslint.model import File
from agentslint.repo.paths import parent
from agentslint.text import wording
from agentslint.text.roles import named

_COMMAND = lazy_re.compile(
    r"`(?P<command>(?:npm|pnpm|yarn|bun|make|just)(?: run)? [\w:.-]+|(?:npm|pnpm|yarn) test)`"
)
_SCRIPT = r"`(?P<name>[\w:.-]+)` «script»|«script»\s+`(?P<behind>[\w:.-]+)`"
# what stands between a task and what it runs
_BETWEEN = r"[\s*_]*(?:«script»\s+)?(?:«runs»|[-–—:(（]|->|→|=>)[\s*_`(]*(?:«runs»\s+)?(?:[^\W\d_]{1,12}\s+){0,3}?"
# a verb that stands behind what is run
_BEFORE_VERB = r"\s*«join.particle»\s*"
_VERB = r"[\s`]*(?:«join.particle»)?\s*«runs»"
_LIST = r"(?:\s*,\s*|\s+(?:«join.and»|&|\+)\s+|\s*\+\s*)"
_SMALL = frozenset("mypy pytest ruff eslint prettier vitest flake8 pylint jest pyright tsc".split())
_BRIEF = 9  # words of a text that says no more than how a tool is run
_ORDER = "«apart»"
_VAGUE = "«unsaid»"
_DOES = "«runs»|:|«does»"


def read(file: File, directories: Collection[str]) -> Iterator[Claim]:
    """Each tool that a task is said to run; `subject` is the task, `value` the tool's name.

    `directories` are those that the repository holds: a lead-in may name the one of which it speaks.
    """
    for one in passages.read(file):
        if "`" in one.text and not wording.pattern("stated", _VAGUE).search(one.text):
            yield from _of(file, one, directories)


def _of(file: File, one: Passage, directories: Collection[str]) -> Iterator[Claim]:
    tasks = [(hit.start(), hit.end(), hit["command"]) for hit in _COMMAND.finditer(one.text)]
    if not tasks:
        tasks = [
            (hit.start(), hit.end(), f"script {hit['name'] or hit['behind']}")
            for hit in wording.pattern("stated", _SCRIPT).finditer(one.text)
        ]
    if len(tasks) != 1:
        return
    start, end, task = tasks[0]
    there = working_directory.above(
        one.intro, one.headings, working_directory.of(file.path, directories)
    )
    scope = there.directory if there else parent(file.path)
    for at, until in _tools(one.text, start, end):
        name = one.text[at:until]
        place = one.place(min(at, start) if one.start == 0 else at, max(until, at))
        text = f"{task.removeprefix('script ')} runs {name}"
        yield Claim("script", place, text, task, "runs", name, scope)


def _tools(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where the tools stand that a task behind which they are told runs; or the one before its colon."""
    opened = wording.pattern("stated", _BETWEEN).match(text, end)
    if opened is None and (particle := wording.pattern("stated", _BEFORE_VERB).match(text, end)):
        found = _name().match(text, particle.end())
        if found and wording.pattern("stated", _VERB).match(text, found.end()):
            yield found.span()
            return
    at = opened.end() if opened else -1
    while at >= 0:
        found = _name().match(text, at)
        if found is None:
            break
        yield found.span()
        joint = wording.pattern("stated", _LIST).match(text, found.end())
        at = joint.end() if joint else -1
    if opened is None or not _name().match(text, opened.end()):
        yield from _beside(text, start, end)
    before = lazy_re.compile(r"[:：(]\s*$").search(text[:start])
    if opened is None and before:
        hits = [hit for hit in _name().finditer(text[: before.start()]) if hit[0] != hit[0].lower()]
        yield from [hits[0].span()] if len(hits) == 1 else []


def _beside(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The one tool of a brief text that says how it is run: "run ESLint with `npm run lint`"."""
    hits = [
        hit
        for hit in _name().finditer(text)
        if not start <= hit.start() < end and (hit[0] != hit[0].lower() or hit[0] in _SMALL)
    ]
    if len(hits) != 1 or len(text.split()) > _BRIEF:
        return
    if wording.pattern("stated", _ORDER).search(text):
        return
    between = text[min(end, hits[0].end()) : max(start, hits[0].start())]
    if wording.pattern("stated", _DOES).search(between):
        yield hits[0].span()


def _name() -> lazy_re.Pattern[str]:
    every = sorted(named(), key=len, reverse=True)
    return lazy_re.compile(
        rf"(?<![a-z0-9_@/.-])(?:{'|'.join(map(lazy_re.escape, every))})(?![a-z0-9_/-]|\.\w)",
        lazy_re.IGNORECASE,
    )
