"""Ctrl-C that is not lost: Python drops an exception that comes up where nobody can catch it.

It does so while it imports, for one: https://docs.python.org/3/library/signal.html#note-on-signal-handlers-and-exceptions
"""

from __future__ import annotations

import signal
from types import FrameType

AGAIN = 0.5  # seconds until an interrupt that ended nothing is raised again

TIMED = hasattr(signal, "setitimer")  # Windows has no timer that interrupts

_heard = False


def listen() -> None:
    """Raise KeyboardInterrupt at each interrupt from here on, and again until `over`.

    Where interrupts are ignored, as behind `nohup`, they stay so.
    """
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        if TIMED:
            signal.signal(signal.SIGALRM, _interrupt)
        signal.signal(signal.SIGINT, _interrupt)


def heed() -> None:
    """Raise KeyboardInterrupt where one came up and was dropped: ahead of whatever is written."""
    if _heard:
        raise KeyboardInterrupt


def over() -> bool:
    """Raise it no more; whether the run was interrupted."""
    if _heard and TIMED:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return _heard


def _interrupt(number: int, frame: FrameType | None) -> None:
    global _heard
    _heard = True
    if TIMED:
        signal.setitimer(signal.ITIMER_REAL, AGAIN)
    raise KeyboardInterrupt
