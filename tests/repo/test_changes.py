"""What changed since a commit, and a commit's own tree, in real repositories."""

import os

import pytest

from agentslint import chain
from agentslint.chain import agents
from agentslint.model import Failure
from agentslint.repo import Repo, changes
from tests.sessions import git


@pytest.fixture
def repository(tmp_path):
    """Four files in one commit."""
    (tmp_path / "pkg").mkdir()
    (tmp_path / "AGENTS.md").write_text("Run `make test`.\n")
    (tmp_path / "pkg" / "AGENTS.md").symlink_to("../AGENTS.md")
    (tmp_path / "pkg" / "a.py").write_text("one\ntwo\n")
    (tmp_path / "old.txt").write_text("a text that moves\n")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "start")
    return tmp_path


def told(root, revision="HEAD", **how):
    found = changes.since(Repo.at(str(root)).git, revision, **how)
    return [(change.kind, change.before, change.path) for change in found.changes]


def test_work_tree_index_and_untracked(repository):
    (repository / "pkg" / "a.py").write_text("one\n2\n3\n")
    (repository / "old.txt").rename(repository / "new.txt")
    git(repository, "add", "-A")
    (repository / "late.txt").write_text("late\n")
    staged = [("move", "old.txt", "new.txt"), ("update", "", "pkg/a.py")]
    assert told(repository, staged=True) == staged
    assert told(repository) == [("add", "", "late.txt"), *staged]
    found = changes.since(Repo.at(str(repository)).git, "HEAD")
    assert found.lines() == {"late.txt": (1, 0), "new.txt": (0, 0), "pkg/a.py": (2, 1)}


def test_identity_is_of_contents_not_of_commits(repository):
    (repository / "pkg" / "a.py").write_text("one\n")
    (repository / "new.py").write_text("new\n")
    work = changes.since(Repo.at(str(repository)).git, "HEAD")
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "two")
    landed = changes.since(Repo.at(str(repository)).git, "HEAD~1")
    assert (work.changes, work.digest) == (landed.changes, landed.digest)
    assert landed.changes[1].new == git(repository, "rev-parse", "HEAD:pkg/a.py")


def test_a_touched_file_with_the_same_content_is_no_change(repository):
    os.utime(repository / "pkg" / "a.py", (1, 1))
    assert told(repository) == []


def test_filters_are_not_run(repository):
    ran = repository.parent / "ran"
    git(repository, "config", "filter.evil.clean", f"touch {ran}")
    (repository / ".gitattributes").write_text("* filter=evil\n")
    (repository / "pkg" / "a.py").write_text("two\n")
    changes.since(Repo.at(str(repository)).git, "HEAD").lines()
    assert not ran.exists()


def test_since_the_branches_parted(repository):
    git(repository, "checkout", "-qb", "work")
    (repository / "mine.txt").write_text("mine\n")
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "mine")
    git(repository, "checkout", "-q", "main")
    (repository / "theirs.txt").write_text("theirs\n")
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "theirs")
    git(repository, "checkout", "-q", "work")
    assert told(repository, "main") == [("add", "", "mine.txt")]


def test_generated_files_are_named_by_attributes(repository):
    (repository / ".gitattributes").write_text(
        "*.lock linguist-generated\nv/* linguist-vendored=true\n"
    )
    repo = Repo.at(str(repository))
    assert changes.generated(repo.git, ["a.lock", "v/x", "pkg/a.py"]) == {"a.lock", "v/x"}


@pytest.mark.parametrize("revision", ["nowhere", "--help", "HEAD:pkg", ""])
def test_an_unknown_revision_fails_with_one_line(repository, revision):
    with pytest.raises(Failure) as failure:
        changes.since(Repo.at(str(repository)).git, revision)
    assert "no such revision" in str(failure.value)
    with pytest.raises(Failure):
        Repo.at_revision(str(repository), revision)


def test_a_commit_is_read_without_a_checkout(repository):
    before = Repo.at(str(repository))
    sent = chain.text(chain.build(before, agents.get("codex"), "pkg"))
    (repository / "AGENTS.md").write_text("Changed.\n")
    (repository / "pkg" / "AGENTS.override.md").write_text("Override.\n")
    then = Repo.at_revision(str(repository), "HEAD")
    assert chain.text(chain.build(then, agents.get("codex"), "pkg")) == sent
    assert then.listing.tracked == before.listing.tracked
    assert then.find(["AGENTS.md"]) == ("AGENTS.md", "pkg/AGENTS.md")
    assert then.listing.links == {"pkg/AGENTS.md"}
    assert [then.kind(p) for p in ("pkg", "pkg/a.py", "none")] == ["directory", "file", "missing"]
    assert then.file("pkg/a.py").data == b"one\ntwo\n"


def test_a_missing_object_is_told(repository):
    blob = git(repository, "rev-parse", "HEAD:pkg/a.py")
    (repository / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    then = Repo.at_revision(str(repository), "HEAD")
    assert then.text("AGENTS.md") == "Run `make test`.\n"
    with pytest.raises(Failure, match="not among this repository"):
        then.text("pkg/a.py")
