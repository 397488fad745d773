"""Folders of pages and checks to rules. Built-in, installed and local packs load alike."""

from __future__ import annotations

import functools
import importlib.util
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from types import ModuleType
from typing import Any

from agentslint.core import lazy_re
from agentslint.io import disk_queries
from agentslint.lint import page
from agentslint.model import Failure, Rule

PACK = "agentslint.rules"
DECLARATIONS = ("require", "forbid", "together")
LARGEST = 1 << 20  # bytes of a page that are read
LEVELS = ("check_file", "check_chain", "check_repo", "check_suppressions")
ONLY = ("review",)  # commands that report a rule which `check` never runs
AHEAD = ("prepare_file", "take_prepared")  # what a check may do before its turn
_MAKES = lazy_re.compile(r"def |from [\w.]+ import ")
_WORD = lazy_re.compile(r"\w+")


@functools.cache
def builtin() -> Mapping[str, Rule]:
    """The rules that ship with agentslint, by id."""
    return {rule.id: rule for rule in load(home(), PACK)}


def home() -> str:
    """The folder of the rules that ship with agentslint."""
    here = os.path.dirname(os.path.dirname(__file__))
    shipped = os.path.join(here, "rules")
    # a checkout keeps the pack at its top level
    return shipped if os.path.isdir(shipped) else os.path.join(os.path.dirname(here), "rules")


def ids(folder: str) -> Iterator[str]:
    """The ids of a folder's rules, by the names of their pages; none is loaded."""
    for name in sorted(os.listdir(folder)):
        stem, ending = os.path.splitext(name)
        if ending == ".md" and not stem.isupper():
            yield stem.replace("_", "-")


def installed() -> dict[str, Rule]:
    """Rules of other distributions: packages named by entry points of `agentslint.rules`."""
    found: dict[str, Rule] = {}
    if not _announced():
        return found
    from importlib.metadata import entry_points

    for point in entry_points(group=PACK):
        try:
            module = point.load()
            folder = os.path.dirname(module.__file__)
        except Exception as error:
            raise Failure(f"rule pack {point.name} ({point.value}): {_said(error)}") from None
        found |= {rule.id: rule for rule in load(folder, module.__name__)}
    return found


def _announced() -> bool:
    """Whether any distribution names a pack: importlib.metadata takes 80 ms to say that none does."""
    for folder in sys.path:
        try:
            names = [
                n for n in os.listdir(folder or ".") if n.endswith((".dist-info", ".egg-info"))
            ]
        except OSError:
            continue
        for name in names:
            try:
                with open(os.path.join(folder, name, "entry_points.txt"), "rb") as file:
                    if f"[{PACK}]".encode() in file.read():
                        return True
            except OSError:
                continue
    return False


def local(folder: str, shown: str, *, trusted: bool) -> dict[str, Rule]:
    """Rules of a folder in the repository, `shown` in messages.

    Its declared rules always load. Its Python runs only when `trusted`; a rule that needs it is
    otherwise a Failure: a rule that silently does not run looks like a clean repository.
    """
    if not os.path.isdir(folder):
        raise Failure(f"rules: {shown}: no such directory")
    return {rule.id: rule for rule in load(folder, None, shown=shown, trusted=trusted)}


def load(
    folder: str, package: str | None, *, shown: str = "", trusted: bool = True
) -> Iterator[Rule]:
    """Every rule of one folder: a page, and a check unless the page declares one."""
    try:
        names = sorted(os.listdir(folder))
    except OSError as error:
        raise Failure(f"rules: {shown or folder}: {error.strerror}") from None
    for name in names:
        stem, ending = os.path.splitext(name)
        if ending != ".md" or stem.isupper():
            continue
        # asked of the disk, not of the listing: where letter case does not count, A.PY is a.py
        if not trusted and os.path.exists(os.path.join(folder, f"{stem}.py")):
            raise Failure(
                f"rules: {shown}/{stem}.py: Python of the repository runs only with --local-rules"
            )
        if not trusted and os.path.islink(os.path.join(folder, name)):
            raise Failure(f"rules: {shown}/{name}: is a symbolic link: want a file")
        yield _rule(folder, stem, package, f"{shown or folder}/{name}")


def _rule(folder: str, stem: str, package: str | None, where: str) -> Rule:
    try:
        text = disk_queries.read(os.path.join(folder, f"{stem}.md"), LARGEST).decode("utf-8")
    except disk_queries.Unreadable as error:
        raise Failure(f"{where}: {error}") from None
    except UnicodeDecodeError:
        raise Failure(f"{where}: not UTF-8") from None
    found = page.read(stem.replace("_", "-"), text, where)
    code = os.path.join(folder, f"{stem}.py")
    declares = any(kind in found.declaration for kind in DECLARATIONS)
    if declares and os.path.exists(code):
        raise Failure(f"{where}: declares its rule and has {stem}.py as well: want one")
    if declares:
        from agentslint.lint import declared

        return _made(found, check_chain=declared.check(found.declaration, where))
    if only := found.declaration.get("only"):
        if only not in ONLY or os.path.exists(code):
            raise Failure(f"{where}: only: {only!r}: want {' or '.join(ONLY)}, and no {stem}.py")
        return _made(found, only=only)
    if not os.path.exists(code):
        raise Failure(f"{where}: no check: write {stem}.py beside it, or declare one on the page")
    if package == PACK:  # of ours many say what they said in an earlier run, and need not be loaded
        load = functools.partial(_module, code, f"{package}.{stem}", where)
        return _made(found, **{name: _late(load, name) for name in _written(code)})
    module = _module(code, f"{package}.{stem}" if package else f"agentslint_local.{stem}", where)
    checks = {level: getattr(module, level) for level in LEVELS if hasattr(module, level)}
    if len(checks) != 1:
        raise Failure(f"{where}: {stem}.py defines {len(checks)} of {', '.join(LEVELS)}: want one")
    checks |= {name: getattr(module, name) for name in AHEAD if hasattr(module, name)}
    return _made(found, **checks)


def _written(code: str) -> set[str]:
    """What a module of ours has of LEVELS and AHEAD: it defines or imports it in a line of its own."""
    lines = disk_queries.read(code, LARGEST).decode("utf-8").splitlines()
    words = {word for line in lines if _MAKES.match(line) for word in _WORD.findall(line)}
    return words.intersection(LEVELS + AHEAD)


def _late(load: Callable[[], ModuleType], name: str) -> Callable[..., Any]:
    """A function of a module that is loaded when it is first called."""

    def call(*given: Any) -> Any:
        return getattr(load(), name)(*given)

    return call


def _made(parsed: page.Page, **checks: Any) -> Rule:
    return Rule(
        parsed.id,
        parsed.summary,
        parsed.text,
        parsed.severity,
        parsed.options,
        default=parsed.default and "only" not in checks,
        **checks,
    )


def _module(path: str, name: str, where: str) -> ModuleType:
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise Failure(f"{where}: {path} is not Python")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # a dataclass looks its own module up
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        del sys.modules[name]
        raise Failure(f"{where}: its check does not load: {_said(error)}") from None
    return module


def defaults(rule: Rule) -> dict[str, Any]:
    """The rule's options as its page declares them."""
    return {name: schema.get("default") for name, schema in rule.options.items()}


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".splitlines()[0]
