"""Text that leaves the repository, less what must not: secrets, places of one machine, addresses.

What `secrets` finds for certain is taken out, and so is whatever merely looks like one: here a
false alarm costs nothing. The patterns are the vendors' documentation of their own tokens.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from agentslint.core import lazy_re
from agentslint.text.secrets import secrets

NAMED = (
    r"(?i)(?:(?<=[\s;&'\"(])|^)[\w-]*(?:password|passwd|secret|token|api[_-]?key|credential)s?"
    r"[\w-]*(?:=|:\s*|\s+(?=['\"]))(?!\s|['\"]?\$|<)(?:'[^']+'|\"[^\"]+\"|[^\s'\"&;|]{4,})"
)
SECRETS = (
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)",
    r"\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,})",
    r"\bgl(?:pat|ptt|dt|rt|soat)-[A-Za-z0-9_-]{16,}",
    r"\bsk-[A-Za-z0-9_-]{16,}",
    r"\bsk_(?:live|test)_[A-Za-z0-9]{16,}",
    r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}",
    r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b",
    r"\bAIza[A-Za-z0-9_-]{30,}",
    r"\b(?:npm_|pypi-|hf_|dop_v1_|shpat_)[A-Za-z0-9_-]{16,}",
    r"\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*",
    r"(?<=://)[^\s/@:]*:[^\s/@]+(?=@)",
    r"(?i)(?<=bearer )[A-Za-z0-9._~+/=-]{8,}",
    r"\bhvs\.[A-Za-z0-9_-]{16,}",
    r"\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}",
    r"\b(?:SK|AC)[0-9a-f]{32}\b",
    r"(?i)(?<=hooks\.slack\.com/services/)[A-Za-z0-9/_-]+",
    r"(?i)(?<=authorization: )(?:basic|token) [^\s'\"]+",
    r"(?i)(?<=[?&])(?:[\w-]*(?:key|token|secret|signature|sig|password|auth)[\w-]*)=[^\s&'\"]+",
    r"(?i)\b(?:AccountKey|SharedAccessKey|_authToken|x-amz-signature)=[^\s;'\"&]+",
    r"(?i)(?:secret|access|api|private)[_-]?(?:access[_-]?)?key(?:[_-]?id)?\s+[^\s'\"-]\S{3,}",
    r"(?i)[\"'](?:[\w-]*(?:password|passwd|secret|token|key|credential)[\w-]*)[\"']\s*:\s*[\"'][^\"']+[\"']",
    r"(?<=--passphrase )\S+|(?<=--passphrase=)\S+|(?<=redis-cli -a )\S+",
    r"(?<=\s-u )[^\s:'\"]+:\S+|(?<=--user )[^\s:'\"]+:\S+|(?<=--user=)[^\s:'\"]+:\S+",
    r"(?<=\s-p )(?!\d+(?::\d+)?\b|no:)[^\s./-]\S{3,}|(?<=mysql -p)\S+|(?<=sshpass -p)\S+",
    # a name that says so, and its value
    NAMED,
    r"(?i)(?<=--)[\w-]*(?:password|passwd|secret|token|api-?key|credential)[\w-]*\s+[^\s$<-]\S{3,}",
)
KINDS: tuple[tuple[str, lazy_re.Pattern[str]], ...] = (
    (
        "secret",
        lazy_re.compile("|".join(f"(?:{pattern})" for pattern in SECRETS if "(?i)" not in pattern)),
    ),
    *(("secret", lazy_re.compile(pattern)) for pattern in SECRETS if "(?i)" in pattern),
    (
        "e-mail address",
        lazy_re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}\b"),
    ),
    (
        "absolute path",
        lazy_re.compile(
            r"(?<![\w./~$>})-])(?:file://)?/(?:[\w.@+,~%-]+/)*[\w.@+,~%-]+/?"
            r"|\b[A-Za-z]:[\\/][\w.\\/ -]*\w"
            r"|(?<![\w/.])~[\w-]*/[\w.@+/-]+"
        ),
    ),
)
# programs to which `-p` is no password: a package, parents, a port, a pattern
_OTHER_P = lazy_re.compile(
    r"\b(?:cargo|mkdir|node|uv|uvx|npx|bunx|tsc|docker|podman|ssh|scp|rsync|turbo|dotnet|pytest|unzip|grep|wasm-pack|"
    r"cp|tar|nc|lsof|wezterm|claude|codex|lerna|jest|mvn|black|ruff|git|tmux|poetry|python3?|perl)\b[^|;&\n]*\s-p\s+$"
)
# devices say nothing about a machine
KEPT = lazy_re.compile(r"^/dev/(?:null|stdin|stdout|stderr|tty)$")


@dataclass
class Redaction:
    """Takes texts in, gives them back fit to leave, and remembers what it took out of where.

    `roots` are absolute directories that become relative paths instead; `kinds` is what it takes out.
    """

    roots: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ("secret", "e-mail address", "absolute path")
    taken: Counter[tuple[str, str]] = field(default_factory=Counter)

    def text(self, value: str, where: str) -> str:
        """One text, from the field called `where`."""
        for root in self.roots:
            value = lazy_re.sub(
                rf"(?<![\w.])(?:file://)?{lazy_re.escape(root)}/(?=[\w.])", "", value
            )
            value = lazy_re.sub(
                rf"(?<![\w.])(?:file://)?{lazy_re.escape(root)}/?(?![\w.-])", ".", value
            )
        for start, end, _ in sorted(secrets(value), reverse=True):
            self.taken[where, "secret"] += 1
            value = f"{value[:start]}<secret>{value[end:]}"
        for kind, pattern in KINDS:
            if kind not in self.kinds:
                continue

            def cut(match: lazy_re.Match[str], kind: str = kind) -> str:
                if KEPT.match(match[0]) or _OTHER_P.search(
                    match.string[max(0, match.start() - 200) : match.start()]
                ):
                    return match[0]
                self.taken[where, kind] += 1
                return f"<{kind}>"

            value = pattern.sub(cut, value)
        return value

    def texts(self, values: Iterable[str], where: str) -> list[str]:
        """Several texts of one field."""
        return [self.text(value, where) for value in values]

    def listed(self) -> list[dict[str, Any]]:
        """What was taken out: field, kind and how often, in order."""
        return [
            {"field": where, "kind": kind, "count": count}
            for (where, kind), count in sorted(self.taken.items())
        ]
