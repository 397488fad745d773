"""Names of findings stand in people's baselines: no new words change them.

    python -m tests.lint.test_fingerprints        writes fixtures/fingerprints.json anew

What is kept there is held against the examples of the rules' pages, as far as their files are still
the same. Where a name changed for other words, say in `agentslint/lint/reworded.toml` what they were.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from agentslint.lint import registry
from agentslint.lint.page import Example
from agentslint.model import Rule
from agentslint.report import page_examples

from ..command import HOME

KEPT = HOME / "fixtures" / "fingerprints.json"
Names = dict[str, dict[str, Any]]


def examples() -> dict[str, tuple[Rule, Example]]:
    """Every example of the rules' pages, by rule and title."""
    found = page_examples.of(registry.builtin().values())
    return {f"{rule.id}: {example.title}": (rule, example) for rule, example in found}


def digest(rule: Rule, example: Example) -> str:
    """What an example's findings depend on: its files, and the options of its rule."""
    shown = repr((sorted(example.files.items()), example.untracked, dict(rule.options)))
    return hashlib.sha256(shown.encode()).hexdigest()[:16]


def names(rule: Rule, example: Example) -> dict[str, list[str]]:
    """The names of the findings of an example, by all the places that they speak of."""
    rows: dict[str, list[str]] = {}
    for each in page_examples.outcome(rule, example).findings:
        places = [each.place, *(note.place for note in each.related)]
        where = " ".join(f"{at.path}:{at.line}:{at.column}-{at.end_column}" for at in places)
        rows.setdefault(where, []).append(each.fingerprint)
    return rows


def test_no_name_of_a_finding_changes() -> None:
    """What is found may change, and is shown by the pages: here only how it is called."""
    kept: Names = json.loads(KEPT.read_text())
    now = examples()
    same = [at for at in kept if at in now and digest(*now[at]) == kept[at]["files"]]
    # most of them, or this would show nothing
    assert len(same) * 2 > len(kept)
    changed = [
        f"{at}: {where}"
        for at in same
        for where, called in names(*now[at]).items()
        if where in kept[at]["names"] and kept[at]["names"][where] != called
    ]
    assert changed == []


def main() -> None:
    rows = {at: {"files": digest(*one), "names": names(*one)} for at, one in examples().items()}
    kept = {at: row for at, row in rows.items() if row["names"]}
    KEPT.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
