"""A map as one page for the browser: its style, its script and its data inside, nothing outside."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from agentslint.core.escape import quoted, shown
from agentslint.lint.check import Outcome
from agentslint.model import File
from agentslint.report.claims import evidence
from agentslint.verdicts.verdict import Verdict
from agentslint.views import map
from agentslint.views.findings import row
from agentslint.views.map import Atlas

MOST_TEXT = 256 * 1024  # characters of one file that the page carries
MOST_CLAIM = 300  # and of one statement
HERE = os.path.dirname(__file__)


def text(maps: Iterable[Atlas], outcome: Outcome, verdicts: Iterable[Verdict] = ()) -> str:
    """The page. Text from the repository reaches it as JSON alone, and the DOM as text alone.

    `verdicts` are on what its files state, shown at each file.
    """
    maps = tuple(maps)
    name = shown(os.path.basename(outcome.repo.root) or outcome.repo.root)
    style, script = _part("page.css"), _part("page.js")
    parts = {
        "policy": escape(policy(style, script)),
        "title": escape(f"{name}: what agents are told"),
        "style": style,
        "script": script,
        "data": inline({**data(maps, outcome, name), "claims": claims(verdicts)}),
    }
    # in one pass: nothing is replaced inside what was put in
    return re.sub(r"\{(\w+)\}", lambda match: parts[match[1]], _part("page.html"))


def data(maps: tuple[Atlas, ...], outcome: Outcome, name: str) -> dict[str, Any]:
    """What the page's script reads: the map's JSON form, and the texts of the files."""
    kept = {finding.fingerprint for found in maps for finding in found.findings}
    findings = [row(each) for each in outcome.findings if each.fingerprint in kept]
    # where the checkout lies is nobody's business but its owner's
    return {
        **map.document(maps, name, findings),
        "texts": {path: _text(file) for path, file in _files(maps, outcome, findings).items()},
    }


def claims(verdicts: Iterable[Verdict]) -> dict[str, list[dict[str, Any]]]:
    """What each file states, line by line, and what the repository says to that."""
    found: dict[str, list[dict[str, Any]]] = {}
    for one in verdicts:
        said = " ".join(one.claim.text.split())
        row = {"line": one.claim.place.line, "state": one.state, "text": said[:MOST_CLAIM]}
        found.setdefault(one.claim.place.path, []).append(
            {**row, "why": evidence(one)[:MOST_CLAIM]}
        )
    return found


def policy(style: str, script: str) -> str:
    """The content security policy under which the page's own style and script alone are used."""
    return (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def inline(value: Mapping[str, Any]) -> str:
    """JSON that no text inside can end or escape from."""
    written = json.dumps(value, separators=(",", ":"), ensure_ascii=True)
    for character in "<>&":
        written = written.replace(character, f"\\u{ord(character):04x}")
    return quoted(written)


def _files(
    maps: Iterable[Atlas], outcome: Outcome, findings: Iterable[Mapping[str, Any]]
) -> dict[str, File]:
    """Every file that the page may have to show a line of."""
    found = {link.path: link.file for each in maps for link in each.files if link.file is not None}
    for finding in findings:
        for path in [finding["path"], *(note["path"] for note in finding["related"])]:
            if path not in found and outcome.repo.is_file(path):
                found[path] = outcome.repo.file(path)
    return found


def _text(file: File) -> str:
    return file.text[:MOST_TEXT]


def _digest(part: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(part.encode()).digest()).decode()


def _part(name: str) -> str:
    with open(os.path.join(HERE, name), encoding="utf-8") as file:
        return file.read()
