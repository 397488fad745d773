"""What a person asks of the findings of a repository, apart from what it says of itself."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from agentslint.lint.config import Level


@dataclass(frozen=True, slots=True)
class Request:
    """What a person asks over what the repository's configuration says.

    `today` is the day that stated ends are held against, None for that of the last commit.
    `jobs` is how many processes may share the work, None for as many as pay.
    `baseline` names a file, or `none` to show what the configured one holds back.
    """

    agents: tuple[str, ...] = ()
    config_file: str | None = None
    isolated: bool = False
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, Level] = field(default_factory=dict)
    fail_on: str | None = None
    local_rules: bool = False
    baseline: str | None = None
    jobs: int | None = None
    today: datetime.date | None = None
