"""Values that a text says there are of a kind: in several wordings, and those that are a part, or something else."""

from __future__ import annotations

import pytest

from agentslint.model import File
from agentslint.repo import Repo
from agentslint.verdicts import enumerations

CODE = {
    "member.go": 'type Role string\n\nconst (\n\tRoleAdmin Role = "admin"\n\tRoleOwner Role = "owner"\n\tRoleGuest Role = "guest"\n\tRoleBuilder Role = "builder"\n)\n',
    "focus.go": "const (\n\tfocusNone focusState = iota\n\tfocusEditor\n\tfocusMain\n\tfocusSide // new\n)\n",
    "order.ts": "export type OrderStatus = 'open' | 'paid' | 'void' | 'lost';\nconst SIZES = ['small', 'middle', 'large'] as const;\n",
    "level.py": 'class Level(str, Enum):\n    LOW = "low"\n    MID = "mid"\n    HIGH = "high"\n    TOP = "top"\n',
    "kind.rs": 'pub enum TillKind {\n    #[serde(rename = "x")]\n    FrontDesk,\n    BackOffice(u8),\n    Mobile,\n    Kiosk,\n}\n',
    "plan.sql": "CHECK (plan IN ('free', 'team', 'firm', 'trial'))\n",
    "other.ts": "const shown = ['red', 'green', 'blue', 'black'];\n",
}
SAID = [
    ("Three roles: `admin` (all), `owner` (read + write), `guest`.", "refuted"),
    ("- **Roles (3):** `admin`, `owner` and `guest`", "refuted"),
    ("Drei Rollen (Role): `admin`, `owner` und `guest`.", "refuted"),
    ("`OrderStatus` is `open | paid | void`.", "refuted"),
    ("| `orderStatus` | `'open' \\| 'paid' \\| 'void'` |\n|-|-|\n", "refuted"),
    ("The order status is one of `open`, `paid`, `void`.", "refuted"),
    ("`level` (`low` / `mid` / `high`)", "refuted"),
    ("- till kinds: `front_desk` | `back_office` | `mobile`", "refuted"),
    ("`focusState` — `focusNone | focusEditor | focusMain`", "refuted"),
    ("Valid plans: `free`, `team`, `firm`.", "refuted"),
    ("Three sizes: `small`, `middle`, `large`.", "verified"),
    # told with strokes, as a part is
    ("Order status (`open`/`paid`/`void` on the server) do not cancel.", ""),
    # a part, of another name, or nobody's
    ("Roles such as `admin`, `owner`, `guest` may edit.", ""),
    ("Four roles: `admin`, `owner`, `guest`, …", ""),
    ("Three colours: `red`, `green`, `blue`.", "undecided"),
    ("Three birds: `wren`, `robin`, `finch`.", "undecided"),
    ("For example the status is one of `open`, `paid`, `void`.", "undecided"),
    ("Call `open`, `paid` and `void` by status.", ""),
]


@pytest.mark.parametrize(("text", "verdict"), SAID)
def test_a_row_of_values_gets_its_verdict(text: str, verdict: str) -> None:
    repo = Repo.of({**CODE, "AGENTS.md": text})
    found = enumerations.judged(repo, File("AGENTS.md", text.encode(), len(text.encode())))
    assert " ".join(one.state for one in found) == verdict
