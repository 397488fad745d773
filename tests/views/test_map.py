"""The map: its values, and each of its forms read by what would read it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from jsonschema import Draft202012Validator

from agentslint.chain.agents import AGENTS
from agentslint.chain.repository_chains import all_chains
from agentslint.cli import schemas
from agentslint.core.width import width
from agentslint.lint import check, registry, statements
from agentslint.lint.check import Outcome
from agentslint.repo import Repo
from agentslint.report import json as plain
from agentslint.report.map import html, mermaid, svg, text
from agentslint.views import map
from agentslint.views.findings import row
from agentslint.views.map import Atlas
from tests import program

BROWSER = Path(__file__).parents[1] / "browser"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
no_node = pytest.mark.skipif(
    not (shutil.which("node") and (BROWSER / "node_modules").is_dir()),
    reason="npm install in tests/browser",
)
no_browser = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium")
RULES = ("truncated-chain", "shadowed-file", "placeholder-file")
HOSTILE = "</script><img src=x onerror=alert(1)>\"'`#end;]]>&amp;\x1b[31m\u202e"
ORDINARY = {
    "AGENTS.md": "# Root\n\nUse tabs.\n" + "Words of the root.\n" * 900,
    "api/AGENTS.md": "# API\n\nSee [the guide](../docs/guide.md).\n" + "Words here.\n" * 1300,
    "api/AGENTS.override.md": "# Now\n\nOnly this.\n",
    "api/v1/AGENTS.md": "# Version 1\n" + "More words.\n" * 1500,
    "api/v1/handlers/x.py": "",
    "docs/guide.md": "# Guide\n",
    "web/AGENTS.md": " \n",
}


def drawn(files: dict[str, str], ids: tuple[str, ...] = RULES) -> tuple[Atlas, Outcome]:
    repo = Repo.of({".git/HEAD": "", **files})
    outcome = check.run(repo, [AGENTS["codex"]], {id: registry.builtin()[id] for id in ids})
    chains = all_chains(repo, AGENTS["codex"])
    found = map.build(AGENTS["codex"], chains, outcome.findings, repo.listing.directories)
    return found, outcome


def many(count: int) -> dict[str, str]:
    """A repository with `count` instruction files, a few levels deep."""
    folders = [
        f"area{n % 10}/part{n % 100}/piece{n}"[: 6 * (1 + n % 3) + n % 7] for n in range(count)
    ]
    return {f"{name.strip('/')}-{n}/AGENTS.md": f"# {n}\n" for n, name in enumerate(folders)}


def test_a_spot_has_what_its_directory_adds() -> None:
    found, _ = drawn(ORDINARY)
    told = {s.directory: (s.parent, s.depth, [link.path for link in s.own]) for s in found.spots}
    assert told == {
        ".": (None, 0, ["AGENTS.md"]),
        "api": (".", 1, ["api/AGENTS.override.md", "api/AGENTS.md"]),
        "api/v1": ("api", 2, ["api/v1/AGENTS.md"]),
        "web": (".", 1, ["web/AGENTS.md"]),
    }


def test_every_directory_and_finding_belongs_to_one_spot() -> None:
    found, outcome = drawn(ORDINARY)
    assert sum(spot.directories for spot in found.spots) == found.directories == 6
    placed = [finding for spot in found.spots for finding in spot.findings]
    assert sorted(f.fingerprint for f in placed) == sorted(f.fingerprint for f in outcome.findings)


def test_a_directory_is_shown_with_what_lies_above_and_below() -> None:
    found, _ = drawn(ORDINARY)
    assert [s.directory for s in map.below(found, "api").spots] == [".", "api", "api/v1"]
    assert [s.directory for s in map.below(found, "docs").spots] == ["."]


def test_text_shows_fates_and_budget() -> None:
    found, _ = drawn(ORDINARY)
    assert list(text.lines(found, columns=100)) == [
        "Codex: 5 instruction files for 6 directories, 32,768 bytes a chain",
        "",
        ".         AGENTS.md              17,118  █████░░░░░  52%",
        "├─ api    AGENTS.override.md         18  ▓▓▓▓▓░░░░░  52%  1 warning",
        "│  │      AGENTS.md              15,642                   shadowed",
        "│  └─ v1  AGENTS.md              18,012  ▓▓▓▓▓█████ 100%  cut, 2,380 lost  1 error",
        "└─ web    AGENTS.md                   2  ▓▓▓▓▓░░░░░  52%  empty  1 warning",
        "",
        "▓ inherited  █ its own files  ░ free",
        "2 files cut, dropped or shadowed: 18,022 bytes never reach Codex",
    ]


@pytest.mark.parametrize("columns", [40, 80, 132])
@pytest.mark.parametrize("files", [ORDINARY, many(120)], ids=["few", "many"])
def test_text_keeps_to_the_width(files: dict[str, str], columns: int) -> None:
    found, _ = drawn(files)
    widest = max(width(line) for line in list(text.lines(found, columns=columns))[2:-3])
    assert widest <= max(columns, 76)


def test_text_can_do_without_boxes() -> None:
    found, _ = drawn(ORDINARY)
    assert all(line.isascii() for line in text.lines(found, ascii_only=True))


def test_json_is_as_its_schema_says() -> None:
    found, outcome = drawn(ORDINARY)
    made = map.document([found], "/repo", [row(each) for each in outcome.findings])
    Draft202012Validator(schemas.OUTPUTS["map"]()).validate(json.loads(plain.text(made)))
    known = {finding["fingerprint"] for finding in made["findings"]}
    named = {id for spot in made["maps"][0]["spots"] for id in spot["findings"]}
    assert named == known


def test_svg_is_xml_whatever_the_names() -> None:
    found, _ = drawn({f"{HOSTILE}/AGENTS.md": "# x\n", **ORDINARY})
    picture = ElementTree.fromstring(svg.text(found))
    tags = {element.tag.rpartition("}")[2] for element in picture.iter()}
    assert tags == {"svg", "title", "style", "text", "tspan", "rect", "path", "g"}
    assert "http" not in svg.text(found).replace("http://www.w3.org/2000/svg", "")


def test_mermaid_has_nodes_edges_and_classes_alone() -> None:
    found, _ = drawn({f"{HOSTILE}/AGENTS.md": "# x\n", **ORDINARY})
    line = re.compile(
        r'flowchart LR|  d\d+\["([\w ./,:%-]|#\d+;|<br/>)+"\]:::\w+'
        r"|  d\d+ --> d\d+|  classDef \w+ [\w:#,]+"
    )
    assert [each for each in mermaid.text(found).splitlines() if not line.fullmatch(each)] == []


def test_mermaid_of_many_directories_stays_readable() -> None:
    """Each takes one line, and those without findings share a box."""
    quiet = {f"packages/p{n}/AGENTS.md": "# P\n\nUse tabs.\n" for n in range(40)}
    found, _ = drawn({"AGENTS.md": "# Root\n\nUse tabs.\n", "web/AGENTS.md": " \n", **quiet})
    drawing = mermaid.text(found)
    boxes = re.findall(r'  \w+\["(.*?)"\]', drawing)
    assert [box.count("<br/>") for box in boxes][:2] == [0, 0]
    assert sum(box.count("<br/>") + 1 for box in boxes) <= 10
    assert "40 directories without findings<br/>packages/p0, packages/p1" in drawing
    assert "web: 0%, 1 warning" in drawing.replace("#160;", " ")


def test_mermaid_stays_below_what_mermaid_refuses() -> None:
    found, _ = drawn(many(1200))
    drawing = mermaid.text(found)
    assert drawing.count(" --> ") <= mermaid.MOST_EDGES
    assert len(drawing) <= mermaid.MOST_CHARACTERS


@no_node
@pytest.mark.parametrize("files", [{f"{HOSTILE}/AGENTS.md": "# x\n", **ORDINARY}, many(1200)])
def test_mermaid_itself_reads_it(files: dict[str, str]) -> None:
    found, _ = drawn(files)
    done = subprocess.run(
        ["node", "mermaid.js"],
        cwd=BROWSER,
        input=mermaid.text(found),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert len(json.loads(done.stdout)) == mermaid.text(found).count("]:::")


def test_page_carries_its_data_whatever_the_text() -> None:
    found, outcome = drawn({f"{HOSTILE}/AGENTS.md": f"# {HOSTILE}\n{{script}}\n", **ORDINARY})
    page = html.text([found], outcome)
    assert page.count("</script>") == 2
    inside = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.S)
    assert inside is not None
    assert json.loads(inside[1])["texts"][f"{HOSTILE}/AGENTS.md"].startswith(f"# {HOSTILE}\n")
    assert not re.search(r"""(src|href)=["']?(https?:)?//|url\(|@import""", page)


