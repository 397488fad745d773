"""Codex analytics, exported or pulled: read defensively, for what they say and for what they do not.

The API's paths, parameters and paging are from OpenAI's enterprise governance guide (2026); the
columns of exports are documented nowhere, so known names are looked for and the rest is kept.
"""

from __future__ import annotations

import csv
import io
import json
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from agentslint.model import Failure

BASE = "https://api.chatgpt.com/v1/analytics/codex"
KINDS = ("usage", "code_reviews", "code_review_responses")
PAGES = 1000
PAGE_BYTES = 32 * 1024 * 1024
TRIES = 5
LONGEST = 60.0  # seconds that a rate limit is waited for
# what a row may call each number
NUMBERS: dict[str, tuple[str, ...]] = {
    "threads": ("threads", "sessions", "conversations", "num_threads"),
    "turns": ("turns", "messages", "num_turns", "tasks"),
    "credits": ("credits", "credits_used", "cost"),
    "reviews": ("pull_request_reviews", "reviews", "code_reviews", "num_reviews"),
    "comments": ("comments", "review_comments", "num_comments"),
    "comments_p0": ("p0",),
    "comments_p1": ("p1",),
    "comments_p2": ("p2",),
}
STARTS = ("start_time", "date", "day", "week", "bucket_start", "start")
ENDS = ("end_time", "bucket_end", "end")
NESTED = ("totals", "comment_details", "actor", "usage")
PERSONAL = ("user_id", "email", "user", "name", "user_email", "username", "actor")


@dataclass
class Analytics:
    """What some rows say together.

    totals   sums by number; a number that no row has is not here
    people   how many persons the rows tell apart, and their numbers when those are asked for
    other    fields that nothing here knows, kept by name
    """

    rows: int = 0
    totals: dict[str, float] = field(default_factory=dict)
    first: str = ""
    last: str = ""
    people: dict[str, dict[str, float]] = field(default_factory=dict)
    other: set[str] = field(default_factory=set)

    def add(self, row: Mapping[str, Any], kind: str = "") -> None:
        """Count one row in. `kind` is the endpoint it came from: what was answered to a review is
        no further review."""
        self.rows += 1
        flat = dict(_flat(row))
        known = set(STARTS) | set(ENDS) | set(PERSONAL)
        person = next((str(flat[key]) for key in PERSONAL if flat.get(key)), "")
        mine = self.people.setdefault(person, {}) if person else {}
        for name, keys in NUMBERS.items():
            known.update(keys)
            number = next((n for key in keys if (n := _number(flat.get(key))) is not None), None)
            if kind == "code_review_responses" and name.startswith(("reviews", "comments")):
                name = f"answered_{name}"
            if number is not None:
                self.totals[name] = self.totals.get(name, 0) + number
                mine[name] = mine.get(name, 0) + number
        for key in (*STARTS, *ENDS):
            if (when := _day(flat.get(key))) and not self.first:
                self.first = self.last = when
            elif when:
                self.first, self.last = min(self.first, when), max(self.last, when)
        self.other.update(key for key in flat if key not in known)

    @property
    def missing(self) -> tuple[str, ...]:
        """The numbers that no row holds."""
        return tuple(name for name in NUMBERS if name not in self.totals)


def parse(text: str, name: str) -> Iterator[dict[str, Any]]:
    """The rows of an export, CSV or JSON. Raises Failure for what is neither."""
    if text.lstrip()[:1] in ("{", "["):
        try:
            yield from _listed(json.loads(text))
        except (ValueError, RecursionError):
            # an export may also be one object a line
            try:
                for line in filter(None, map(str.strip, text.splitlines())):
                    yield from _listed(json.loads(line))
            except (ValueError, RecursionError):
                raise Failure(f"{name}: neither JSON nor CSV: name an analytics export") from None
        return
    try:
        rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
        if len(rows.fieldnames or ()) < 2:
            raise Failure(f"{name}: neither JSON nor CSV: name an analytics export")
        for row in rows:
            yield {str(key).strip().lower().replace(" ", "_"): value for key, value in row.items()}
    except csv.Error as error:
        raise Failure(f"{name}: {error}: name an analytics export") from None


