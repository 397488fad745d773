"""Rule packs that other distributions bring."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from agentslint.lint import registry

from ..command import agentslint, repository

PAGE = '# no-cats\n\nA file speaks of cats.\n\n```toml\nseverity = "error"\n```\n'
CODE = (
    "from agentslint.model import Finding, whole\n"
    "def check_file(file, context):\n"
    "    if 'cat' in file.text:\n"
    "        yield Finding(whole(file.path), 'this file speaks of cats')\n"
)


def install(site: Path, *, code: str = CODE) -> None:
    pack = site / "cat_rules"
    pack.mkdir(parents=True)
    (pack / "__init__.py").write_text("")
    (pack / "no_cats.md").write_text(PAGE)
    (pack / "no_cats.py").write_text(code)
    info = site / "cat_rules-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: cat-rules\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[agentslint.rules]\ncats = cat_rules\n")


def test_an_installed_pack_is_in_effect(tmp_path: Path) -> None:
    from ..command import HOME

    install(tmp_path / "site")
    root = repository(tmp_path / "r", {"AGENTS.md": "Feed the cat.\n"})
    path = f"{HOME}:{tmp_path / 'site'}"
    ran = agentslint("check", "-q", "--select", "no-cats", cwd=root, PYTHONPATH=path)
    assert ran.out == "AGENTS.md:1:1: error[no-cats] this file speaks of cats\n"
    assert "no-cats" in agentslint("rules", cwd=root, PYTHONPATH=path).out


def test_a_pack_that_does_not_load_is_never_clean(tmp_path: Path) -> None:
    from ..command import HOME

    install(tmp_path / "site", code="import nowhere_to_be_found\n")
    root = repository(tmp_path / "r", {"AGENTS.md": "Feed the cat.\n"})
    ran = agentslint("check", cwd=root, PYTHONPATH=f"{HOME}:{tmp_path / 'site'}")
    assert ran.status == 2
    assert "no_cats.md: its check does not load: ModuleNotFoundError" in ran.err


CHECKED = [
    id for id in registry.builtin() if Path(registry.home(), f"{id.replace('-', '_')}.py").exists()
]


@pytest.mark.parametrize("id", CHECKED)
def test_what_a_rule_of_ours_has_is_read_off_its_lines(id: str) -> None:
    names = registry.LEVELS + registry.AHEAD
    rule, module = registry.builtin()[id], importlib.import_module(f"rules.{id.replace('-', '_')}")
    assert [name for name in names if getattr(rule, name)] == [
        name for name in names if hasattr(module, name)
    ]
    assert sum(name in registry.LEVELS for name in names if getattr(rule, name)) == 1
