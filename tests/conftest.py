"""What all tests share: no time limits of hypothesis, since machines differ, and nobody's cache."""

from __future__ import annotations

import os

from hypothesis import settings

os.environ["AGENTSLINT_NO_CACHE"] = "1"

settings.register_profile("house", deadline=None, print_blob=True)
settings.load_profile("house")
