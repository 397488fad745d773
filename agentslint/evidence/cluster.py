"""A dask.distributed cluster that examines repositories; it must see them at the same paths."""

from __future__ import annotations

import importlib
import itertools
from collections.abc import Iterator, Sequence
from typing import Any

from agentslint.evidence import survey
from agentslint.evidence.survey import Examine, Options
from agentslint.model import Failure

AHEAD = 4  # repositories given out for each thread of the cluster
RETRIES = 2  # times a repository is tried again when its worker is lost


class Dask:
    """The cluster whose scheduler is at `address`."""

    def __init__(self, examine: Examine, address: str) -> None:
        self.examine, self.address = examine, address

    def __call__(
        self, paths: Sequence[str], options: Options
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        try:
            distributed: Any = importlib.import_module("distributed")
        except ImportError:
            raise Failure(
                "--scheduler: it takes dask.distributed: pip install 'agentslint-chain[dask]'"
            ) from None
        try:
            client = distributed.Client(self.address, timeout=10)
        except (OSError, ValueError) as error:
            raise Failure(f"--scheduler {self.address}: {str(error)[:200]}") from None
        with client:
            waiting = iter(paths)
            threads = sum(client.nthreads().values()) or 1

            def give(path: str) -> Any:
                # a path is looked at once a survey, and its row is not the cluster's to keep
                return client.submit(
                    self.examine,
                    path,
                    options,
                    pure=False,
                    retries=RETRIES,
                    key=f"agentslint:{path}",
                )

            held = {give(path): path for path in itertools.islice(waiting, threads * AHEAD)}
            done = distributed.as_completed(list(held))
            for future in done:
                path = held.pop(future)
                yield path, _row(future, path)
                if (following := next(waiting, None)) is not None:
                    new = give(following)
                    held[new] = following
                    done.add(new)


def _row(future: Any, path: str) -> dict[str, Any]:
    try:
        found = future.result()
        assert isinstance(found, dict)
        return found
    except Exception as error:  # whatever became of the worker, the survey goes on
        return survey.failed(path, f"the cluster lost it: {type(error).__name__}")