def opened(path: Path, directory: str, words: str, **environment: str) -> dict[str, Any]:
    done = subprocess.run(
        ["node", "page.js", str(path), directory, words],
        cwd=BROWSER,
        env={**os.environ, "CHROMIUM": str(CHROMIUM), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    seen: dict[str, Any] = json.loads(done.stdout)
    return seen


@no_node
@no_browser
def test_page_in_a_browser(tmp_path: Path) -> None:
    found, outcome = drawn({f"{HOSTILE}/AGENTS.md": f"# {HOSTILE}\n", **ORDINARY})
    path = tmp_path / "map.html"
    path.write_text(html.text([found], outcome), encoding="utf-8")
    seen = opened(path, "api/v1", "web")
    assert seen["said"] == []
    assert seen["asked"] == [path.as_uri()]
    assert seen["rows"] == len(found.spots)
    assert seen["left"] == 2  # web, and the root above it
    assert seen["hash"] == "#codex/api%2Fv1"
    assert "32,768 of 32,768 bytes used" in seen["chain"]
    assert "api/AGENTS.override.md" in seen["chain"]
    assert "what is sent ends; the rest is lost" in seen["chain"]
    assert seen["sides"] >= 1
    assert opened(path, "api", "", SCHEME="dark")["paper"] != seen["paper"]


@no_node
@no_browser
def test_back_leads_to_the_directory_before(tmp_path: Path) -> None:
    found, outcome = drawn(ORDINARY)
    path = tmp_path / "map.html"
    path.write_text(html.text([found], outcome), encoding="utf-8")
    for screen in ("390", "1280"):
        seen = opened(path, "api/v1", "no such directory", WIDTH=screen, BACK="web")
        assert seen["said"] == []
        assert (seen["hash"], seen["current"]) == ("#codex/api%2Fv1", "api/v1")
        assert (seen["left"], seen["empty"]) == (0, "No directory matches.Clear the filters")
        assert seen["wide"] <= int(screen)
        if screen == "390":
            assert seen["least"] >= 44  # what a thumb can hit


def test_page_says_what_each_file_states() -> None:
    repo = Repo.of(
        {".git/HEAD": "", "AGENTS.md": "# Shop\n\nSee `docs/guide.md`.\n", "docs/guide.md": ""}
    )
    told = html.claims(statements.read(repo, (repo.file("AGENTS.md"),)))
    (row,) = told["AGENTS.md"]
    assert (row["line"], row["state"], row["text"]) == (3, "verified", "docs/guide.md")


@no_node
@no_browser
def test_page_shows_both_ends_of_a_contradiction_and_what_is_demanded(tmp_path: Path) -> None:
    found, outcome = drawn(
        {
            "AGENTS.md": "Always use pnpm. Never use npm.\n",
            "api/AGENTS.md": "- Use npm for dependencies.\n",
            "api/server.ts": "",
        },
        ("contradictory-instruction",),
    )
    path = tmp_path / "map.html"
    path.write_text(html.text([found], outcome), encoding="utf-8")
    seen = opened(path, "api", "")
    assert seen["said"] == []
    assert "Contradictions (" in seen["chain"]
    assert seen["sides"] == 2
    assert re.search(r"What is demanded \([3-9]\)", seen["chain"])


def test_the_command_draws_what_check_says(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "AGENTS.md").write_text("# Rules\n")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/AGENTS.override.md").write_text(" \n")
    checked = program.report(tmp_path)
    assert checked["findings"]
    made = json.loads(program.run(tmp_path, "map", "--format", "json").stdout)
    assert made["findings"] == checked["findings"]
    for form, start in [("text", "Codex: 2 "), ("svg", "<svg "), ("html", "<!doctype html>")]:
        done = program.run(tmp_path, "map", "sub", "--format", form)
        assert (done.returncode, done.stdout[: len(start)]) == (0, start)
        assert done.stderr.count("its .git leads to no repository") == 1


def test_nothing_to_draw_is_said(tmp_path: Path) -> None:
    done = program.run(tmp_path, "map", "--format", "html")
    assert (done.returncode, done.stdout) == (2, "")
    assert "there is nothing to draw" in done.stderr
