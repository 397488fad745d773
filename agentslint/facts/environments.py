"""Environments, profiles and machines that a repository declares itself: whoever clones it has them."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.core import lazy_re
from agentslint.facts.memo import once
from agentslint.repo import Repo

_WORD = r"[\w][\w.@/-]*"
# where a text makes a thing that has a name, and the name
_MADE = (
    lazy_re.compile(rf"(?:conda|mamba) (?:env )?create\b[^\n]{{0,200}}?(?:-n|--name)[ =]({_WORD})"),
    lazy_re.compile(rf"--profile[ =]({_WORD})[^\n]{{0,200}}(?:sso|configure)"),
    lazy_re.compile(rf"(?:configure|sso)\b[^\n]{{0,200}}?--profile[ =]({_WORD})"),
    lazy_re.compile(rf"\[(?:profile )?({_WORD})\]"),
    lazy_re.compile(rf"\b(?:mk)?virtualenv\b[^\n]{{0,200}}?\b({_WORD})[ \t`]*$", lazy_re.M),
    lazy_re.compile(rf"kind create cluster[^\n]{{0,200}}?--name[ =]({_WORD})"),
)
_NAMED = (
    lazy_re.compile(rf"^name:\s*['\"]?({_WORD})['\"]?\s*$", lazy_re.M),
    lazy_re.compile(rf"\bcreate\b[^\n]{{0,200}}?\b({_WORD})[ \t`]*$", lazy_re.M),
)
_PROFILE = lazy_re.compile(rf"\bprofile\s*=\s*\"({_WORD})\"")
_ENVIRONMENT_FILE = lazy_re.compile(
    r"(?:environment|conda|env)[^/]*\.ya?ml$|Makefile$|(?:^|/)(?:README|CONTRIBUTING|INSTALL)[^/]*$"
)
_PROFILE_FILE = lazy_re.compile(
    r"(?:^|/)(?:README|CONTRIBUTING)[^/]*$|\.tf$|samconfig\.toml$|(?:^|/)\.?aws/"
)
# a proxy answers to a name, a network has an address
_CONFIGURATION = lazy_re.compile(
    r"(?:^|/)(?:[^/]*\.(?:conf|ya?ml|toml|ini|cfg|template|service)|\.env[^/]*|Caddyfile[^/]*|hosts)$"
)
_HOST = lazy_re.compile(
    r"(?<![\w.-])(?:(?:\d{1,3}\.){3}\d{1,3}|[A-Za-z][\w-]*+(?>(?:\.[\w-]++)+))(?![\w-])"
)


def made_in(text: str) -> frozenset[str]:
    """The names of environments and profiles that a text says how to make."""
    return frozenset(_names(text, *_MADE))


@once
def environments(repo: Repo) -> frozenset[str]:
    """The names of environments that the repository's own files make."""
    return frozenset(
        name
        for path in repo.listing.ordered
        if _ENVIRONMENT_FILE.search(path)
        for name in _names(repo.text(path) or "", *_NAMED, *_MADE)
    )


@once
def profiles(repo: Repo) -> frozenset[str]:
    """The names of AWS profiles that the repository's own files make or use."""
    return frozenset(
        name
        for path in repo.listing.ordered
        if _PROFILE_FILE.search(path)
        for name in _names(repo.text(path) or "", _PROFILE, *_MADE)
    )


@once
def hosts(repo: Repo) -> frozenset[str]:
    """The machines that configuration files of the repository name."""
    return frozenset(
        found[0]
        for path in repo.listing.ordered
        if _CONFIGURATION.search(path)
        for found in _HOST.finditer(repo.text(path) or "")
    )


def _names(text: str, *patterns: lazy_re.Pattern[str]) -> Iterator[str]:
    for pattern in patterns:
        yield from (found[1] for found in pattern.finditer(text))
