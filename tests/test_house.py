"""The house itself: lint, types, rooms and floors, and its own instructions."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from .command import HOME, agentslint

# A room a line: its name, and the rooms it may import. `model` is every room's.
# Rooms of one floor stand side by side: the table is the house, from the ground up.
ROOMS = """
core
io          core
repo        core io
text        core io
chain       core      repo text
claims      core io   repo text
facts       core      repo text
verdicts    core      repo text chain claims facts
lint        core io   repo text chain claims facts verdicts
views       core      repo text chain claims       verdicts lint
report      core      repo      chain claims       verdicts lint views
evidence    core      repo text chain claims                lint
review      core io   repo text chain claims facts verdicts lint views        evidence
server      core      repo text chain claims                lint views report
cli         core io   repo      chain                       lint views report evidence review server
rules       core      repo text chain claims facts verdicts
"""
MAY = {row.split()[0]: frozenset(row.split()[1:]) for row in ROOMS.strip().splitlines()}
# what a floor needs no room for
LOOSE = {"__init__", "__main__", "model"}
# the only doors that lead from a room to less than a whole one
DOORS = {
    "claims": ("repo.paths", "repo.directories"),
    "report": ("repo.paths",),
    "rules": ("lint.page", "lint.suppressions"),
}
MOST_FLOORS = 10
LONGEST = 300  # lines of a module
SLACK = 20  # a file may shrink by so many lines before it has to lose its reason
ON_PURPOSE = re.compile(r"^One file on purpose: \S.+\.$", re.MULTILINE)


def imports(path: Path) -> Iterator[str]:
    """The modules of the package that a file imports, wherever in it: `repo.paths`, `model`."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names = [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("agentslint"):
            names = [f"{node.module}.{name.name}" for name in node.names]
        else:
            continue
        for name in names:
            if name.startswith("agentslint.") and name != "agentslint.__version__":
                yield module(name)


def module(name: str) -> str:
    """The module that a dotted name of the package is, or lies in."""
    parts = name.split(".")[1:]
    while parts:
        place = HOME.joinpath("agentslint", *parts)
        if place.with_suffix(".py").is_file() or (place / "__init__.py").is_file():
            return ".".join(parts)
        parts.pop()
    return "__init__"


def files() -> Iterator[tuple[str, str, Path]]:
    """Each module of the house: its room, its name and its file."""
    for path in sorted((HOME / "agentslint").rglob("*.py")):
        parts = path.relative_to(HOME / "agentslint").with_suffix("").parts
        name = ".".join(parts).removesuffix(".__init__")
        yield parts[0], name, path
    for path in sorted((HOME / "rules").glob("*.py")):
        yield "rules", f"rules.{path.stem}", path


def floors() -> list[list[str]]:
    """The rooms of the package, floor by floor: each above all that it may import."""
    level: dict[str, int] = {}
    for room, others in MAY.items():
        level[room] = 1 + max((level[other] for other in others), default=-1)
    house = [room for room in MAY if room != "rules"]
    return [[r for r in house if level[r] == n] for n in range(max(level.values()) + 1)]


def test_no_module_is_loose() -> None:
    rooms = {room for room, _, _ in files()}
    assert rooms == set(MAY) | LOOSE


def test_imports_go_down_only() -> None:
    """A row may name only rows above it, and a room imports what its row names."""
    order = list(MAY)
    for room, others in MAY.items():
        assert all(order.index(other) < order.index(room) for other in others), room
    wrong = [
        f"{name} imports {other}"
        for room, name, path in files()
        for other in imports(path)
        if room not in ("__main__", "model") and not allowed(room, other)
    ]
    assert wrong == []


def allowed(room: str, other: str) -> bool:
    top = other.split(".")[0]
    doors = DOORS.get(room, ())
    if top in ("model", "__init__", room) or other in doors:
        return True
    return top in MAY[room] and not any(door.startswith(f"{top}.") for door in doors)


def test_a_long_file_says_why_it_is_one() -> None:
    """Over LONGEST lines a module is two subjects, or says "One file on purpose: …" at its top."""
    long = {name: path for _, name, path in files() if lines(path) > LONGEST}
    assert [name for name, path in long.items() if not ON_PURPOSE.search(docstring(path))] == []


