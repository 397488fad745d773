"""`agentslint receipt`: evidence for one diff, small enough for its pull request; and its check."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from agentslint.cli import options as shared
from agentslint.cli import own_files
from agentslint.cli.exit_codes import CLEAN, FOUND
from agentslint.cli.ledger import load, place
from agentslint.cli.session import one_agent, text_of
from agentslint.core import parsing
from agentslint.core.escape import shown
from agentslint.model import Agent, Failure, Finding
from agentslint.repo import Repo

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agentslint.evidence.receipt import Inputs
    from agentslint.evidence.session import Session


@click.group("receipt", invoke_without_command=True)
@click.option("--base", metavar="REV", help="The diff since here is what the receipt is about.")
@click.option("--staged", is_flag=True, help="Take what is in the index, not the work tree.")
@click.option("--session", "sessions", multiple=True, metavar="FILE", help="What ran (repeatable).")
@click.option("--ledger", "path", metavar="FILE", help="Used where it is there.")
@click.option("--require", type=click.Choice(["closed"]), help="Exit 1 for any other verdict.")
@click.option("--limit", type=click.IntRange(1024), default=4096, show_default=True, help="Bytes.")
@click.option(
    "--note", is_flag=True, help="Keep it as a git note of HEAD too (refs/notes/agentslint)."
)
@shared.agent_option
@shared.output_options("markdown", "json", "in-toto")
@click.pass_context
def receipt_command(
    context: click.Context,
    base: str | None,
    staged: bool,
    sessions: tuple[str, ...],
    path: str | None,
    require: str | None,
    limit: int,
    note: bool,
    agents_asked: tuple[str, ...],
    form: str,
    output: str | None,
    color: str,
) -> None:
    """Which instructions governed a diff, what they require, what was run, and the verdict.

    Exit 1 where the loop is open. The same inputs give the same bytes. Secrets and absolute paths are taken out, and listed.
    `agentslint receipt verify FILE` computes a receipt again and says what differs.
    """
    from agentslint.evidence import receipt, receipt_report, session_file

    if context.invoked_subcommand:
        return
    if base is None and not staged:
        raise Failure("no diff to make a receipt of: give --base REV, or --staged")
    repo = Repo.at(".")
    read = [session_file.read(each) for each in sessions]
    agent = one_agent(agents_asked, read)
    own = own_files.given(repo, (output, output and f"{output}.sig", *sessions))
    asked = inputs(repo, agent, base or "HEAD", staged, read, path, own)
    found = receipt.build(asked, limit)
    if form == "markdown":
        told = "".join(f"{shown(line)}\n" for line in receipt_report.markdown(found))
    elif form == "json":
        told = receipt.text(found)
    else:
        told = receipt.text(
            receipt.statement(found, trees(repo, asked.diff.base, own, staged=staged))
        )
    shared.put(told, output)
    if note:
        from agentslint.repo import notes

        notes.write(repo.git, receipt.text(found))
    raise SystemExit(FOUND if fails(found["verdict"], require) else CLEAN)


@receipt_command.command("verify")
@click.argument("file", required=False)
@click.option("--note", metavar="REV", help="The receipt that is a git note of this commit.")
@click.option("--staged", is_flag=True, help="Take what is in the index, not the work tree.")
@click.option("--session", "sessions", multiple=True, metavar="FILE", help="What ran (repeatable).")
@click.option("--ledger", "path", metavar="FILE", help="Used where it is there.")
@click.option("--require", type=click.Choice(["closed"]), help="Exit 1 for any other verdict.")
@click.option(
    "--signer",
    metavar="FILE",
    help="Allowed signers, as ssh-keygen(1) has them: one of them has to have signed it.",
)
@click.option("--signature", metavar="FILE", help="Its signature (default: FILE.sig).")
# a receipt shows itself how far it was cut: the option is taken, as it was before
@click.option("--limit", type=click.IntRange(1024), hidden=True, expose_value=False)
def verify(
    file: str | None,
    note: str | None,
    staged: bool,
    sessions: tuple[str, ...],
    path: str | None,
    require: str | None,
    signer: str | None,
    signature: str | None,
) -> None:
    """Compute the receipt in FILE (JSON or in-toto) again and say what differs; exit 1 if so.

    Exit 1 as well where it is true that the loop is open, and where no allowed signer signed it.

    What only the session files can tell is computed again when they are given, and taken as
    stated where they are not: that is said. Of a receipt that another version of agentslint
    made, the fields are compared that both versions write.
    """
    from agentslint.evidence import receipt, receipt_comparison, session_file

    repo = Repo.at(".")
    text, file = _asked_for(repo, file, note)
    given, about = taken_apart(text, file)
    who = signed_by(file, signature or f"{file}.sig", signer) if signer else ""
    base = given["diff"]["base"]
    agent = one_agent((str(given.get("agent")),))
    stated = bool(given.get("sessions")) and not sessions
    own = own_files.given(repo, (file, f"{file}.sig", *sessions))
    read = [session_file.read(each) for each in sessions]
    asked = inputs(repo, agent, base, staged, read, path, own)
    again = receipt.rebuild(asked, given, shown=not stated)
    found = list(receipt_comparison.differences(given, again, shown=not stated))
    if about is not None and given.get("version") == again["version"]:
        now = receipt.subjects(given, trees(repo, base, own, staged=staged))
        found += receipt_comparison.compared("subject", about, now)
    rows = [f"{where}: {told}" for where, told in found]
    if given.get("version") != again["version"]:
        versions = f"{given.get('version')} made it, {again['version']} computed it again"
        rows.append(f"compared in the fields that both versions write: agentslint {versions}")
    if stated:
        rows.append("taken as stated, for want of --session: results, commands, tools, verdict")
    if not found:
        rows.append(f"the receipt fits: {again['diff']['digest'][:12]} since {base[:12]}")
    if signer:
        rows.append(who or f"{file}: no signature of one of {signer} fits it")
    verdict = str(given.get("verdict"))
    if fails(verdict, require):
        rows.append(
            f"the verdict is {verdict}: {'; '.join(reasons(given)) or 'no reason is given'}"
        )
    shared.put("".join(f"{shown(row)}\n" for row in rows), None)
    unsigned = signer is not None and not who
    raise SystemExit(FOUND if found or unsigned or fails(verdict, require) else CLEAN)


@receipt_command.command("sign")
@click.argument("file")
@click.option("--key", required=True, metavar="FILE", help="A key of ssh, private or in an agent.")
def sign(file: str, key: str) -> None:
    """Sign the receipt in FILE with an ssh key: `ssh-keygen -Y sign` writes FILE.sig.

    `receipt verify FILE --signer ALLOWED_SIGNERS` checks it. For gpg, `gpg --detach-sign` does the
    same; for cosign, `cosign attest-blob` takes what `--format in-toto` writes.
    """
    from agentslint.io import signing

    parsed(text_of(file), file)
    shared.put(f"{shown(signing.sign(file, key))}\n", None)


def _asked_for(repo: Repo, file: str | None, note: str | None) -> tuple[str, str]:
    """The text of the receipt that is asked for, and what to call it. Raises Failure."""
    from agentslint.repo import notes

    if (file is None) == (note is None):
        raise Failure("name the receipt to verify: a FILE, or --note REV for the note of a commit")
    return (
        (text_of(file), file) if file is not None else (notes.read(repo.git, str(note)), str(note))
    )


def trees(
    repo: Repo, base: str, apart: frozenset[str] = frozenset(), *, staged: bool
) -> dict[str, str]:
    """The trees that a diff is from and leads to, agentslint's own files left as they were, and those `apart`."""
    from agentslint.evidence import ledger
    from agentslint.repo import changes, result_tree

    diff = changes.since(repo.git, base, staged=staged)
    result = result_tree.tree(
        diff, staged=staged, own=lambda path: ledger.own(path) or path in apart
    )
    return {"base": result_tree.base_tree(diff), "result": result}


