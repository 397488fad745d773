"""What the terminal can show, and what it is told while work takes long."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Callable, Iterator, Mapping

PATIENCE = 1.0  # seconds of work before anything is said of it
REDRAW = 0.2  # seconds between two looks at how far it is
NARROWEST = 40
# terminals that open addresses, by the variables that they set: one of these values, or any
LINKING: Mapping[str, tuple[str, ...]] = {
    "TERM_PROGRAM": ("ghostty", "Hyper", "iTerm.app", "vscode", "WezTerm", "zed"),
    "TERM": ("alacritty", "foot", "xterm-ghostty", "xterm-kitty", "wezterm"),
    "KONSOLE_VERSION": (),
    "VTE_VERSION": (),
    "WT_SESSION": (),
}
CLEAR = "\r\x1b[K"


def columns(output: str | None = None) -> int:
    """The width to write for: the terminal's, or 80 for a pipe or a file."""
    if not watched(output):
        return 80
    import shutil

    return max(NARROWEST, shutil.get_terminal_size((80, 24)).columns)


def watched(output: str | None = None) -> bool:
    """Whether what is written appears on a terminal."""
    return output is None and sys.stdout is not None and sys.stdout.isatty()


def linking(output: str | None = None) -> bool:
    """Whether what is written appears on a terminal that opens addresses (OSC 8)."""
    if not watched(output):
        return False
    if (asked := os.environ.get("FORCE_HYPERLINK")) is not None:
        return asked not in ("", "0")
    # within a multiplexer nobody knows what is around it
    if "TMUX" in os.environ or "STY" in os.environ:
        return False
    return any(
        os.environ.get(name, "") in known if known else name in os.environ
        for name, known in LINKING.items()
    )


def ascii_only(output: str | None = None) -> bool:
    """Whether what is written to must be spared bars and boxes. A file is always UTF-8."""
    if output is not None:
        return False
    encoding = (sys.stdout.encoding or "ascii").lower().replace("-", "")
    return not encoding.startswith("utf") or os.environ.get("TERM") == "dumb"


def coloured(choice: str, output: str | None) -> bool:
    """Whether to colour: asked for, or writing to a terminal that did not refuse."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return output is None and sys.stdout.isatty()


@contextlib.contextmanager
def progress(start: str) -> Iterator[Callable[[str], None]]:
    """Say on stderr what is being done, once it has taken PATIENCE; yields how to say it.

    Only a terminal is told, on one line that is cleared at the end: a log stays free of it.
    """
    stage = [start]
    done = threading.Event()
    painter = threading.Thread(target=_paint, args=(stage, done), daemon=True)
    shown = sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"

    def tell(text: str) -> None:
        stage[0] = text
        # not before: a process that has threads cannot be forked
        if shown and not painter.is_alive():
            painter.start()

    try:
        yield tell
    finally:
        done.set()
        if painter.is_alive():
            painter.join()


def _paint(stage: list[str], done: threading.Event) -> None:
    from agentslint.core.escape import shown

    if done.wait(PATIENCE):
        return
    while True:
        import shutil

        wide = shutil.get_terminal_size((80, 24)).columns - 1
        sys.stderr.write(f"{CLEAR}agentslint: {shown(stage[0])}"[: wide + len(CLEAR)])
        sys.stderr.flush()
        if done.wait(REDRAW):
            break
    sys.stderr.write(CLEAR)
    sys.stderr.flush()
