"""A path of one person's machine."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterator
from urllib.parse import quote, unquote

from agentslint.chain.context import Context
from agentslint.claims import hedges
from agentslint.core import lazy_re
from agentslint.facts.memo import once
from agentslint.model import Edit, File, Finding, Fix, Place
from agentslint.repo import Repo, parent, vendored
from agentslint.text import markdown

# a home directory by its owner, in the ways of Linux, macOS, Windows and WSL
HOME = lazy_re.compile(
    r"(?<![\w.~$}>)-])(?:file://)?"
    r"(?P<home>/(?:Users|home|var/home|export/home)/(?P<unix>[A-Za-z][\w.-]*)"
    r"|(?:[A-Za-z]:|/[a-z]|/mnt/[a-z])[\\/]{1,2}Users[\\/]{1,2}(?P<windows>[A-Za-z][\w.-]*(?: [A-Z][\w.-]*)?))"
    r"(?P<rest>(?:[\\/][^\s`'\"<>|*?(){}\[\],;]*)?)"
)
# a drive or volume that only one machine has
DRIVE = lazy_re.compile(
    r"(?<![\w.~$])(?P<path>(?:[D-Zd-z]:\\{1,2}|[D-Z]:/)[\w. -]+(?:[\\/]{1,2}[\w.-]+)+"
    r"|/Volumes/(?!Macintosh)[\w.-]+/[\w./-]+|/mnt/[d-z]/[\w.-]+/[\w./-]+)"
)
# what a text holds that one of them matches
SIGNS = ("Users", "/home/", ":\\", "/Volumes/", "/mnt/")
LETTER = lazy_re.compile(r"[D-Z]:/")
# owners that stand for anybody, belong to an image, or to a service
ANYBODY = frozenset(
    """
    user users username user-name user_name you your yourname your-name your_name yourusername
    your-username your_username yourself youruser your_user me myname my-name my-user myuser
    myusername name whoami login home someone somebody anyone person owner developer dev devuser
    dev-user example example-user foo bar baz foobar john jane doe johndoe jane.doe john.doe janedoe
    jdoe alice bob carol eve mallory joe test tester testuser test-user xxx xyz admin administrator
    public shared default guest all runner runneradmin ubuntu debian fedora centos alpine arch
    vagrant vscode codespace codespaces gitpod coder jovyan node app appuser agent sandbox root
    ec2-user azureuser circleci travis jenkins builder build ci git linuxbrew deno bun pwuser
    chrome postgres rails ruby python go rust nonroot nobody docker container workspace devcontainer
    worker service deploy deployer oai student pi kali steam webuser www www-data site sbx_user nixos
    project projects repo repos path dir folder some usuario utilisateur benutzer nutzer utente
    """.split()
)
# words by which a line speaks of such paths and does not use one
SPOKEN_OF = ("negated", "none", "example", "instance", "spoken")
# what stands before the user in a line of an image's recipe
USERS = lazy_re.compile(r"(?:USER|useradd|adduser|remoteUser|/home/)")
# what introduces examples of right and wrong
RATED = lazy_re.compile(
    r"[✅❌✓✗]|\b(?:in)?correct\b|\bwrong\b|\b(?:good|bad)\b", lazy_re.IGNORECASE
)
# an account that Windows makes for somebody, with files of their own
REAL_ON_WINDOWS = frozenset({"admin", "administrator"})
NEAR = 60  # characters from a word to the path that it speaks of
BREAK = lazy_re.compile(r"[.;:]\s")
LONGEST = 4096  # characters of a path
LETTERS = 2  # of a path that name a drive
RATING = 40  # characters of an introduction, counted from its end
_OWNED = 3  # parts of a path that name its owner: "", "home", "marta"
# work on a machine that is nobody's own
IMAGES = ("Dockerfile", "Containerfile", "devcontainer.json", "docker-compose.yml", "compose.yaml")


def check_file(file: File, context: Context) -> Iterator[Finding]:
    if vendored(file.path):
        return
    found = list(_paths(file, context))
    shown = _shown(file) if found else frozenset()
    yield from (finding for finding in found if finding.place.line not in shown)


def _shown(file: File) -> frozenset[int]:
    """The lines of lists that show how to write something, and how not to."""
    return frozenset(
        line
        for piece in markdown.read(file)
        if piece.kind == "item" and RATED.search(piece.info["intro"][-RATING:])
        for line in range(piece.place.line, piece.place.end_line + 1)
    )


def _paths(file: File, context: Context) -> Iterator[Finding]:
    text = file.text
    if not any(sign in text for sign in SIGNS) and LETTER.search(text) is None:
        return
    if HOME.search(text) is None and DRIVE.search(text) is None:
        return
    allowed = {str(one).lower() for one in context.options.get("allow", ())}
    for number, line in enumerate(text.split("\n"), 1):
        if not (HOME.search(line) or DRIVE.search(line)):
            continue
        spoken = [end for _, end in hedges.found(line, *SPOKEN_OF)]
        for found in HOME.finditer(line):
            owner = found["unix"] or found["windows"]
            real = found["windows"] is not None and owner.lower() in REAL_ON_WINDOWS
            known = owner.lower() in allowed if real else _anybody(owner, allowed, context.repo)
            if not known and not _spoken_of(line, found.start(), spoken):
                inside = "in " if found["rest"].strip("\\/.,:;!") else ""
                whose = f"the home directory of {owner}"
                yield _finding(file, number, found, "home", whose, context.repo, inside)
        for found in DRIVE.finditer(line):
            if "users" not in found[0].lower() and not _spoken_of(line, found.start(), spoken):
                whose = "a path on one machine"
                yield _finding(file, number, found, "path", whose, context.repo)


def _spoken_of(line: str, at: int, spoken: list[int]) -> bool:
    """Whether a word stands near before a path, in its sentence, by which it is only spoken of."""
    return any(0 <= at - end <= NEAR and not BREAK.search(line[end:at]) for end in spoken)


def _finding(
    file: File,
    number: int,
    match: lazy_re.Match[str],
    group: str,
    whose: str,
    repo: Repo,
    inside: str = "",
) -> Finding:
    start = match.start(group)
    end = match.end()
    path = match.string[start:end].rstrip(".,:;!")
    place = Place(file.path, number, start + 1, number, start + 1 + len(path))
    message = f"{path} is {inside}{whose}: nobody else has it"
    cause = whose if group == "home" else path[:LETTERS].lower()
    here = _here(repo, path)
    if not here:
        return Finding(place, message, cause=cause)
    before = match.string[:start]
    if hedges.found(match.string, "negated", "none", "elsewhere", "outside"):
        return Finding(place, f"{message}; in this repository it is {here}", cause=cause)
    fix = None
    if before.endswith("("):
        target = quote(posixpath.relpath(here, parent(file.path)), safe="/@+~")
        fix = Fix((Edit(place, target),), safe=False)
    elif not before.endswith("//"):
        fix = Fix((Edit(place, here),), safe=False)
    return Finding(place, f"{message}; in this repository it is {here}", fix=fix, cause=cause)


def _here(repo: Repo, path: str) -> str:
    """What a path of another machine's checkout is in this one; "" where that is not clear."""
    if len(path) > LONGEST:
        return ""
    parts = unquote(path).replace("\\", "/").split("/")
    # a checkout is a directory of its owner's: what lies in the home itself is theirs
    for at in range(_OWNED + 1, len(parts)):
        rest = "/".join(part for part in parts[at:] if part)
        clear = "/" in rest or parts[at - 1] == posixpath.basename(repo.root)
        if rest and clear and (repo.listing.has(rest) or rest in repo.listing.directories):
            return rest
    return ""


def _anybody(owner: str, allowed: Collection[str], repo: Repo) -> bool:
    name = owner.lower().rstrip(".")
    if name in ANYBODY or name in allowed or name.startswith(("your", "my-", "example")):
        return True
    return _of_an_image(owner, repo)


def _of_an_image(owner: str, repo: Repo) -> bool:
    """Whether the repository's own images have a user of that name."""
    text = _images(repo)
    made = rf"{USERS.pattern}[^\n]*\b{lazy_re.escape(owner)}\b"
    return owner in text and lazy_re.search(made, text) is not None


@once
def _images(repo: Repo) -> str:
    """What the repository's images say of their users, a line each."""
    found: list[str] = []
    for path in repo.listing.tracked:
        name = path.rpartition("/")[2]
        if name.startswith(IMAGES) or name.endswith((".dockerfile", ".Dockerfile")):
            lines = (repo.text(path) or "").split("\n")
            found += (line for line in lines if USERS.search(line))
    return "\n".join(found)