def signed_by(file: str, signature: str, allowed: str) -> str:
    """Who signed a file, in a line; "" where it is none of those allowed."""
    from agentslint.io import signing

    try:
        who = signing.signer(text_of(file).encode(), signature, allowed)
    except Failure:
        return ""
    return f"signed by {who}"


def fails(verdict: str, require: str | None) -> bool:
    """Whether a verdict makes the exit code 1."""
    return verdict == "open" or (require is not None and verdict != require)


def reasons(receipt: dict[str, Any]) -> list[str]:
    """Why a receipt's loop is not closed, as it says."""
    rows = [receipt.get(key) for key in ("missing", "unknown")]
    return [str(row) for each in rows if isinstance(each, list) for row in each]


def inputs(
    repo: Repo,
    agent: Agent,
    base: str,
    staged: bool,
    sessions: Sequence[Session],
    path: str | None,
    own: frozenset[str] = frozenset(),
) -> Inputs:
    """Everything that a receipt is made of, files that are no part of the work left out. Raises Failure for what is not there."""
    from agentslint.evidence import diff_size, ledger, proof
    from agentslint.evidence.receipt import Inputs
    from agentslint.repo import changes

    path = place(repo, path)
    diff = own_files.apart(ledger.work(changes.since(repo.git, base, staged=staged), path), own)
    proofs = tuple(proof.prove(each, repo, agent) for each in sessions)
    entries = tuple(load(repo, path)[0]) if repo.exists(path) else None
    findings = tuple(open_findings(repo, agent, diff))
    return Inputs(repo, agent, diff, diff_size.measure(diff), findings, proofs, entries)


