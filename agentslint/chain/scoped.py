"""Rule files that wait for the files they are for: what their front matter says, and who matches.

Asked of Claude Code 2.1.332, Copilot CLI 1.0.102, Qwen Code 0.24.4, Continue CLI 1.5.47 with sixty
globs each (fixtures/conformance/globs.jsonl).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from agentslint.chain import walk
from agentslint.core import glob_sets, lazy_re
from agentslint.model import Agent, Link, Scope
from agentslint.repo import Repo, Unreadable

FRONT = lazy_re.compile(
    r"\A\ufeff?---[ \t]*\r?\n(.*?)^---[ \t]*\r?(?:\n|\Z)", lazy_re.M | lazy_re.S
)
# a value that YAML takes for something else, such as `**/*.ts`
STRICT = lazy_re.compile(r"\A\ufeff?---\r?\n(.*?)^---\r?(?:\n|\Z)", lazy_re.M | lazy_re.S)
BARE = lazy_re.compile(r"^([\w-]+:[ \t]+)([^\s\"'\[{|>#][^\r\n]*?)[ \t]*\r?$", lazy_re.M)
LEFT_OUT = "left out: its front matter {told}"


def held(repo: Repo, agent: Agent, links: Iterable[Link], directory: str) -> list[Link]:
    """The same links; a rule file for certain files alone waits until one of them is read."""
    return [_held(repo, agent, link, directory) for link in links]


def _held(repo: Repo, agent: Agent, link: Link, directory: str) -> Link:
    if link.fate != "read" or not one_of_rules(agent, link):
        return link
    if why := _link_fault(repo, agent, link, directory):
        return replace(link, fate="shadowed", bytes=0, why=why)
    scope = next((each for each in agent.scopes if each.names in f"/{link.path}"), None)
    if scope is None:
        return link
    found = _globs(repo, scope, link)
    if found is None:
        return link
    if isinstance(found, str):
        return replace(link, fate="shadowed", bytes=0, why=LEFT_OUT.format(told=found))
    for_what = ", ".join(found)
    why = f"it waits until a matching file is read: {for_what}"
    if not scope.later:
        why = f"only for {for_what}: {agent.title} never adds it later"
    return replace(link, fate="waiting", bytes=0, why=why, scope=found)


def awaited(
    repo: Repo, agent: Agent, links: Iterable[Link], directory: str, reading: str
) -> Iterator[Link]:
    """Of the rules that wait, those that `reading` brings, as they are then sent."""
    for link in links:
        scope = next((each for each in agent.scopes if each.names in f"/{link.path}"), None)
        if link.fate != "waiting" or scope is None or not scope.later:
            continue
        base = _base(repo, agent, scope, link, directory)
        path = _below(repo, reading, base)
        inside = _below(repo, reading, directory) if agent.lazy == "below" else path
        if path and inside and glob_sets.matches(scope.grammar, link.scope, path):
            told = f"sent once a file is read that it is for: {', '.join(link.scope)}"
            yield replace(link, fate="read", bytes=link.size, why=told, phase="lazy")


def one_of_rules(agent: Agent, link: Link) -> bool:
    """Whether a file was met as one of a directory of rules."""
    for name in agent.user_names if link.level == "user" else agent.names:
        place = name.partition("/*")[0]
        place = place.partition("/")[2] if place.startswith(("~", "$")) else place
        if "/*" in name and f"/{place}/" in f"/{link.path}":
            return True
    return False


def _link_fault(repo: Repo, agent: Agent, link: Link, directory: str) -> str:
    """Why a rule file that is a symbolic link is passed over; "" where it is not."""
    if agent.rule_links == "yes" or repo.target(link.path) is None:
        return ""
    if agent.rule_links == "no":
        return f"{agent.title} passes over rule files that are symbolic links"
    if _below(repo, link.path, directory, real=True):
        return ""
    return f"it is a link that leads out of the directory in which {agent.title} starts"


def _below(repo: Repo, path: str, folder: str, *, real: bool = False) -> str:
    """A path relative to a directory that it lies below; "" where it does not."""
    placed = repo.real if real else repo.absolute
    whole, top = placed(path), placed(folder).rstrip("/") + "/"
    return whole.removeprefix(top) if whole.startswith(top) else ""


def _base(repo: Repo, agent: Agent, scope: Scope, link: Link, directory: str) -> str:
    """The directory that a rule's globs count from."""
    if scope.base == "holder" and link.level == "project":
        return link.directory
    if scope.base == "root":
        return walk.marked(repo, directory, agent.markers) or directory
    return directory


def _globs(repo: Repo, scope: Scope, link: Link) -> tuple[str, ...] | str | None:
    """The globs of a rule file, None where it is for every file; a text says why it is left out."""
    told = _front(repo, link, STRICT if scope.strict else FRONT)
    if told is None:
        return None
    if isinstance(told, str):
        return told if scope.broken == "left-out" else None
    for key, value in scope.unless:
        if told.get(key) == value:
            return f"says {key}: {value}"
    if scope.always and told.get(scope.always) is not None:
        said = told[scope.always]
        return None if said is True else (f"{scope.always}: {_word(said)}",)
    key = next((key for key in scope.keys if told.get(key)), "")
    every = list(_listed(scope, told.get(key)))
    if scope.grammar == "gitignore":
        every = [glob.removesuffix("/**") for glob in every if glob.removesuffix("/**")]
    others = tuple(f"{key}: {_word(told[key])}" for key in scope.also if told.get(key))
    if all(glob in scope.whole for glob in every) and not others:
        return None
    return (*every, *others)


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _listed(scope: Scope, value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _listed(scope, each)
    elif isinstance(value, str) and value:
        yield from glob_sets.parted(value) if scope.split else [value]


def _front(repo: Repo, link: Link, pattern: Any) -> dict[str, Any] | str | None:
    """The front matter of a rule file; None without one, a text where it is no YAML."""
    try:
        match = pattern.match(repo.file(link.path).text)
    except Unreadable:
        return None
    if match is None:
        return None
    from agentslint.core import yaml_values  # slow to import, and few repositories need it

    text = match[1].replace("\r\n", "\n")
    for tried in (text, BARE.sub(_quoted, text)):
        try:
            found = yaml_values.load(tried)
        except ValueError:
            continue
        return found if isinstance(found, dict) else None
    return "is no YAML"


def _quoted(match: Any) -> str:
    text = str(match[2]).replace("\\", "\\\\").replace('"', '\\"')
    return f'{match[1]}"{text}"'
