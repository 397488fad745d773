"""Text to the credentials in it: by format and checksum, by entropy, by what they open. Pure text."""

from __future__ import annotations

import base64
import binascii
import json
import math
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from agentslint.core import lazy_re, parsing
from agentslint.text import wording

PRIVATE = lazy_re.compile(
    r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----\s*\n(?:[A-Za-z-]+: [^\n]*\n|\s*\n)*\s*([A-Za-z0-9+/=]{40,})"
)
ADDRESS = lazy_re.compile(
    r"(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{1,20}://(?P<user>[^\s:/@`'\"<>]{1,100}):"
    r"(?P<secret>[^\s/@`'\"<>]{1,200})@(?P<host>[^\s/:?#`'\"<>)]{1,200})"
)
ASSIGNED = lazy_re.compile(
    r"(?<![\w.-])(?P<name>[\w.-]{0,40}?(?:secret|passwor[dt]|passwd|passphrase|pwd|api[_-]?key|access[_-]?key|"
    r"auth[_-]?token|access[_-]?token|private[_-]?key|client[_-]?secret|credentials?|token)[\w-]{0,30})"
    r"[`*'\"]{0,3}\s*(?:=|:(?!:)|=>|is|lautet)\s*[`*'\"]{0,3}(?P<secret>[^\s`'\"<>,;|*)(]{8,200})",
    lazy_re.IGNORECASE,
)
# one of these is in every name that ASSIGNED knows
NAMING = ("secret", "pass", "pwd", "key", "token", "cred")
GIVEN = lazy_re.compile(
    r"(?:secret|pass\w{2,6}|pwd|key|token|cred\w{6,7})[\w-]{0,90}[`*'\"]{0,3}\s*(?:=|:|is|lautet)"
)
# what stands for a secret, or reads one from elsewhere
STAND_IN = lazy_re.compile(
    r"\$|\{|\}|<|>|\*\*|\.\.\.|…|^%|process\.|os\.|env[.:\[]|secrets?\.|vault|xxx|example|changeme|change[-_]me|"
    r"placeholder|dummy|redacted|your|replace|sample|fake|mock|test|demo|insert|todo|password|passwort|secret|"
    r"0123456|1234567|abcdef|deadbeef|foobar|lorem|none|null|true|false|undefined|string|localhost|_here|"
    r"required|optional|value|token|https?:|^/|^\.|^@|^#|\(\)|::|^[a-z]+(?:[._-][a-z]+)+$|^[A-Z]+(?:_[A-Z]+)+$",
    lazy_re.IGNORECASE,
)
# machines that hold nothing worth a secret
LOCAL = lazy_re.compile(
    r"^(?:localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[?::1\]?|host\.docker\.internal|[a-z][a-z0-9_-]*|"
    r".*\.(?:local|test|example|invalid|localhost|internal)|(?:.*\.)?example\.(?:com|org|net))$",
    lazy_re.IGNORECASE,
)
LEAST = 3.6  # bits a character of a password that no format vouches for


@dataclass(frozen=True, slots=True)
class Format:
    title: str
    hints: tuple[str, ...]
    pattern: lazy_re.Pattern[str]
    entropy: float
    checksum: str
    prefix: int


