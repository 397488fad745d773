"""Parts of the sentences that agentslint writes."""

from __future__ import annotations

from collections.abc import Sequence

NAMED = 4  # agents named in one message


def listed(names: Sequence[str], total: int = 0) -> str:
    """Names in a sentence; a long list is counted."""
    if len(names) == total > 2:
        return f"all {total} agents"
    shown = list(names[:NAMED])
    if (more := len(names) - NAMED) > 0:
        shown.append(f"{more} more")
    return " and ".join(filter(None, [", ".join(shown[:-1]), shown[-1]]))
