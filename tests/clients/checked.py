"""The day and the version of the last run in which a client did all as agentslint says."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from agentslint.chain.checked import LAST

PLACE = Path(__file__).parents[2] / "agentslint" / "chain" / "checked.py"
HEAD = '''"""The version of each client that was asked last, and when. Written by `python -m tests.clients --write`."""

from __future__ import annotations

LAST: dict[str, tuple[str, str]] = {
'''


def text(last: Mapping[str, tuple[str, str]]) -> str:
    """The module as it is written."""
    rows = (
        f'    "{agent}": ("{version}", "{day}"),\n'
        for agent, (version, day) in sorted(last.items())
    )
    return f"{HEAD}{''.join(rows)}}}\n"


def write(found: Mapping[str, tuple[str, str]]) -> None:
    """Put what was found over what is known."""
    PLACE.write_text(text({**LAST, **found}))
