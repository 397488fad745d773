"""Findings as SARIF 2.1.0: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import quote

from agentslint import __version__
from agentslint.core import lazy_re
from agentslint.core.escape import quoted, shown
from agentslint.lint.check import Outcome
from agentslint.model import Edit, Finding, Fix, Place, Rule, Severity
from agentslint.report import rule_page

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
HOME = "https://pypi.org/project/agentslint-chain/"
ROOT = "SRCROOT"
LEVELS: Mapping[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}
FINGERPRINT = "agentslint/v1"
FIX_TEXT = 80  # characters of what a fix writes that are shown
LINK = lazy_re.compile(r"\[(?=[^\]]*\]\()")


def render(outcome: Outcome, rules: Mapping[str, Rule], failing: Collection[str]) -> str:
    """One run as a SARIF log, ended by a line break. `rules` are all that could report."""
    return quoted(json.dumps(log(outcome, rules), indent=2)) + "\n"


def log(outcome: Outcome, rules: Mapping[str, Rule]) -> dict[str, Any]:
    """The SARIF log as plain values. The paths in it are relative to the repository's root."""
    everything = [(f, "") for f in outcome.findings]
    everything += [(f, "inSource") for f in outcome.suppressed]
    everything += [(f, "external") for f in outcome.baselined]
    named = sorted({f.rule for f, _ in everything} | set(rules))
    index = {id: number for number, id in enumerate(named)}
    run = {
        "tool": {
            "driver": {
                "name": "agentslint",
                "semanticVersion": __version__,
                "informationUri": HOME,
                "rules": [_rule(id, rules.get(id)) for id in named],
            }
        },
        "automationDetails": {"id": "agentslint/"},
        "originalUriBaseIds": {
            ROOT: {"description": {"text": "The root of the repository that was checked."}}
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": [
                    {"level": "warning", "message": {"text": shown(note)}} for note in outcome.notes
                ],
            }
        ],
        "results": [_result(f, index[f.rule], held) for f, held in everything],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(id: str, rule: Rule | None) -> dict[str, Any]:
    found: dict[str, Any] = {"id": id}
    # a name that says what the id says is none
    if "-" in id:
        found["name"] = "".join(part.title() for part in id.split("-"))
    if rule is None:
        return found
    return {
        **found,
        "shortDescription": {"text": rule.summary},
        **({"helpUri": link} if (link := rule_page.address(rule)) else {}),
        "help": {"text": rule_page.brief(rule), "markdown": rule_page.brief(rule)},
        "defaultConfiguration": {"level": LEVELS[rule.severity], "enabled": rule.default},
        "properties": {"tags": ["agent-instructions"]},
    }


def _result(finding: Finding, index: int, held: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": LEVELS[finding.severity or "info"],
        "message": {"text": plain(finding.message)},
        "locations": [{"physicalLocation": _location(finding.place)}],
        "partialFingerprints": {FINGERPRINT: finding.fingerprint},
        "properties": {
            "agents": list(finding.agents),
            "directories": [shown(each) for each in finding.directories],
        },
    }
    if finding.related:
        found["relatedLocations"] = [
            {
                "id": number,
                "physicalLocation": _location(note.place),
                "message": {"text": plain(note.message)},
            }
            for number, note in enumerate(finding.related, 1)
        ]
    # a file that moves is beyond what a SARIF fix can say
    if finding.fix is not None and finding.fix.edits and not finding.fix.renames:
        found["fixes"] = [_fix(finding.fix)]
    if held:
        found["suppressions"] = [{"kind": held}]
    return found


def _location(place: Place) -> dict[str, Any]:
    return {"artifactLocation": _artifact(place.path), "region": _region(place)}


def _artifact(path: str) -> dict[str, Any]:
    if path.startswith("/"):
        return {"uri": "file://" + uri(path)}
    return {"uri": uri(path), "uriBaseId": ROOT}


def _region(place: Place) -> dict[str, int]:
    if (place.line, place.column) == (place.end_line, place.end_column):
        return {"startLine": place.line, "startColumn": place.column}
    return {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }


def _fix(fix: Fix) -> dict[str, Any]:
    files: dict[str, list[Edit]] = {}
    for edit in fix.edits:
        files.setdefault(edit.place.path, []).append(edit)
    return {
        "description": {"text": _described(fix)},
        "artifactChanges": [
            {
                "artifactLocation": _artifact(path),
                "replacements": [
                    {
                        "deletedRegion": _exact(edit.place),
                        "insertedContent": {"text": edit.text},
                    }
                    for edit in edits
                ],
            }
            for path, edits in files.items()
        ],
    }


def _described(fix: Fix) -> str:
    """What a fix writes, in a line."""
    first = fix.edits[0]
    text = " ".join(shown(first.text).split())
    what = f"Replace it by {text[:FIX_TEXT]}" if text else "Delete it"
    more = f", with {len(fix.edits) - 1} more edits" if len(fix.edits) > 1 else ""
    return f"{what}{more}" + ("" if fix.safe else ": read the change before you keep it")


def _exact(place: Place) -> dict[str, int]:
    region = _region(place)
    return region | {"endLine": place.end_line, "endColumn": place.end_column}


def plain(text: str) -> str:
    """One line of a message that holds no link: SARIF reads `[text](target)` as one."""
    return LINK.sub(r"\\[", shown(text))


def uri(path: str) -> str:
    """A path as a URI reference; bytes that are not UTF-8 stay what they are."""
    return quote(os.fsencode(path), safe="/")
