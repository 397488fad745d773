"""Which words of a document are paths, and where they stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentslint.claims.paths import Mention, clean
from agentslint.claims.paths import hedged as hedges
from agentslint.claims.paths import read as read_mentions
from agentslint.model import File
from agentslint.text import placeholders
from agentslint.text.tree_diagrams import entries


def read(text: str) -> tuple[Mention, ...]:
    data = text.encode()
    return read_mentions(File("AGENTS.md", data, len(data)))


def paths(text: str) -> list[str]:
    return [mention.path for mention in read(text)]


@pytest.mark.parametrize(
    ("code", "path"),
    [
        ("src/app.py", "src/app.py"),
        ("src/app.py:12", "src/app.py"),
        ("src/app.py:12-40", "src/app.py"),
        ("src/app.ts#L10-L20", "src/app.ts"),
        ("tests/test_app.py::TestApp::test_one", "tests/test_app.py"),
        ("docs/", "docs/"),
        ("./scripts/check", "./scripts/check"),
        ("../AGENTS.md", "../AGENTS.md"),
        (".github/workflows/ci.yml", ".github/workflows/ci.yml"),
        ("Makefile", "Makefile"),
        (".nvmrc", ".nvmrc"),
        ("apps/api", "apps/api"),
        # not paths
        ("npm test", ""),
        (".spec.ts", ""),
        (".d.ts", ""),
        ("33/33", ""),
        ("Next.js", ""),
        ("node.js", ""),
        ("src/**/*.ts", ""),
        ("docs/<topic>.md", ""),
        ("{a,b}/c.ts", ""),
        ("$HOME/x.md", ""),
        ("https://example.com/x.md", ""),
        ("os.path", ""),
        ("v1.2.3", ""),
        ("a = b/c.py", ""),
        ("app[id]/page.tsx", ""),
        ("`", ""),
    ],
)
def test_a_code_span_is_a_path_or_not(code: str, path: str) -> None:
    assert clean(code) == path


def test_each_stands_where_it_says() -> None:
    text = "# `a/b.md`\n\n> See [x](../c.md#d) and\n> `e/f.py:3`; or g/h.ts, not http://i.j/k.md.\n"
    lines = text.split("\n")
    found = read(text)
    assert [mention.path for mention in found] == ["a/b.md", "../c.md", "e/f.py", "g/h.ts"]
    for mention in found:
        place = mention.place
        shown = lines[place.line - 1][place.column - 1 : place.end_column - 1]
        assert shown == (mention.target or mention.path)
    assert (found[1].anchor, found[1].form) == ("d", "link")


def test_code_in_a_link_is_the_links_own_text() -> None:
    assert paths("[`src/a.py`](https://example.com/a.py) and [b.md](docs/b.md)") == ["docs/b.md"]


def test_examples_in_fences_are_no_mentions() -> None:
    assert paths("```md\n[a](b.md) `c/d.py`\n```\n\n<!-- `e/f.py` -->\n") == []


def test_near_directories_are_named_by_headings_introductions_and_sentences() -> None:
    text = "## Layer (`src/compile/`)\n\nFiles of `lib/x/<name>.ts`:\n\n- `a.ts` in `src/deep/`\n"
    (found,) = [mention for mention in read(text) if mention.path == "a.ts"]
    assert found.near == ("src/deep", "lib/x", "src/compile")


def test_entries_of_a_catalogue_are_grouped() -> None:
    text = "| File | Use |\n|---|---|\n| `a.ts` | `b.ts` |\n| `c.ts` | x |\n\n- `d.ts`: x\n- see `e.ts`\n"
    found = {mention.path: mention for mention in read(text)}
    assert found["a.ts"].group == found["c.ts"].group != found["b.ts"].group
    assert [name for name, mention in found.items() if mention.leading] == [
        "a.ts",
        "b.ts",
        "c.ts",
        "d.ts",
    ]
    assert found["d.ts"].group == found["e.ts"].group


DRAWN = """\
shop/
├── src/
│   ├── api.py      # handlers
│   └── web/
│       └── page.tsx
├── <name>/
│   └── hidden.py
└── docs/
"""


def test_a_tree_diagram() -> None:
    found = list(entries(DRAWN))
    assert [entry.path for entry in found] == [
        "shop/src/", "shop/src/api.py", "shop/src/web/", "shop/src/web/page.tsx", "shop/docs/"
    ]  # fmt: skip
    assert [DRAWN[slice(*entry.span)] for entry in found][1] == "api.py"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("src/<name>/\n├── a.py\n└── b.py\n", id="a placeholder at the top"),
        pytest.param("a = 1\nb = 2\n", id="code"),
        pytest.param("|  a | b |\n|----|---|\n", id="a table"),
    ],
)
def test_no_tree_of_this_repository(text: str) -> None:
    assert list(entries(text)) == []


def test_a_tree_by_indentation() -> None:
    text = "packages/      # libraries\n  core/\n  cli/        # the command\ndocs/\n"
    assert [entry.path for entry in entries(text)] == [
        "packages/",
        "packages/core/",
        "packages/cli/",
        "docs/",
    ]


def test_a_tree_of_list_items_from_the_root() -> None:
    text = (
        "/src/server/   # servers\n  - start.go   # begins\n  * stop.go\n/src/files/\n  - tree.go\n"
    )
    assert [entry.path for entry in entries(text)] == [
        "src/server/",
        "src/server/start.go",
        "src/server/stop.go",
        "src/files/",
        "src/files/tree.go",
    ]


@given(st.text(alphabet="ab/ .│├└─\n#`-", max_size=60))
def test_any_text_can_be_a_tree(text: str) -> None:
    for entry in entries(text):
        start, end = entry.span
        assert entry.path.endswith(text[start:end])


@given(st.text(alphabet="a/b.ts`[]()|-#\n <>_*", max_size=80))
def test_any_document_can_be_read(text: str) -> None:
    for mention in read(text):
        assert mention.sentence[mention.at :].startswith(mention.path) or mention.form != "code"


HEDGED = {
    "If `x/y.md` is present, read it": "optional",
    "Read `x/y.md` when present": "optional",
    "Never create `x/y.md`": "negated",
    "Write the report to `x/y.md`": "made",
    "`x/y.md` is generated": "made",
    "The old `x/y.md` had more": "past",
    "split from the retired `x/y.md`": "past",
    "Use names such as `x/y.md`": "example",
    "see `x/y.md` in that repo": "elsewhere",
    "Compiles the core and places it in the right directory (`x/y.md`)": "made",
    "It puts them into `x/y.md`": "made",
    "Erzeugt `x/y.md`": "made",
    "Se genera `x/y.md`": "made",
    "The general part is in `x/y.md`": "",
    "Alter the table in `x/y.md`": "",
    "별도 레포의 `x/y.md`": "elsewhere",
    "Создай `x/y.md`": "made",
    "`x/y.md` 파일을 생성": "made",
    "如果存在 `x/y.md`": "optional",
    "Read `x/y.md` before you write code": "",
    "Do not panic; see `x/y.md`": "",
    "Implement it in `x/y.md`": "",
    "Siehe `x/y.md`": "",
    "**`x/y.md` в проекте нет намеренно — не вести.**": "negated",
    "Ein `x/y.md` gibt es nicht": "negated",
    "`x/y.md` is deliberately absent": "negated",
    "`x/y.md` lists what does": "",
}


@pytest.mark.parametrize(("text", "kind"), HEDGED.items())
def test_what_a_text_takes_back(text: str, kind: str) -> None:
    (mention,) = read(text)
    assert hedges.hedge(mention) == kind


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("path/to/x.py", True),
        ("docs/my-feature.md", True),
        ("kebab-case.ts", True),
        ("ComponentName/ComponentName.tsx", True),
        ("plans/YYYY-MM-DD.md", True),
        ("trial_NNN.json", True),
        ("components/component-name", True),
        ("src/user_name.py", False),
        ("src/mystery.py", False),
        ("docs/names.md", False),
        ("src/food/bar_chart.py", False),
    ],
)
def test_a_placeholder_stands_for_a_path(path: str, expected: bool) -> None:
    assert placeholders.in_path(path) is expected


@pytest.mark.parametrize(
    ("top", "found"),
    [
        ("Shop.slnx      # flat: the build reads no <Folder>", ["web/", "api/"]),
        ("shop-app       # {web,api} beside each other", ["web/", "api/"]),
        ("my shop        # costs 5 $", ["web/", "api/"]),
        ("<your-app>     # the name you chose", []),
        ("packages/{a,b} # each of them", []),
    ],
)
def test_what_is_said_of_a_top_places_nothing(top: str, found: list[str]) -> None:
    assert [entry.path for entry in entries(f"{top}\n├── web/\n└── api/\n")] == found
