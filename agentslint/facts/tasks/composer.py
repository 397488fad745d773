"""Composer: the scripts of a composer.json."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from agentslint.facts.manifests import json_table, table
from agentslint.facts.tasks.answer import UNKNOWN, Answer, arguments, look_up, words_of
from agentslint.repo import Repo, join

TOOLS = ("composer",)
MANIFESTS = ("composer.json",)
# composer list
COMPOSER = words_of(
    "about archive audit browse bump cc check-platform-reqs clear-cache clearcache completion "
    "config create-project depends diagnose dump-autoload dumpautoload exec fund global help home "
    "i info init install licenses list outdated prohibits r reinstall remove require rm "
    "run-script run search self-update selfupdate show status suggests u update upgrade validate "
    "why why-not"
)


def ask(repo: Repo, directory: str, words: Sequence[str]) -> Iterator[Answer]:
    """The answer for the script that the command names."""
    plain, options = arguments(words[1:], ("-d", "--working-dir", "--timeout"))
    if plain[:1] in (("run",), ("run-script",)):
        plain = plain[1:]
        strict = True
    else:
        strict = False
    if not plain or (not strict and plain[0] in COMPOSER) or "-d" in options:
        return
    path = join(directory, "composer.json")
    text = repo.text(path)
    if text is None:
        yield Answer("absent", plain[0], "script", "composer.json")
        return
    data = json_table(text)
    scripts = table(data or {}, "scripts")
    events = ("post-", "pre-")
    complete = data is not None and (strict or bool(scripts)) and not plain[0].startswith(events)
    answer = look_up(plain[0], scripts, kind="script", where=path, complete=complete)
    # a plugin may bring commands of its own
    yield answer if strict or answer.near or answer.verdict != "missing" else UNKNOWN
