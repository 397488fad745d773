"""The program: an unchanged run is told again, before anything else is imported."""

import sys

from agentslint import replay


def main() -> None:
    """Run the command line and exit: 0 clean, 1 findings, 2 could not, 3 our own fault."""
    try:
        known = replay.answer(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(130)
    if known is None:
        from agentslint.cli import main as run

        run()
        return
    status, told = known
    try:
        sys.stdout.buffer.write(told)
        sys.stdout.flush()
    except OSError as error:
        from agentslint.cli import REFUSED, closed, complain

        status = closed()
        if not isinstance(error, BrokenPipeError):
            complain(f"what was found cannot be written: {error.strerror}")
            status = REFUSED
    sys.exit(status)


if __name__ == "__main__":
    main()
