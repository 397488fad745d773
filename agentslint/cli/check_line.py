"""The command line of `check` as a value."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from agentslint.lint.request import Request
from agentslint.lint.session import levels


@dataclass(frozen=True, slots=True)
class CommandLine:
    """The command line of `check`, by the names of its parameters."""

    paths: tuple[str, ...]
    agents_asked: tuple[str, ...]
    config_file: str | None
    isolated: bool
    form: str
    output: str | None
    color: str
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    severities: tuple[str, ...]
    fail_on: str | None
    min_severity: str | None
    baseline: str | None
    write_baseline: bool
    init_baseline: bool
    write_suppressions: str | None
    staged: bool
    since: str | None
    stdin_filename: str | None
    allow_empty: bool
    local_rules: bool
    statistics: bool
    show_settings: bool
    show_files: bool
    mend: bool
    unsafe: bool
    show: bool
    quiet: bool
    verbose: bool
    no_cache: bool
    jobs: int | None
    today: datetime.datetime | None = None

    @property
    def reads_only(self) -> bool:
        """Whether it depends on what git and the disk hold alone, and says nothing on the side."""
        said = self.verbose or self.stdin_filename is not None
        return not (said or self.show) and not self.writes

    @property
    def writes(self) -> bool:
        """Whether it writes into the repository."""
        return self.mend or self.writes_baseline or self.write_suppressions is not None

    @property
    def writes_baseline(self) -> bool:
        """Whether it writes the baseline."""
        return self.write_baseline or self.init_baseline

    @property
    def asked(self) -> Request:
        """What it asks of each repository."""
        return Request(
            self.agents_asked,
            self.config_file,
            self.isolated,
            self.select,
            self.ignore,
            levels(self.severities),
            self.fail_on,
            self.local_rules,
            self.baseline,
            self.jobs,
            self.today.date() if self.today else None,
        )
