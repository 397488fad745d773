"""When a text says that it ends: a date, a release, an issue, a branch, in several languages."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from agentslint.core import lazy_re
from agentslint.text import languages, wording


@dataclass(frozen=True, slots=True)
class End:
    """An end that a text states: on a day, or with the release, issue or branch `name`.

    `span` is where it is said.
    """

    kind: Literal["day", "release", "issue", "branch"]
    name: str
    span: tuple[int, int]
    day: date | None = None


@cache
def _months() -> dict[str, int]:
    """The number of a month by each of its names."""
    order = [calendar.month_name[number].lower() for number in range(1, 13)]
    words = languages.shipped("months")
    return {
        name: number for number, month in enumerate(order, 1) for name in words["months", month]
    }


# What stands before an end. A date without one of these is just a date.
_CUE = (
    r"(?:«until»|«removes»[^.;\n]{0,40}?«by»|«lasts»[^.;\n]{0,30}?«till»|(?P<weak>«weak»))"
    r"[\s:：=*_\"'(は]*(?:«the» )?"
)
_ISO = lazy_re.compile(r"(?<!\d)(20\d\d)[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_DOTS = lazy_re.compile(r"(?<!\d)(\d{1,2})\.\s?(\d{1,2})\.\s?(20\d\d)(?!\d)")
_SLASHES = lazy_re.compile(r"(?<!\d)(\d{1,2})/(\d{1,2})/(20\d\d)(?!\d)")
_NAMED = lazy_re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|\.|er|º)?(?: de| of)? ([^\W\d_]{3,12})\.?,?(?: de)? (20\d\d)"
)
_MONTH = lazy_re.compile(
    r"\b([^\W\d_]{3,12})\.? (?:(\d{1,2})(?:st|nd|rd|th)?,? )?(?:de )?(20\d\d)\b"
)
_MARKS = lazy_re.compile(r"(20\d\d)\s?[年년]\s?(\d{1,2})\s?[月월](?:\s?(\d{1,2})\s?[日일])?")
_QUARTER = lazy_re.compile(
    r"\bQ([1-4])[\s/-]?(20\d\d)\b|\b(20\d\d)[\s/-]?Q([1-4])\b", lazy_re.IGNORECASE
)
_YEAR = r"«end_of» (20\d\d)\b"
_RELEASE = (
    r"«release»\s+`?(v?\d+(?:\.\d+){1,2})`?|`?\b(v\d+(?:\.\d+){0,2}|\d+(?:\.\d+){1,2})\b`?"
    r"(?= (?:«is» )?«released»|-Release)"
)
_ISSUE = lazy_re.compile(r"(?<![\w/])#(\d{1,6})\b|/(?:issues|pull|merge_requests)/(\d{1,6})\b")
_BRANCH = r"`([\w./-]+)`(?= (?:«is» )?«merged»)|«branch» `([\w./-]+)`|«branch» ([\w.-]+/[\w./-]+)"
# What shows that an end is this text's own, and not that of something it speaks of.
_OWN = "«own»"
_REACH = 60  # characters between a cue and the end it introduces
_AFTER = r"\s?«until_behind»"


def ends(text: str) -> Iterator[End]:
    """Every end that a text states, in the order said, each once."""
    seen = set()
    for cue in wording.pattern("expiry", _CUE).finditer(text):
        window = text[cue.end() : cue.end() + _REACH]
        stop = lazy_re.search(r"[;\n]|(?<!\d)[.!?](?=\s+[A-ZА-ЯÄÖÜ])", window)
        found = _first(window[: stop.start()] if stop else window, cue.end(), cue.start())
        if found is None or (
            (cue["weak"] or found.kind != "day")
            and not wording.pattern("expiry", _OWN).search(text)
        ):
            continue
        if (found.kind, found.name) not in seen:
            seen.add((found.kind, found.name))
            yield found
    for match in _MARKS.finditer(text):
        day = _day(match[1], match[2], match[3] or "")
        if (
            day
            and wording.pattern("expiry", _AFTER).match(text, match.end())
            and ("day", day.isoformat()) not in seen
        ):
            yield End("day", day.isoformat(), match.span(), day)


def _first(window: str, offset: int, start: int) -> End | None:
    """The end that stands first in the text behind a cue."""
    found = [*_days(window), *_others(window)]
    if not found:
        return None
    end = min(found, key=lambda one: one.span)
    return End(end.kind, end.name, (start, offset + end.span[1]), end.day)


def _others(text: str) -> Iterator[End]:
    for match in wording.pattern("expiry", _RELEASE).finditer(text):
        yield End("release", match[1] or match[2], match.span())
    for match in _ISSUE.finditer(text):
        yield End("issue", match[1] or match[2], match.span())
    for match in wording.pattern("expiry", _BRANCH).finditer(text):
        yield End("branch", match[1] or match[2] or match[3], match.span())


def _days(text: str) -> Iterator[End]:
    for match, day in dates(text):
        if day is not None:
            yield End("day", day.isoformat(), match.span(), day)


def dates(text: str) -> Iterator[tuple[lazy_re.Match[str], date | None]]:
    for match in _ISO.finditer(text):
        yield match, _day(match[1], match[2], match[3])
    for match in _DOTS.finditer(text):
        yield match, _day(match[3], match[2], match[1])
    for match in _SLASHES.finditer(text):
        # 03/04/2026 is read as the later of its two days
        days = (_day(match[3], match[1], match[2]), _day(match[3], match[2], match[1]))
        yield match, max((day for day in days if day), default=None)
    for match in _NAMED.finditer(text):
        yield match, _day(match[3], str(_months().get(match[2].lower(), "")), match[1])
    for match in _MONTH.finditer(text):
        yield match, _day(match[3], str(_months().get(match[1].lower(), "")), match[2] or "")
    for match in _MARKS.finditer(text):
        yield match, _day(match[1], match[2], match[3] or "")
    for match in _QUARTER.finditer(text):
        year, quarter = (match[2], match[1]) if match[2] else (match[3], match[4])
        yield match, _day(year, str(int(quarter) * 3), "")
    for match in wording.pattern("expiry", _YEAR).finditer(text):
        yield match, _day(match[1], "12", "")


def _day(year: str, month: str, day: str) -> date | None:
    """A day, or a month's last where no day is said; None for what is no date."""
    if not month or not 1 <= int(month) <= 12:
        return None
    last = calendar.monthrange(int(year), int(month))[1]
    number = int(day) if day else last
    return date(int(year), int(month), number) if 1 <= number <= last else None
