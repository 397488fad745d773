"""tox: the environments of its configuration, factors and generated ones included."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from agentslint.core import lazy_re
from agentslint.facts.manifests import table, texts, toml_table
from agentslint.facts.memo import each
from agentslint.facts.tasks.answer import Answer, arguments, look_up
from agentslint.repo import Repo, join

TOOLS = ("tox",)
MANIFESTS = ("tox.ini", "tox.toml", "setup.cfg", "pyproject.toml")
PYTHON = lazy_re.compile(r"^(?:py|pypy|python|cpython|graalpy|jython)?-?\d?(?:\.?\d+t?)?$")
BRACES = lazy_re.compile(r"\{([^{}]*)\}")


def ask(repo: Repo, directory: str, words: Sequence[str]) -> Iterator[Answer]:
    """One answer for each environment that `-e` names."""
    _, options = arguments(words[1:], ("-e", "-c", "--conf", "-f", "-m", "--workdir", "-x"))
    wanted = [name.strip() for value in options.get("-e", ()) for name in value.split(",")]
    if not wanted or "-c" in options or "--conf" in options:
        return
    known = tox_environments(repo, directory)
    for name in wanted:
        if known is None:
            yield Answer("absent", name, "environment", "tox.ini")
        elif name == "ALL":
            continue
        else:
            path, names, factors = known
            parts = [part for part in name.split("-") if not PYTHON.match(part)]
            built = all(part in factors for part in parts)
            complete = bool(names) and not built
            yield look_up(name, names, kind="environment", where=path, complete=complete)


@each
def tox_environments(repo: Repo, directory: str) -> tuple[str, set[str], set[str]] | None:
    """Where tox is configured, its environments, and the factors that others are built of."""
    for name, prefix in (("tox.ini", ""), ("setup.cfg", "tox:")):
        text = repo.text(join(directory, name))
        if text is not None and (sections := _ini(text)) and (not prefix or "tox:tox" in sections):
            return join(directory, name), *_ini_environments(sections, text)
    for name, keys in (("tox.toml", ()), ("pyproject.toml", ("tool", "tox"))):
        text = repo.text(join(directory, name))
        data = table(toml_table(text or "") or {}, *keys)
        legacy = data.get("legacy_tox_ini")
        if isinstance(legacy, str):
            return join(directory, name), *_ini_environments(_ini(legacy), legacy)
        if data:
            names = set(texts(data.get("env_list"))) | set(table(data, "env"))
            return join(directory, name), names, {p for n in names for p in n.split("-")}
    return None


def _ini(text: str) -> dict[str, dict[str, str]]:
    import configparser

    parser = configparser.RawConfigParser(strict=False, allow_no_value=True)
    try:
        parser.read_string(text)
    except (configparser.Error, ValueError, AttributeError):
        # Python's parser stumbles over an indented line below a key without a value
        return {}
    return {name: {k: v or "" for k, v in parser.items(name)} for name in parser.sections()}


def _ini_environments(sections: dict[str, dict[str, str]], text: str) -> tuple[set[str], set[str]]:
    main = sections.get("tox", {}) | sections.get("tox:tox", {})
    listed = main.get("envlist", "") + "\n" + main.get("env_list", "")
    heads = [name.partition("testenv:")[2] for name in sections if name.startswith("testenv:")]
    names: set[str] = set()
    for item in [*lazy_re.split(r"[\s,]+(?![^{]*\})", listed), *heads]:
        names.update(_braced(item))
    names.discard("")
    # `factor: value` inside a section makes the factor known
    factors = {
        p.lstrip("!")
        for row in lazy_re.findall(r"^\s+([\w.,!-]+):", text, lazy_re.M)
        for p in lazy_re.split(r"[,-]", row)
    }
    factors |= {part for name in names for part in name.split("-")}
    return names, factors


def _braced(item: str) -> Iterator[str]:
    """`py{310,311}-{a,b}` written out, at most a few hundred names."""
    waiting = [item]
    for _ in range(500):
        if not waiting:
            return
        one = waiting.pop()
        found = BRACES.search(one)
        if not found:
            yield one.strip()
            continue
        head, tail = one[: found.start()], one[found.end() :]
        waiting += [head + choice + tail for choice in _choices(found[1])]


def _choices(inner: str) -> list[str]:
    span = lazy_re.fullmatch(r"(\d{1,6})-(\d{1,6})", inner.strip())
    if span and int(span[2]) - int(span[1]) < 100:
        return [str(number) for number in range(int(span[1]), int(span[2]) + 1)]
    return [choice.strip() for choice in inner.split(",")]
