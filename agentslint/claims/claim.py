"""One statement of a document: what every reader of claims yields, and verdicts judge."""

from __future__ import annotations

from dataclasses import dataclass

from agentslint.model import Place


@dataclass(frozen=True, slots=True)
class Claim:
    """What a document states, as written and as read.

    kind      what sort of statement: `path`, `version`, `absence`, `count`, …
    place     where it stands, `text` what stands there
    subject   what it is about, `relation` how: `exists`, `is`, `at-least`, `has`, …
    value     what it says of the subject; empty where the relation says all
    scope     the directory that it speaks of, from the root
    hedge     how the text takes it back; empty where it does not
    """

    kind: str
    place: Place
    text: str
    subject: str
    relation: str = "is"
    value: str = ""
    scope: str = "."
    hedge: str = ""
