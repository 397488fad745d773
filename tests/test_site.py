"""The site: built from the documentation and the rules, without network; skipped where MkDocs is absent."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from agentslint.lint import registry

from .command import HOME

absent = pytest.mark.skipif(
    importlib.util.find_spec("mkdocs") is None or importlib.util.find_spec("material") is None,
    reason="pip install '.[docs]'",
)


@absent
def test_the_site_has_a_page_for_each_rule_and_asks_for_nothing_from_outside(
    tmp_path: Path,
) -> None:
    words = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path)]
    nowhere = {"http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}
    done = subprocess.run(
        words, cwd=HOME, env={**os.environ, **nowhere}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    for id in registry.builtin():
        page = (tmp_path / "rule" / id / "index.html").read_text(encoding="utf-8")
        # a fence that is none is a paragraph, or swallows the next heading
        assert "<h1" in page and "<p>~~~" not in page and not re.search(r"\n~~~\w+ ", page)
    for page in (tmp_path / "index.html", tmp_path / "rule/dead-path/index.html"):
        loaded = re.findall(
            r'<(?:script|img|link)[^>]*(?:src|href)="(https?:[^"]+)"', page.read_text()
        )
        assert [each for each in loaded if "agentslint.github.io" not in each] == []
