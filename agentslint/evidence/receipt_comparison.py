"""A receipt held against the one that is computed again; and whether it is as it was made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

# fields that only a session or the ledger can give
SHOWN = ("sessions", "ran", "tools", "boundaries", "redacted")
# without these a document is no receipt, whichever version wrote it
CORE = ("agent", "verdict", "missing", "unknown", "diff", "chains", "required", "findings")


def whole(document: dict[str, Any]) -> bool:
    """Whether a receipt has the digest that it names. That says who made it to nobody."""
    return document.get("digest") == digest(document)


def differences(
    given: dict[str, Any], again: dict[str, Any], *, shown: bool
) -> Iterator[tuple[str, str]]:
    """What differs between a receipt and the one computed again: field and how, one line each.

    Without `shown`, what only sessions can tell is not compared, and its own digest speaks for it.
    """
    if not whole(given):
        yield "digest", "the receipt was changed after it was made: its digest does not fit"
    if given.get("version") != again.get("version"):
        given, again = _common(given, again)
    aside = () if shown else (*SHOWN, "verdict", "missing", "unknown", "required", "left_out")
    for key in dict.fromkeys([*again, *given]):
        if key in ("digest", "version", *aside):
            continue
        yield from compared(key, given.get(key), again.get(key))
    if not shown:
        # what each check asks for is the repository's to say, only its result is not
        bare = [[_asked(row) for row in _rows(each.get("required"))] for each in (given, again)]
        yield from compared("required", *bare)


def _common(given: Any, again: Any) -> tuple[Any, Any]:
    """Both without the fields that only one has: another version writes more, or less.

    The fields of `CORE` stay, so that a receipt without one of them differs.
    """
    if isinstance(given, dict) and isinstance(again, dict):
        keys = [key for key in dict.fromkeys([*given, *again]) if key in given and key in again]
        pairs = {key: _common(given[key], again[key]) for key in keys}
        lost = {key: again[key] for key in CORE if key in again and key not in given}
        return {k: one for k, (one, _) in pairs.items()}, {
            k: two for k, (_, two) in pairs.items()
        } | lost
    if isinstance(given, list) and isinstance(again, list) and len(given) == len(again):
        rows = [_common(one, two) for one, two in zip(given, again, strict=True)]
        return [one for one, _ in rows], [two for _, two in rows]
    return given, again


def digest(document: dict[str, Any]) -> str:
    rest = {key: value for key, value in document.items() if key != "digest"}
    return hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()


def compared(where: str, given: Any, again: Any) -> Iterator[tuple[str, str]]:
    """How a value differs from the one computed again: the field, and both."""
    if isinstance(given, dict) and isinstance(again, dict):
        for key in dict.fromkeys([*again, *given]):
            yield from compared(f"{where}.{key}", given.get(key), again.get(key))
    elif given != again or type(given) is not type(again):
        yield where, f"{_told(given, again)} in the receipt, {_told(again, given)} now"


def _told(value: Any, other: Any) -> str:
    """A value, or of a list the rows that the other has not."""
    if isinstance(value, list) and isinstance(other, list):
        value = [row for row in value if row not in other] or value
    found = json.dumps(value, ensure_ascii=False)
    return found if len(found) <= 160 else found[:159] + "…"


def _asked(row: dict[str, Any]) -> dict[str, Any]:
    return {key: row.get(key) for key in ("command", "by", "files")}


def _rows(value: Any) -> list[dict[str, Any]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