def open_findings(repo: Repo, agent: Agent, diff: Any) -> list[Finding]:
    """What `check` says of the chains that govern a diff."""
    from agentslint import chain
    from agentslint.evidence import changed_files
    from agentslint.lint.request import Request
    from agentslint.lint.session import judge, without_known
    from agentslint.views import explain

    asked = Request((agent.id,))
    outcome = without_known(judge(repo, asked), asked).outcome
    found: dict[Finding, None] = {}
    for each in changed_files.chains(repo, agent, diff.changes):
        built = chain.build(repo, agent, each["directory"])
        found |= dict.fromkeys(explain.concerning(built, outcome.findings))
    return sorted(found, key=lambda each: (each.place, each.rule))


def parsed(text: str, name: str) -> dict[str, Any]:
    """A receipt as JSON, plain or in a statement. Raises Failure for anything else."""
    return taken_apart(text, name)[0]


def taken_apart(text: str, name: str) -> tuple[dict[str, Any], Any]:
    """A receipt, and the subjects of the statement that it is in; None where it is in none.

    Raises Failure for anything else, and for a statement about another diff.
    """
    from agentslint.evidence.receipt import NAME, PREDICATE, STATEMENT

    try:
        found = parsing.json(text)
    except ValueError:
        raise Failure(f"{name}: not JSON: verify what --format json or in-toto wrote") from None
    about = None
    if isinstance(found, dict) and found.get("predicateType") == PREDICATE:
        about, inner = found.get("subject"), found.get("predicate")
        if found.get("_type") != STATEMENT or not _about(about, inner):
            raise Failure(f"{name}: the statement's subject is not the receipt's diff")
        found = inner
    fits = isinstance(found, dict) and found.get("schema") == NAME
    diff = found.get("diff") if fits else None
    if not isinstance(diff, dict) or not isinstance(diff.get("base"), str):
        raise Failure(f"{name}: not a receipt: its schema is not {NAME}")
    assert isinstance(found, dict)
    return found, about


def _about(subjects: Any, receipt: Any) -> bool:
    """Whether the subjects of a statement are a receipt's diff, and the commit it is from."""
    diff = receipt.get("diff") if isinstance(receipt, dict) else None
    if not isinstance(diff, dict) or not isinstance(subjects, list):
        return False
    digests = {each.get("name"): each.get("digest") for each in subjects if isinstance(each, dict)}
    one, two = digests.get("diff"), digests.get("base")
    return (
        isinstance(one, dict)
        and isinstance(two, dict)
        and one.get("sha256") == diff.get("digest")
        and two.get("gitCommit") == diff.get("base")
    )
