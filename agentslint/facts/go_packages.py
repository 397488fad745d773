"""The packages of Go that a repository has itself, with what each defines for others."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from agentslint.core import lazy_re
from agentslint.facts import names
from agentslint.facts.memo import of_code
from agentslint.model import Place, text_place
from agentslint.repo import Repo, vendored
from agentslint.repo.contents import Contents

_PACKAGE = lazy_re.compile(r"^package (\w+)", lazy_re.M)
_MODULE = lazy_re.compile(r"^module[ \t]+\"?([^\s\"]+)", lazy_re.M)
# an import alone, or one in brackets; other strings that stand alone in a line do no harm
_IMPORT = lazy_re.compile(
    r"^(?:import[ \t]+|\t[ \t]*)(?:(\w+|\.)[ \t]+)?\"([^\"\s]+)\"[ \t]*(?://.*)?$", lazy_re.M
)
_TOP = lazy_re.compile(r"^(?:func|type|var|const)[ \t]+([A-Z]\w*)", lazy_re.M)
# in brackets, or a field: what may be defined is not missed
_INNER = lazy_re.compile(r"^\t((?:[A-Z]\w*,[ \t]*)*[A-Z]\w*)\b", lazy_re.M)
# variables and parameters, which may be called as a package is
_BOUND = lazy_re.compile(
    r"([a-z]\w*(?:, ?\w+)*)[ \t]*:=|^[ \t]*var[ \t]+([a-z]\w*)|[(,][ \t]*([a-z]\w*)[ \t]+[*\w\[]",
    lazy_re.M,
)
# files from which others are made that need not be tracked
_MADE_FROM = (".proto", ".templ", ".thrift", ".fbs", ".y", ".sql", ".qtpl")
_VERSION = lazy_re.compile(r"v\d+")


@of_code
def packages(repo: Repo) -> dict[str, tuple[tuple[str, ...], dict[str, Place], frozenset[str]]]:
    """Each package by its name: its directories, where it defines what, and what it may define.

    Those are left out that may be another's too or a variable, or that are made in part: of them nothing is known.
    """
    contents = Contents(repo)
    contents.rely_on_index()
    modules = _modules(repo)
    if sum(path.endswith(".go") for path in repo.listing.ordered) > names.FILES:
        return {}  # too much to be read through
    found: dict[str, tuple[set[str], dict[str, Place], set[str]]] = {}
    unclear: set[str] = set()
    for path in repo.listing.ordered if modules else ():
        if path.endswith(_MADE_FROM):
            unclear.add(posixpath.dirname(path) or ".")
        if not path.endswith(".go") or vendored(path):
            continue
        text = contents.read(path, names.LARGEST).decode("utf-8", "replace")
        package = _PACKAGE.search(text)
        if package is None:
            continue
        folder = posixpath.dirname(path) or "."
        folders, top, maybe = found.setdefault(package[1], (set(), {}, set()))
        folders.add(folder)
        for hit in _TOP.finditer(text):
            top.setdefault(hit[1], text_place(path, text, *hit.span(1)))
        maybe.update(word.strip() for hit in _INNER.finditer(text) for word in hit[1].split(","))
        for hit in _BOUND.finditer(text):
            unclear.update(word.strip() for word in (hit[1] or hit[2] or hit[3]).split(","))
        unclear.update(_others(text, modules))
        if "//go:generate" in text or 'import "C"' in text or len(text) >= names.LARGEST:
            unclear.add(folder)
    return {
        name: (tuple(sorted(folders)), top, frozenset(maybe))
        for name, (folders, top, maybe) in found.items()
        if name not in unclear and unclear.isdisjoint(folders) and name != "main"
    }


def _modules(repo: Repo) -> tuple[str, ...]:
    texts = (
        repo.text(path) or ""
        for path in repo.listing.ordered
        if path == "go.mod" or path.endswith("/go.mod")
    )
    return tuple(found[1] for text in texts if (found := _MODULE.search(text)))


def _others(text: str, modules: Iterable[str]) -> set[str]:
    """What a file calls the packages of others, and its own by another name than their directory's."""
    named: set[str] = set()
    for found in _IMPORT.finditer(text):
        alias, path = found[1] or "", found[2]
        own = any(path == module or path.startswith(f"{module}/") for module in modules)
        parts = [part for part in path.split("/") if not _VERSION.fullmatch(part)] or [path]
        last = parts[-1].partition(".")[0]
        if alias and not (own and alias == last):
            named.add(alias)
        elif not own:
            named |= {last, *last.split("-")}
    return named
