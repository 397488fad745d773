"""Version ranges of several ecosystems as intervals of number tuples. Pure arithmetic."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from agentslint.core import lazy_re

Version = tuple[int, ...]
LAST: Version = (10**9,)

NUMBER = lazy_re.compile(r"^[v=]*(\d+(?:\.\d+)*)(?:[.-]?(?:[xX*]|[a-z].*))*(?:\+.*)?$")
COMPARED = lazy_re.compile(r"(\^|~=|~>|~|===?|!=|>=|<=|>|<|=)?\s*v?(\d[\w.*+-]*|[xX*])")


@dataclass(frozen=True, slots=True)
class Interval:
    """Versions from `low` up to `high`, which is not one of them."""

    low: Version
    high: Version = LAST

    def meets(self, other: Interval) -> bool:
        """Whether some version lies in both."""
        return before(self.low, other.high) and before(other.low, self.high)


ANY = (Interval((0,)),)


def before(one: Version, other: Version) -> bool:
    """Whether `one` is smaller, missing parts counting as zero: 1.2 is 1.2.0."""
    width = max(len(one), len(other))
    return _padded(one, width) < _padded(other, width)


def numbers(text: str) -> Version | None:
    """`v1.2.x` as (1, 2), or None where it is no version."""
    found = NUMBER.match(text.strip())
    return (
        tuple(int(part) for part in found[1].split(".")[:4]) if found and len(text) < 40 else None
    )


def exact(text: str) -> tuple[Interval, ...]:
    """A version, or the prefix of one: 1.25 stands for every 1.25.x; ANY where it is none."""
    version = numbers(text)
    return ANY if version is None else (Interval(version, after(version)),)


def after(version: Version) -> Version:
    """The first version that does not begin with `version`."""
    return (*version[:-1], version[-1] + 1)


def at_least(text: str) -> tuple[Interval, ...]:
    """A version and everything above it."""
    version = numbers(text)
    return ANY if version is None else (Interval(version),)


def npm(text: str) -> tuple[Interval, ...]:
    """An npm range; ANY for tags, links, aliases and whatever else is no range."""
    text = text.strip()
    if text.startswith("npm:"):
        text = text.rpartition("@")[2]
    if not text or lazy_re.search(r"[:/@$]|^[a-zA-Z]{2}", text) or len(text) > 200:
        return ANY
    return tuple(interval for part in text.split("||") for interval in _npm_part(part))


def caret(text: str) -> tuple[Interval, ...]:
    """A Cargo or Poetry requirement, where a bare version means `^`."""
    bare = text.strip()
    return npm(f"^{bare}" if bare[:1].isdigit() else bare.replace(",", " "))


def python(text: str) -> tuple[Interval, ...]:
    """A PEP 440 specifier set, or Poetry's way to write one."""
    low: Version = (0,)
    high = LAST
    for part in lazy_re.split(r"[,\s]+(?=[<>=!~^])", text.strip()):
        found = COMPARED.fullmatch(part.strip())
        version = numbers(found[2].rstrip(".*")) if found else None
        if found is None or version is None or "|" in text:
            return ANY
        for bound in _python_bound(found[1] or "==", version):
            low = bound.low if before(low, bound.low) else low
            high = bound.high if before(bound.high, high) else high
    return (Interval(low, high),)


def ruby(text: str) -> tuple[Interval, ...]:
    """A RubyGems or Composer requirement."""
    return python(text.replace("~>", "~=")) if "~>" in text else npm(text.replace(",", " "))


def meets(some: Iterable[Interval], others: Iterable[Interval]) -> bool:
    """Whether any two of them share a version."""
    rest = tuple(others)
    return any(one.meets(other) for one in some for other in rest)


def _npm_part(part: str) -> tuple[Interval, ...]:
    span = lazy_re.fullmatch(r"\s*v?(\d[\w.]*)\s+-\s+v?(\d[\w.]*)\s*", part)
    if span:
        first, last = numbers(span[1]), numbers(span[2])
        return (Interval(first, after(last)),) if first and last else ANY
    low: Version = (0,)
    high = LAST
    for sign, text in COMPARED.findall(part):
        if text in ("x", "X", "*"):
            continue
        version = numbers(text)
        if version is None:
            return ANY
        bound = _npm_bound(sign, version)
        low = bound.low if before(low, bound.low) else low
        high = bound.high if before(bound.high, high) else high
    return (Interval(low, high),)


def _npm_bound(sign: str, version: Version) -> Interval:
    if sign == "^":
        # the first number that is not zero is the one that may not change
        fixed = next((n for n, part in enumerate(version) if part), len(version) - 1)
        return Interval(version, after(version[: fixed + 1]))
    if sign in ("~", "~>"):
        return Interval(version, after(version[:2]))
    return _compared(sign, version)


def _python_bound(sign: str, version: Version) -> list[Interval]:
    if sign == "~=":
        return [Interval(version, after(version[: max(1, len(version) - 1)]))]
    if sign in ("^", "~"):
        return [_npm_bound(sign, version)]
    return [] if sign == "!=" else [_compared(sign, version)]


def _compared(sign: str, version: Version) -> Interval:
    if sign == ">=":
        return Interval(version)
    if sign == ">":
        return Interval(after(version))
    if sign == "<":
        return Interval((0,), version)
    if sign == "<=":
        return Interval((0,), after(version))
    return Interval(version, after(version))


def _padded(version: Version, width: int) -> Version:
    return version + (0,) * (width - len(version))
