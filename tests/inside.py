"""The command line in this process: as fast as it can be asked."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from agentslint import cli

from .command import Ran


def told(root: Path, *words: str) -> Ran:
    """A run in this process that ends, in one of the ways that are promised."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(2))
    with pytest.MonkeyPatch.context() as here:
        here.setattr(sys, "argv", ["agentslint", *words])
        here.setattr(sys, "stdout", out)
        here.setattr(sys, "stderr", err)
        here.chdir(root)
        with pytest.raises(SystemExit) as done:
            cli.main()
    texts = []
    for stream in (out, err):
        stream.flush()
        texts.append(stream.buffer.getvalue().decode())  # type: ignore[attr-defined]
    ran = Ran(int(done.value.code or 0), *texts)
    assert ran.status in (0, 1, 2), ran
    if ran.status == 2:
        assert ran.err.count("\n") == 1, ran.err
    return ran
