"""Signatures over a file, made and checked by `ssh-keygen`: a key that people already sign commits with.

As `ssh-keygen(1)` has it, `-Y sign` and `-Y verify`; a file of allowed signers is what git's
`gpg.ssh.allowedSignersFile` names.
"""

from __future__ import annotations

import os
import subprocess

from agentslint.model import Failure

PROGRAM = "ssh-keygen"
NAMESPACE = "agentslint-receipt"  # a signature over anything else does not fit
SECONDS = 60


def sign(path: str, key: str) -> str:
    """Sign a file with a private key, or a public one whose other half an agent holds.

    The signature's path is given back. Raises Failure where it cannot be made.
    """
    if not os.path.isfile(path) or not os.path.isfile(key):
        raise Failure(
            f"{key if os.path.isfile(path) else path}: no such file: name one to sign with"
        )
    made = f"{path}.sig"
    if os.path.exists(made):
        raise Failure(f"{made}: there is a signature already: remove it first")
    _told(["sign", "-f", key, path], b"", f"{path}: not signed")
    return made


def signer(data: bytes, signature: str, allowed: str) -> str:
    """Who of the allowed signers signed `data`. Raises Failure where none of them did."""
    for each in (signature, allowed):
        if not os.path.isfile(each):
            raise Failure(
                f"{each}: no such file: name the signature, and a file of allowed signers"
            )
    about = f"{signature}: not a signature of one of {allowed}"
    found = _told(["find-principals", "-s", signature, "-f", allowed], data, about).split()
    if not found:
        raise Failure(f"{about}: it holds another key")
    who = found[0].decode("utf-8", "replace")
    _told(
        ["verify", "-f", allowed, "-I", who, "-s", signature],
        data,
        f"{signature}: not over this file",
    )
    return who


def _told(words: list[str], data: bytes, about: str) -> bytes:
    """What `ssh-keygen -Y` prints. Raises Failure, beginning with `about`, where it says no."""
    verb, *rest = words
    space = [] if verb == "find-principals" else ["-n", NAMESPACE]
    try:
        done = subprocess.run(
            [PROGRAM, "-Y", verb, *space, *rest],
            input=data,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except FileNotFoundError:
        raise Failure(f"{about}: {PROGRAM} is not there: install OpenSSH 8.1 or newer") from None
    except subprocess.TimeoutExpired:
        raise Failure(f"{about}: {PROGRAM} took more than {SECONDS} seconds") from None
    if done.returncode:
        said = done.stderr or done.stdout
        lines = said.decode("utf-8", "replace").strip().splitlines()
        raise Failure(
            f"{about}: {lines[-1] if lines else f'{PROGRAM} exited with {done.returncode}'}"
        )
    return done.stdout
