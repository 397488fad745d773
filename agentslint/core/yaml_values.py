"""YAML text to plain values, within bounds. The only module that knows PyYAML; it is slow to import."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from agentslint.core import lazy_re

LONGEST = 200_000  # characters of a text: a hostile one takes a second
DEEPEST = 100  # mappings and sequences within each other
MOST = 100_000  # values, those of each alias counted where the alias stands
MERGE = "<<"
_INTEGER = lazy_re.compile(r"[-+]?(?:0|[1-9]\d{0,17})")
# The words of YAML 1.2. Of 1.1's `yes`, `on` and their like most files mean the word: `on: push`.
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("null", "Null", "NULL", "~", ""), None),
}


@dataclass(slots=True)
class _Open:
    """A collection that is being read: what it holds, and the key that waits for its value."""

    value: dict[str, Any] | list[Any]
    anchor: str | None
    size: int = 1
    depth: int = 1
    waiting: bool = False  # for the value of `key`
    key: str | None = None  # None is no key that a table could have
    merges: bool = False
    merged: list[Any] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Done:
    """A value that was read, and how much of the bounds it takes."""

    value: Any
    size: int = 1
    depth: int = 0


def load(text: str) -> Any:
    """The first document of a YAML text as dicts, lists, strings, whole numbers, booleans, None.

    Keys are strings as written (`on`, `3.10`); so are numbers with a point, dates, and what has a
    tag: `3.10` is not 3.1. Of equal keys the last counts. Aliases are shared, `<<` is merged.
    Nothing is constructed from tags. Raises ValueError, in one line, for a text that is no YAML,
    refers to itself, or is beyond `LONGEST`, `DEEPEST` or `MOST`.
    """
    import yaml

    if len(text) > LONGEST:
        raise ValueError(f"more than {LONGEST} characters of YAML")
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return _first(yaml.parse(text, loader))
    except (yaml.YAMLError, RecursionError, UnicodeError) as error:
        raise ValueError(" ".join(str(error).split()) or "nested too deeply") from None


def _first(events: Iterator[Any]) -> Any:
    """What the events of the first document make. Only events are read: no node, no object."""
    stack: list[_Open] = []
    anchors: dict[str, _Done | None] = {}
    for event in events:
        kind = type(event).__name__
        if kind in ("MappingStartEvent", "SequenceStartEvent"):
            anchor: str | None = event.anchor
            if anchor:
                anchors[anchor] = None  # until it is whole
            stack.append(_Open({} if kind == "MappingStartEvent" else [], anchor))
            if len(stack) > DEEPEST:
                raise ValueError("nested too deeply")
            continue
        if kind == "ScalarEvent":
            anchor, done = event.anchor, _Done(_scalar(event, key=_at_key(stack)))
        elif kind == "AliasEvent":
            anchor, done = None, _aliased(anchors, event.anchor)
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            closed = stack.pop()
            anchor, done = closed.anchor, _closed(closed)
        elif kind == "DocumentEndEvent":
            break
        else:
            continue
        if anchor:
            anchors[anchor] = done
        if not stack:
            return done.value
        _put(stack[-1], done, merges=kind == "ScalarEvent" and _merges(event))
    return None


def _at_key(stack: list[_Open]) -> bool:
    return bool(stack) and isinstance(stack[-1].value, dict) and not stack[-1].waiting


def _scalar(event: Any, *, key: bool) -> Any:
    text: str = event.value
    if key or event.tag or not event.implicit[0]:
        return text
    if text in _WORDS:
        return _WORDS[text]
    return int(text) if _INTEGER.fullmatch(text) else text


def _merges(event: Any) -> bool:
    """Whether a scalar is the key that merges: written plain."""
    return event.value == MERGE and bool(event.implicit[0])


def _aliased(anchors: dict[str, _Done | None], name: str) -> _Done:
    found = anchors.get(name)
    if found is None:
        raise ValueError(f"*{name} refers to itself" if name in anchors else f"no anchor &{name}")
    return found


def _put(into: _Open, done: _Done, *, merges: bool) -> None:
    """Add one value, or hold it as the key of the next."""
    into.size += done.size
    into.depth = max(into.depth, done.depth + 1)
    if into.size > MOST or into.depth > DEEPEST:
        raise ValueError("too many values, or nested too deeply, once aliases are followed")
    if isinstance(into.value, list):
        into.value.append(done.value)
    elif not into.waiting:
        into.waiting = True
        into.merges = merges
        # a collection, or nothing that an alias stands for, is no key of a table
        into.key = str(done.value) if isinstance(done.value, str | int) else None
    else:
        into.waiting = False
        if into.merges:
            into.merged += done.value if isinstance(done.value, list) else [done.value]
        elif into.key is not None:
            into.value[into.key] = done.value


def _closed(one: _Open) -> _Done:
    """The collection whole: what is merged gives way to its own keys, and to what came before."""
    if isinstance(one.value, dict):
        for other in one.merged:
            for key, value in other.items() if isinstance(other, dict) else ():
                one.value.setdefault(key, value)
    return _Done(one.value, one.size, one.depth)
