"""The exit codes, which hooks and CI jobs read."""

CLEAN = 0
FOUND = 1  # findings at or above `--fail-on`
REFUSED = 2  # the request could not be carried out
BROKEN = 3  # our own fault
INTERRUPTED = 130
