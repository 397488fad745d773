"""The program: an unchanged run is told again, before anything else is imported."""

import gc
import os
import sys


def leave_directory() -> None:
    """Look for modules where the program is installed, and not in the working directory.

    `python -m` puts that first: a click.py there is the repository's.
    """
    try:
        here = os.getcwd()
    except OSError:
        return  # it is gone, and holds nothing
    if sys.path[:1] == [here] and not __file__.startswith(os.path.join(here, "")):
        del sys.path[0]


if __name__ == "__main__" and not sys.flags.safe_path:
    leave_directory()
if os.name == "nt":
    # Windows looks for git.exe in the working directory first
    os.environ["NODEFAULTCURRENTDIRECTORYINEXEPATH"] = "1"


def program() -> None:
    """What the installed command runs: `main`, and out without freeing one object after another.

    That took a tenth of a run and more; mypy ends likewise. Python ends as ever where another thread
    still runs or somebody profiles. What nobody takes any more changes no exit code but a clean one.
    """
    status: int | str | None = 0
    try:
        main()
    except SystemExit as end:
        status = end.code
    threading = sys.modules.get("threading")
    alone = threading is None or threading.active_count() == 1
    if alone and isinstance(status, int) and not measured():
        for stream in (sys.stdout, sys.stderr):
            try:
                if stream is not None:
                    stream.flush()
            except OSError:
                # a report that is lost is no clean one
                status = status or (2 if stream is sys.stdout else 0)
        os._exit(status)
    sys.exit(status)


def measured() -> bool:
    """Whether a profiler, a debugger or a measurement of coverage looks on: it writes at the end."""
    if sys.getprofile() or sys.gettrace():
        return True
    # from 3.12 on they need not be seen so
    monitoring = getattr(sys, "monitoring", None)
    return monitoring is not None and any(map(monitoring.get_tool, range(6)))


def main() -> None:
    """Run the command line and exit: 0 clean, 1 findings, 2 could not, 3 our own fault."""
    try:
        from agentslint.io.replay import runs

        known = runs.answer(sys.argv[1:])
        if known is None:
            # what a run makes is values, and next to none of them refer to each other in a circle
            gc.set_threshold(200_000, 20, 100)
            from agentslint.core import interrupt

            interrupt.listen()
            from agentslint.cli import main as run

            run()
        else:
            sys.exit(told(*known))
    except (Exception, KeyboardInterrupt) as error:
        # before or after the command line itself, which says so
        from agentslint.core import interrupt

        if not interrupt.over() and not isinstance(error, KeyboardInterrupt):
            raise
        sys.exit(130)


def told(status: int, text: bytes) -> int:
    """Print again what a run printed; the exit code."""
    try:
        sys.stdout.buffer.write(text)
        sys.stdout.flush()
    except OSError as error:
        from agentslint.cli import closed, complain
        from agentslint.cli.exit_codes import REFUSED

        status = closed()
        if not isinstance(error, BrokenPipeError):
            complain(f"what was found cannot be written: {error.strerror}")
            return REFUSED
    return status


if __name__ == "__main__":
    program()