def test_no_short_file_says_why_it_is_long() -> None:
    short = [(name, path) for _, name, path in files() if lines(path) <= LONGEST - SLACK]
    assert [name for name, path in short if ON_PURPOSE.search(docstring(path))] == []


def lines(path: Path) -> int:
    return path.read_text().count("\n")


def docstring(path: Path) -> str:
    return ast.get_docstring(ast.parse(path.read_text())) or ""


def test_the_nouns_import_nothing_of_ours() -> None:
    assert list(imports(HOME / "agentslint" / "model.py")) == []


def test_no_circle() -> None:
    """Nor one that is closed by an import within a function."""
    graph = {name: {other for other in imports(path) if other != name} for _, name, path in files()}
    TopologicalSorter(graph).prepare()


def test_the_floors_are_few(capsys: pytest.CaptureFixture[str]) -> None:
    told = "\n".join(f"{n:2}  {'  '.join(rooms)}" for n, rooms in enumerate(floors(), 1))
    with capsys.disabled():
        print(f"\n{told}")
    assert len(floors()) <= MOST_FLOORS


@pytest.mark.parametrize(
    "words",
    [
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["mypy", "--strict", "agentslint", "rules"],
    ],
    ids=" ".join,
)
def test_lint_and_types(words: list[str]) -> None:
    done = subprocess.run([sys.executable, "-m", *words], cwd=HOME, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_project_lints_itself() -> None:
    ran = agentslint("check", "--fail-on", "info", cwd=HOME)
    assert ran.status == 0, ran.out + ran.err
    assert "no findings in 1 instruction file, 1 chain" in ran.out


def test_what_an_answer_of_git_depends_on_is_noted_in_io_alone() -> None:
    """A caller that had to note it could forget to, and a run would be told again that is stale."""
    noting = re.compile(r"\.provenance\b|\bProvenance\b|\.(?:tip|pin|grown|lacked)\(")
    outside = [
        f"{name}: {found[0]}"
        for room, name, path in files()
        if room != "io" and (found := noting.search(path.read_text()))
    ]
    assert outside == []


def endless(path: Path) -> Iterator[str]:
    """Where a module makes a place with a line and without an end: it would end on line 1.

    `evidence` calls something else by that name.
    """
    for node in ast.walk(ast.parse(path.read_text())):
        made = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        if not made or node.func.id != "Place" or node.keywords:
            continue
        if (
            path.parent.name != "evidence"
            and 1 < len(node.args) < 5
            and not any(isinstance(a, ast.Starred) for a in node.args)
        ):
            yield f"{path.name}:{node.lineno}: {ast.unparse(node)}"


def test_a_place_ends_behind_its_start(tmp_path: Path) -> None:
    bad = tmp_path / "bad.py"
    bad.write_text("Place(a)\nPlace(a, 2)\nPlace(a, *b)\nPlace(a, 1, 2, 3, 4)\n")
    assert list(endless(bad)) == ["bad.py:2: Place(a, 2)"]
    assert [row for _, _, path in files() for row in endless(path)] == []


# what a value says to people, and what takes a text apart
SAID = {"message", "why", "cause", "failure", "reason"}
PARTED = {"startswith", "endswith", "removeprefix", "removesuffix", "partition", "split", "find"}


def readings(path: Path) -> Iterator[str]:
    """Where a module takes apart, or compares with words, what a value says to people."""
    for node in ast.walk(ast.parse(path.read_text())):
        asked: list[ast.expr] = []
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            asked = [node.func.value] if node.func.attr in PARTED else []
        elif isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            words = any(isinstance(s, ast.Constant) and s.value for s in sides)
            asked = sides if words or isinstance(node.ops[0], ast.In | ast.NotIn) else []
        for each in asked:
            if isinstance(each, ast.Attribute) and each.attr in SAID:
                yield f"{path.name}:{node.lineno}: {ast.unparse(node)}"


def test_nobody_reads_messages(tmp_path: Path) -> None:
    """What is said is made last, from values: other words must change nothing but the words."""
    bad = tmp_path / "bad.py"
    bad.write_text('a.why == "gone"\nb.cause.startswith("x")\n" y" in c.failure\nd.message == e\n')
    assert len(list(readings(bad))) == 3
    assert [row for _, _, path in files() for row in readings(path)] == []