@dataclass(frozen=True)
class Source:
    """Where analytics are pulled from. The key is sent to that host and shown to nobody."""

    workspace: str
    key: str = field(repr=False)
    base: str = BASE
    sleep: Callable[[float], None] = time.sleep

    def pull(self, kind: str, start: int, end: int, *, people: bool) -> Iterator[dict[str, Any]]:
        """Every row of one kind from `start` to before `end`, Unix seconds, page by page.

        Raises Failure for what the API refuses, and for a rate limit that does not end.
        """
        page = ""
        for _ in range(PAGES):
            asked = {
                "start_time": str(start),
                "end_time": str(end),
                "limit": "100",
            }
            # the endpoints of reviews give a row each, and take no interval
            asked |= {"group_by": "day"} if kind == "usage" else {}
            asked |= {} if people else {"group": "workspace"}
            asked |= {"page": page} if page else {}
            place = f"workspaces/{urllib.parse.quote(self.workspace, safe='')}/{kind}"
            found = self._page(f"{self.base}/{place}?{urllib.parse.urlencode(asked)}", kind)
            yield from _listed(found)
            page = str(found.get("next_page") or "") if isinstance(found, dict) else ""
            if not page or found.get("has_more") is False:
                return
        raise Failure(f"analytics {kind}: more than {PAGES} pages: ask for fewer days")

    def _page(self, url: str, kind: str) -> Any:
        request = urllib.request.Request(
            url, headers={"Authorization": f"Bearer {self.key}", "Accept": "application/json"}
        )
        opener = urllib.request.build_opener(_Stay)
        for attempt in range(TRIES):
            try:
                with opener.open(request, timeout=30) as answer:
                    data = answer.read(PAGE_BYTES + 1)
                if len(data) > PAGE_BYTES:
                    raise Failure(f"analytics {kind}: a page is over {PAGE_BYTES >> 20} MiB")
                return json.loads(data)
            except urllib.error.HTTPError as error:
                if error.code != 429 and error.code < 500:
                    raise Failure(f"analytics {kind}: {_refused(error.code)}") from None
                wait, why = _wait(error, attempt), f"it answers {error.code}"
            except (urllib.error.URLError, TimeoutError, ConnectionError) as error:
                reason = getattr(error, "reason", error)
                wait, why = 2.0**attempt, str(reason)[:120]
            except (ValueError, RecursionError):
                raise Failure(f"analytics {kind}: the answer is not JSON") from None
            if attempt + 1 < TRIES:
                self.sleep(min(wait, LONGEST))
        raise Failure(f"analytics {kind}: {why} after {TRIES} tries: try again later")


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirection: the key is for one host."""

    def redirect_request(self, *_: Any) -> None:
        return None


def reachable(base: str) -> str:
    """A base address as given. Raises Failure for one that would send the key in the clear."""
    parts = urllib.parse.urlsplit(base)
    near = parts.hostname in ("127.0.0.1", "::1", "localhost")
    if parts.scheme != "https" and not (parts.scheme == "http" and near):
        raise Failure(f"--url {base}: not https: the key would be sent in the clear")
    return base.rstrip("/")


def _refused(code: int) -> str:
    known = {
        401: "the key is refused (401): it needs the scope codex.enterprise.analytics.read",
        403: "the key may not read this workspace (403)",
        404: "there is no such workspace (404): check --workspace",
    }
    return known.get(code, f"the request is refused ({code})")


def _wait(error: urllib.error.HTTPError, attempt: int) -> float:
    try:
        return max(0.0, float(error.headers.get("Retry-After", "")))
    except ValueError:
        return 2.0**attempt


def _listed(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        inner = next(
            (value[k] for k in ("data", "rows", "items", "results") if k in value), [value]
        )
        value = inner if isinstance(inner, list) else [value]
    for row in value if isinstance(value, list) else ():
        if isinstance(row, dict):
            yield row


def _flat(row: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in row.items():
        if isinstance(value, Mapping) and key in NESTED:
            yield from ((str(inner), each) for inner, each in value.items())
        elif not isinstance(value, (Mapping, list)) or key not in NESTED:
            yield str(key), value


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or value in (None, ""):
        return None
    try:
        found = float(str(value).replace(",", ""))
    except ValueError:
        return None
    return found if found == found and abs(found) < 1e15 else None


def _day(value: Any) -> str:
    """A day as ISO 8601, from Unix seconds or a text that begins with one."""
    number = _number(value)
    if number is not None and 1e8 < number < 1e11:
        return time.strftime("%Y-%m-%d", time.gmtime(number))
    text = str(value or "")
    return text[:10] if len(text) >= 10 and text[4:5] == "-" and text[7:8] == "-" else ""