def secrets(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and a description of each credential; where two patterns meet, the first."""
    taken: list[tuple[int, int]] = []
    for start, end, what in (
        *_formatted(text),
        *_private(text),
        *_addresses(text),
        *_assigned(text),
    ):
        if not any(start < last and first < end for first, last in taken):
            taken.append((start, end))
            yield start, end, what


def _formatted(text: str) -> Iterator[tuple[int, int, str]]:
    for form in _formats():
        # a search for a word is forty times as fast as one for a pattern
        if not any(hint in text for hint in form.hints):
            continue
        for found in form.pattern.finditer(text):
            if _genuine(found[1], form):
                yield found.start(1), found.end(1), _article(form.title)


def _genuine(value: str, form: Format) -> bool:
    if lazy_re.search(r"EXAMPLE|X{6}|x{6}|0{8}|1234567|abcdefg|\.\.\.", value):
        return False
    if form.checksum == "crc32-base62":
        return _checksum(value[form.prefix :])
    if form.checksum == "jwt" and not _token(value):
        return False
    return entropy(value) >= form.entropy


def _checksum(body: str) -> bool:
    """GitHub and npm tokens end in the CRC-32 of what stands before, in base 62.

    https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
    """
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    number, text = zlib.crc32(body[:-6].encode()), ""
    while number:
        number, rest = divmod(number, 62)
        text = digits[rest] + text
    return text.rjust(6, "0") == body[-6:]


def _token(value: str) -> bool:
    """Whether a JSON web token is one, and none of those that every installation has."""
    try:
        head, body = (
            json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
            for part in value.split(".")[:2]
        )
    except (ValueError, binascii.Error, RecursionError):
        return False
    known = isinstance(body, dict) and (
        body.get("iss") in ("supabase-demo", "demo")
        or body.get("role") == "anon"
        or body.get("sub") == "1234567890"
    )
    return isinstance(head, dict) and "alg" in head and not known


def _private(text: str) -> Iterator[tuple[int, int, str]]:
    for found in PRIVATE.finditer(text) if "PRIVATE KEY" in text else ():
        if entropy(found[1]) > 4:
            yield found.start(1), found.end(1), "a private key"


def _addresses(text: str) -> Iterator[tuple[int, int, str]]:
    for found in ADDRESS.finditer(text) if "://" in text else ():
        secret = found["secret"]
        weak = secret.lower() == found["user"].lower() or STAND_IN.search(secret)
        if weak or LOCAL.match(found["host"]) or "<" in found[0] or len(secret) < 6:
            continue
        if not wording.pattern("secret", "«documented»").search(_line(text, found.start())):
            yield found.start("secret"), found.end("secret"), f"a password for {found['host']}"


def _assigned(text: str) -> Iterator[tuple[int, int, str]]:
    for found in ASSIGNED.finditer(text) if _names(text.casefold()) else ():
        secret = found["secret"].rstrip(".,:;!?`")
        mixed = lazy_re.search(r"\d", secret) and lazy_re.search(r"[A-Za-z]", secret)
        if (
            not mixed
            or not secret.isascii()  # prose: 签名密钥（HMAC-SHA256），
            or len(secret) < 10
            or STAND_IN.search(secret)
            or entropy(secret) < LEAST - _short(secret)
        ):
            continue
        if lazy_re.search(r"[/\\]", secret) and not lazy_re.search(r"[+=]", secret):
            continue
        if not wording.pattern("secret", "«documented»").search(_line(text, found.start())):
            start = found.start("secret")
            yield start, start + len(secret), f"a value for {found['name'].strip('-.')}"


def _names(folded: str) -> bool:
    """Whether a text may give a value to a name of a secret: ASSIGNED looks at each letter."""
    for name in NAMING:
        at = folded.find(name)
        while at >= 0:
            if GIVEN.match(folded, at):
                return True
            at = folded.find(name, at + 1)
    return False


def _short(secret: str) -> float:
    """Twelve different characters cannot have more than 3.6 bits each."""
    return max(0.0, LEAST - math.log2(len(secret)) + 0.25)


def entropy(text: str) -> float:
    """Shannon entropy in bits a character."""
    counts = Counter(text).values()
    return -sum(n / len(text) * math.log2(n / len(text)) for n in counts)


def _line(text: str, at: int) -> str:
    """The line of an offset with the one before it, where its context usually stands."""
    start = text.rfind("\n", 0, max(text.rfind("\n", 0, at), 0)) + 1
    stop = text.find("\n", at)
    return text[start : stop if stop >= 0 else len(text)]


def _article(title: str) -> str:
    return f"{'an' if title[0] in 'AOaeiou' else 'a'} {title}"


@cache
def _formats() -> tuple[Format, ...]:
    return tuple(
        Format(
            row["title"],
            tuple(row["hints"]),
            lazy_re.compile(row["pattern"]),
            row.get("entropy", 0.0),
            row.get("checksum", ""),
            row.get("prefix", 0),
        )
        for row in parsing.read("text", "secrets.toml")["format"]
    )
