"""What hypothesis makes up: repositories, Markdown, manifests, configuration, histories, records."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from agentslint.repo import join

from . import readers, seeds

FOLDERS = st.lists(st.sampled_from(["a", "b", "pkg one", "dé"]), max_size=3).map("/".join)
NAMES = st.sampled_from(["AGENTS.md", "AGENTS.override.md", "GUIDE.md", "main.py", "agents.md"])
BODIES = st.one_of(
    st.sampled_from(["", " \n", "\u00a0", "# T\n\nRun `make test`.\n", "\ufeffx", "\x00"]),
    st.text(max_size=60),
    st.binary(max_size=40),
)
SPECIALS = st.sampled_from([{"symlink": "AGENTS.md"}, {"symlink": "gone"}, {"dir": True}])


@st.composite
def trees(draw: st.DrawFn) -> dict[str, Any]:
    """A repository; its budget may be small, so that chains are cut."""
    files: dict[str, Any] = {".git/HEAD": "ref: refs/heads/main\n"}
    for folder, name in draw(st.lists(st.tuples(FOLDERS, NAMES), max_size=8)):
        path = join(folder or ".", name)
        if name != "main.py" and draw(st.integers(0, 9)) == 0:
            files[path] = draw(SPECIALS)
        else:
            files[path] = draw(BODIES)
    budget = draw(st.one_of(st.none(), st.integers(0, 80)))
    fallback = 'project_doc_fallback_filenames = ["GUIDE.md"]\n' if draw(st.booleans()) else ""
    files[".codex/config.toml"] = fallback + (
        "" if budget is None else f"project_doc_max_bytes = {budget}\n"
    )
    return files


# what a stranger can put into a repository besides files: (what, where, how much)
PLACES = st.sampled_from(
    "AGENTS.md a/AGENTS.md .gitignore a/.gitignore .gitattributes .mailmap .gitmodules agentslint.toml "
    "agentslint-baseline.json .agentslint/ledger.jsonl CLAUDE.md .cursor/rules/a.mdc package.json Makefile "
    ".git/HEAD .git/index .git/config .git/packed-refs .git/info/exclude .git/refs/heads/main .git/shallow "
    ".git/commondir .git/included .git/objects/info/alternates".split()
)
KEYS = st.sampled_from(
    "core.worktree core.bare core.ignoreCase core.excludesFile core.attributesFile core.sparseCheckout "
    "core.fsmonitor core.hooksPath core.splitIndex include.path extensions.worktreeConfig "
    "extensions.objectFormat extensions.partialClone log.follow mailmap.file diff.orderFile "
    "i18n.logOutputEncoding core.repositoryFormatVersion submodule.a.path filter.x.clean".split()
)
VALUES = st.sampled_from(
    [
        "true",
        "false",
        "..",
        "../..",
        "/dev/zero",
        "/nowhere",
        "included",
        "AGENTS.md",
        "99",
        "",
        "x=y",
        "UTF-16",
    ]
)
HARMS = st.lists(
    st.one_of(
        st.tuples(st.just("pipe"), PLACES, st.just("")),
        st.tuples(st.just("device"), PLACES, st.just("")),
        st.tuples(st.just("directory"), PLACES, st.just("")),
        st.tuples(st.just("second name"), PLACES, st.just("")),
        st.tuples(st.just("large"), PLACES, st.just("")),
        st.tuples(st.just("cut"), PLACES, st.just("")),
        st.tuples(st.just("config"), KEYS, VALUES),
        st.tuples(
            st.just("numbered"), PLACES, st.sampled_from(["`a#/b.py` ", "- Never use x#.\n", "*a#"])
        ),
    ),
    max_size=4,
)
HARMED = st.tuples(trees(), HARMS)


# what Markdown is made of, and what the readers of instructions look for
BITS = st.sampled_from(
    "* ** _ ` `` ``` ~~~ [ ] ( ) ![ ]( < > <!-- --> | || # ## === --- - + 1. 10) \\ & ; : . ! ? … 。 "
    "\" ' “ ” « » @ @docs/guide.md @gone.md ~/x /home/u/x src/ src/app.py `src/gone.py` `make test` "
    "`npm run x` `cd src && make lint` Never Always Run use must pnpm npm Python 3.9 Node 18 2020-01-01 "
    "until before every commit except in docs/ https://a.b/c [a](docs/guide.md#set-up) [x]: y [x] "
    "agentslint-ignore dead-path: reason: 12 files lines words ❌ 🚫 İ ß é \u200b \u202e \ufeff \x00 \x1b".split(
        " "
    )
)
ENDS = st.sampled_from(
    ["", " ", " ", " ", "\n", "\n", "\n\n", "\r\n", "\r", "\t", "  \n", "\n    "]
)
LINES = st.lists(st.tuples(BITS, ENDS).map("".join), max_size=40).map("".join)


@st.composite
def nested(draw: st.DrawFn) -> str:
    """One thing within itself, closed or not."""
    opening, closing = draw(
        st.sampled_from(
            [("[", "]"), ("(", ")"), ("[a](", ")"), ("![", "](x)"), ("*", "*"), ("**a ", "**"), ("_", "_"),
             ("> ", ""), ("- ", ""), ("1. ", ""), ("`", "`"), ("<", ">"), ("<!--", "-->"), ("|a", "|"),
             ("{", "}"), ('"', '"'), ("'", "'"), ("$(", ")"), ("  ", "")]
        )
    )  # fmt: skip
    depth = draw(st.integers(1, 300))
    return opening * depth + draw(LINES) + closing * draw(st.sampled_from([depth, depth - 1, 0]))


MARKDOWN = st.lists(st.one_of(LINES, LINES, nested(), st.text(max_size=30)), max_size=6).map(
    "\n".join
)
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=12),
    st.sampled_from(["test", "workspace:*", "^1.2", ">=3.11,<4", "a/**", "!b", "*a*a", "../..", "/", ""]),
)  # fmt: skip
KEYS = st.one_of(
    st.sampled_from(
        "name scripts test lint workspaces packages engines node dependencies members tasks includes aliases "
        "tool poe project optional-dependencies dev requires-python env list tox features rust-version go "
        "agents select ignore exclude rules paths globs severity packs baseline evidence files type payload "
        "item id cwd timestamp command changes path kind status findings fingerprint schema diff base".split()
    ),
    st.text(max_size=8),
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)
TABLES = st.dictionaries(KEYS, VALUES, max_size=6)


def toml(table: dict[str, Any]) -> str:
    """TOML as far as it goes; what it has no word for is left as it falls."""
    return "".join(f"{json.dumps(key)} = {_word(value)}\n" for key, value in table.items())


def _word(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k)} = {_word(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_word, value)) + "]"
    return '""' if value is None else json.dumps(value)


ROWS = st.lists(TABLES.map(json.dumps), max_size=6).map("\n".join)
WORDS = st.lists(
    st.sampled_from(
        "a b : = := ?= ; , [ ] { } ( ) $ $( ${ %.o .PHONY define endef include ifeq \t \n \n\n \n\t \n  - "
        "# ' \" \\ & * test lint tasks: scripts: includes: aliases: - [tox] envlist= py{3,4} [testenv:x] "
        "require go 1.2 module FROM python:3.9 ruby '3.2' set mod import alias @ ? ! > | <<: &a *a".split(
            " "
        )
    ),
    max_size=40,
).map("".join)


@st.composite
def spoiled(draw: st.DrawFn, target: str) -> bytes:
    """A seed of a target, with a part of it lost, repeated, or put elsewhere."""
    data = draw(st.sampled_from(sorted(set(seeds.own(target)))))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 60)))
        part = data[start:end] * draw(st.integers(0, 3)) + draw(st.binary(max_size=3))
        data = data[:start] + part + data[end:]
    return data


def _named(names: tuple[str, ...], bodies: st.SearchStrategy[str]) -> st.SearchStrategy[bytes]:
    pairs = st.tuples(st.sampled_from(names), bodies)
    return pairs.map(lambda pair: f"{pair[0]}\n{pair[1]}".encode("utf-8", "replace"))


def _encoded(texts: st.SearchStrategy[str]) -> st.SearchStrategy[bytes]:
    return texts.map(lambda text: text.encode("utf-8", "replace"))


DATA = st.one_of(WORDS, TABLES.map(json.dumps), TABLES.map(toml))
OWN: dict[str, st.SearchStrategy[bytes]] = {
    "markdown": _encoded(MARKDOWN),
    "check": _encoded(MARKDOWN),
    "commands": _encoded(LINES),
    "manifests": _named(readers.MANIFESTS, DATA),
    "agents": _named(readers.SETTINGS, st.one_of(DATA, MARKDOWN)),
    "config": _encoded(TABLES.map(toml)),
    "page": _encoded(TABLES.map(lambda table: f"# mine\n\nIt is.\n\n```toml\n{toml(table)}```\n")),
    "session": _encoded(ROWS.map(lambda rows: '{"type": "session_meta", "payload": {}}\n' + rows)),
    "receipt": _encoded(VALUES.map(json.dumps)),
    "ledger": _encoded(ROWS),
    "handoff": _encoded(MARKDOWN),
    "baseline": _encoded(VALUES.map(json.dumps)),
    "cache": st.binary(max_size=60),
    "zst": st.binary(max_size=60),
}


def of(target: str) -> st.SearchStrategy[bytes]:
    """Inputs of one target: made up, or a seed that was spoiled."""
    return st.one_of(OWN[target], spoiled(target))


# a history: commits of what each changes; None removes, a pair moves
PATHS = st.sampled_from(["AGENTS.md", "src/AGENTS.md", "src/AGENTS.override.md", "src/app.py", "docs/b c.md", "Makefile"])  # fmt: skip
STEPS = st.one_of(
    st.tuples(st.just("write"), PATHS, LINES),
    st.tuples(st.just("remove"), PATHS, st.just("")),
    st.tuples(st.just("move"), PATHS, st.sampled_from(["old/x.md", "lib/y.py", "AGENTS.md"])),
    st.tuples(st.just("branch"), PATHS, LINES),
)
HISTORIES = st.lists(STEPS, min_size=1, max_size=6)
# what is done to a work tree between two runs
CHANGES = st.lists(
    st.tuples(
        st.sampled_from(
            "write remove folder link move again ignore stage commit removal reset merge inner".split()
        ),
        PATHS,
        LINES,
    ),
    min_size=1,
    max_size=6,
)
