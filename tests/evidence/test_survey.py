"""Surveys: one bad repository stops nothing, a stop at any point changes nothing."""

from __future__ import annotations

import json
import os
import random
import signal
import time

import jsonschema
import pytest

from agentslint.cli import schemas
from agentslint.cli.survey import examine
from agentslint.evidence import survey
from agentslint.evidence.cluster import Dask
from agentslint.evidence.survey import Options
from agentslint.evidence.workers import Local
from agentslint.model import Failure
from tests import forked, sessions
from tests.sessions import plant

NOBODY = lambda done, every, bad: None  # noqa: E731


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """Twelve repositories: good ones, one without instructions, one that cannot be read."""
    top = tmp_path_factory.mktemp("many")
    paths = []
    for number in range(12):
        root = top / f"r{number:02}"
        plant(
            root, {"AGENTS.md": f"- Run `make test-{number}` before you finish.\n" * (number != 3)}
        )
        plant(root, {"agentslint.toml": "nonsense = 1\n"} if number == 5 else {"a.txt": "x\n"})
        paths.append(str(root))
    # so that no worker spends its time on imports
    examine(paths[0], Options())
    return [*paths, str(top / "absent")]


def slow(path, options):
    time.sleep(0.05)
    return examine(path, options)


def rows(path):
    found = list(survey.read(str(path)))
    for row in found:
        jsonschema.validate(row, schemas.survey())
    return found


def test_each_repository_has_its_row_in_the_order_asked_for(many, tmp_path):
    output = tmp_path / "s.jsonl"
    seen = []
    result = survey.run(
        many, Options(), str(output), Local(examine, 3), lambda *told: seen.append(told)
    )
    found = rows(output)
    assert result == (13, 2)
    assert seen[0] == (0, 13, 0)
    assert seen[-1] == (13, 13, 2)
    assert [row["repository"] for row in found] == many
    failed = {os.path.basename(row["repository"]) for row in found if row["status"] == "failed"}
    assert failed == {"r05", "absent"}
    assert found[0]["unverified"] == []
    assert not os.path.exists(f"{output}.part")


def dies(path, options):
    if path.endswith("r07"):
        os.kill(os.getpid(), signal.SIGKILL)
    if path.endswith("r08"):
        time.sleep(60)
    return examine(path, options)


def test_a_process_that_dies_or_hangs_costs_its_own_row(many, tmp_path):
    output = tmp_path / "s.jsonl"
    survey.run(many, Options(), str(output), Local(dies, 2, seconds=6), NOBODY)
    why = {os.path.basename(row["repository"]): row.get("why") for row in rows(output)}
    assert why["r07"] == "the process that looked at it ended by signal 9"
    assert why["r08"] == "it took more than 6 seconds"
    assert [name for name, told in why.items() if told is None] == [
        f"r{n:02}" for n in range(12) if n not in (5, 7, 8)
    ]


def test_killed_at_any_point_and_started_again_it_is_the_same(many, tmp_path):
    whole, output = tmp_path / "whole.jsonl", tmp_path / "s.jsonl"
    survey.run(many, Options(), str(whole), Local(examine, 2), NOBODY)
    draw = random.Random(6)
    for _ in range(4):
        child = os.fork()
        if child == 0:
            try:
                survey.run(many, Options(), str(output), Local(slow, 2), NOBODY)
            finally:
                os._exit(0)
        time.sleep(draw.uniform(0.02, 0.4))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    if not output.exists():
        with open(f"{output}.part", "ab") as part:
            part.write(b'{"schema": "agentslint.sur')
    looked = []

    def engine(paths, options):
        looked.extend(paths)
        return Local(examine, 2)(paths, options)

    survey.run(many, Options(), str(output), engine, NOBODY)
    assert output.read_bytes() == whole.read_bytes()
    assert len(looked) <= len(many)


def test_what_is_done_is_not_done_again(many, tmp_path):
    output = tmp_path / "s.jsonl"

    def half(paths, options):
        yield from list(Local(examine, 2)(paths[:6], options))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        survey.run(many, Options(), str(output), half, NOBODY)
    looked = []

    def rest(paths, options):
        looked.extend(paths)
        return Local(examine, 2)(paths, options)

    survey.run(many, Options(), str(output), rest, NOBODY)
    assert looked == many[6:]
    assert [row["repository"] for row in rows(output)] == many


def test_other_options_are_another_survey(many, tmp_path):
    output = tmp_path / "s.jsonl"
    (tmp_path / "s.jsonl.part").write_text('{"schema": "agentslint.survey/1", "begun": "other"}\n')
    with pytest.raises(Failure, match="begun with other options"):
        survey.run(many, Options(), str(output), Local(examine, 1), NOBODY)


def test_on_a_cluster_with_a_worker_killed_in_the_middle(many, tmp_path):
    distributed = pytest.importorskip("distributed")
    whole, output = tmp_path / "whole.jsonl", tmp_path / "s.jsonl"
    survey.run(many, Options(), str(whole), Local(examine, 2), NOBODY)
    killed = []

    def progress(done, every, bad):
        if done == 4 and not killed:
            worker = next(iter(cluster.workers.values()))
            killed.append(worker.pid)
            os.kill(worker.pid, signal.SIGKILL)

    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        address = cluster.scheduler_address
        survey.run(many, Options(), str(output), Dask(slow, address), progress)
    assert killed
    assert output.read_bytes() == whole.read_bytes()


def test_a_cluster_that_is_not_there(many, tmp_path):
    pytest.importorskip("distributed")
    with pytest.raises(Failure, match="--scheduler tcp"):
        survey.run(many, Options(), str(tmp_path / "s"), Dask(examine, "tcp://127.0.0.1:1"), NOBODY)


def test_the_command(tmp_path):
    root = sessions.tree(tmp_path / "repo")

    def run(*words, given=""):
        return forked.text(["survey", *words], tmp_path, forked.BARE, given=given)

    done = run("--from", "-", "--output", "s.jsonl", "--jobs", "1", given=f"{root}\n\n")
    assert (done.returncode, done.stdout, done.stderr) == (
        0,
        "",
        "0 of 1 repositories\n1 of 1 repositories\n",
    )
    (row,) = rows(tmp_path / "s.jsonl")
    assert row["checked"]["chains"] == 3
    assert run("absent", "--output", "t.jsonl", "-q").returncode == 1
    done = run("--output", "t.jsonl")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    done = run(str(root), "--output", "no/such/place.jsonl")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert json.loads((tmp_path / "t.jsonl").read_text())["status"] == "failed"
