"""YAML of somebody else's: what it means, and that no text takes long, much memory, or an exception out."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from agentslint.core import yaml_values

LAUGHS = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12)
)
MERGED = "a0: &a0 {x: 1}\n" + "".join(
    f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 10)}], k{n}: 1}}\n" for n in range(1, 30)
)
DEEP_BY_ALIAS = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 200))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("on: [push]\noff: no\nyes: y\n", {"on": ["push"], "off": "no", "yes": "y"}),
        ("a: true\nb: False\nc: ~\nd:\ne: null\n", {"a": True, "b": False, **dict.fromkeys("cde")}),
        ("go: 1.20\npy: 3.10\nnode: 18\n", {"go": "1.20", "py": "3.10", "node": 18}),
        ("a: '18'\nb: !!int '3'\nc: !x y\n", {"a": "18", "b": "3", "c": "y"}),
        (
            "a: 010\nb: 0x1F\nc: 1_000\nd: 12:30\n",
            dict(zip("abcd", "010 0x1F 1_000 12:30".split(), strict=True)),
        ),
        ("a: 2026-01-01\nb: -3\nc: +4\n", {"a": "2026-01-01", "b": -3, "c": 4}),
        ("3.10: x\ntrue: y\n18: z\n", {"3.10": "x", "true": "y", "18": "z"}),
        ("a: 1\na: 2\n", {"a": 2}),
        ("a: 1\n---\nb: [never read", {"a": 1}),
        ("---\na: 1\n...\n", {"a": 1}),
        ("x: &x {a: 1}\ny: *x\n", {"x": {"a": 1}, "y": {"a": 1}}),
        ("b: &b {a: 1, c: 2}\nd: {<<: *b, a: 3}\n", {"b": {"a": 1, "c": 2}, "d": {"a": 3, "c": 2}}),
        ("<<: [{a: 1}, {a: 2, b: 3}]\n", {"a": 1, "b": 3}),
        ("'<<': {a: 1}\n", {"<<": {"a": 1}}),
        ("<<: text\na: 1\n", {"a": 1}),
        ("? [1, 2]\n: 3\n? {a: 1}\n: 4\nb: 5\n", {"b": 5}),
        ("&k key: 1\n*k : 2\n", {"key": 2}),
        ("a: |\n  one\n  two\nb: >-\n  three\n  four\n", {"a": "one\ntwo\n", "b": "three four"}),
        ("\ufeffa: 1\n", {"a": 1}),
        ("a: !!python/object/apply:os.system ['x']\n", {"a": ["x"]}),
        ("", None),
        ("# nothing\n", None),
        ("just words", "just words"),
    ],
)
def test_what_it_means(text: str, value: Any) -> None:
    assert yaml_values.load(text) == value


@pytest.mark.parametrize(
    "text",
    [
        LAUGHS,
        MERGED,
        DEEP_BY_ALIAS,
        "&a [*a]",
        "&a {b: *a}",
        "a: &a\n  <<: *a\n",
        "a: *nowhere",
        "[" * 100_000,
        "{a: " * 5_000,
        "- " * 50_000,
        "? " * 50_000,
        "\n".join(" " * depth + "a:" for depth in range(500)),
        "x" * (yaml_values.LONGEST + 1),
        "a:\n\tb: 1",
        "a: 1\n b: 2\n",
        "a: \0",
        "a: \ud800",
        "{{ templated }}: [",
        "%YAML 9.9\n---\na: 1",
        "a: 'open",
    ],
    ids=lambda text: ascii(text[:24]),
)
@pytest.mark.parametrize("loader", ["CSafeLoader", "SafeLoader"])
def test_hostile(text: str, loader: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if loader == "SafeLoader":
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    with pytest.raises(ValueError) as caught:
        yaml_values.load(text)
    assert "\n" not in str(caught.value)


def test_without_the_c_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    assert yaml_values.load("a: &x [1, 2.0]\nb: *x\n") == {"a": [1, "2.0"], "b": [1, "2.0"]}


def test_what_is_shared_counts_where_it_stands() -> None:
    row = "[" + ", ".join(["x"] * 900) + "]"
    assert len(yaml_values.load(f"a: &a {row}\nb: [{', '.join(['*a'] * 90)}]")["b"]) == 90
    with pytest.raises(ValueError):
        yaml_values.load(f"a: &a {row}\nb: [{', '.join(['*a'] * 120)}]")


@given(st.text(alphabet="ab:-[]{}&*<!|>?'\"#, \n\t%@`~0.", max_size=60))
def test_nothing_but_a_value_error_comes_out(text: str) -> None:
    with suppress(ValueError):
        yaml_values.load(text)


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@given(PLAIN)
def test_what_is_dumped_comes_back(value: Any) -> None:
    assert yaml_values.load(yaml.safe_dump(value)) == value


def test_it_is_imported_only_when_a_yaml_file_is_read() -> None:
    code = (
        "import sys\n"
        "from agentslint.repo import Repo\n"
        "from agentslint.facts import tasks\n"
        "from agentslint.facts.versions import runtimes\n"
        "repo = Repo.of({'AGENTS.md': 'x', 'package.json': '{}'})\n"
        "tasks.ask(repo, '.', ['npm', 'run', 'x'])\n"
        "runtimes.facts(repo, '.', 'node')\n"
        "assert 'yaml' not in sys.modules\n"
        "tasks.ask(Repo.of({'Taskfile.yml': 'tasks: {a: b}'}), '.', ['task', 'a'])\n"
        "assert 'yaml' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
