"""Surveys, ledgers, receipts and analytics to one review note: three questions, each with reasons.

One file on purpose: what each kind of row adds to the note is read beside what the note says of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from agentslint.evidence import client_logs, receipt_comparison
from agentslint.evidence.analytics import Analytics
from agentslint.evidence.client_logs import Logged
from agentslint.evidence.diff_size import Limits

NAME = "agentslint.review-note/1"
# rules by the question that they answer
VERIFICATION = frozenset({"missing-verification", "unrunnable-command", "truncated-chain"})
STALE = frozenset(
    "dead-path dead-link dead-scope stale-version stale-claim stale-override unrunnable-command".split()
)
# what a reason weighs in the ranking: a run that is shown to be open before what nobody checked
POINTS = {"changed": 8, "open": 5, "lost": 4, "rule": 3, "bare": 2, "stated": 1}
LINKS = 5  # places of one row
KEEPS = 2  # diffs of one workflow from which on it keeps producing them


@dataclass
class Flow:
    """One way in which diffs come to be: a repository, an agent, and how its work is shown."""

    diffs: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    bad: int = 0


@dataclass
class Bridge:
    """Takes rows in one at a time, keeps a summary of each repository, and gives the note."""

    verification: dict[str, list[str]] = field(default_factory=dict)
    stale: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)
    flows: dict[tuple[str, str, str], Flow] = field(default_factory=dict)
    analytics: Analytics = field(default_factory=Analytics)
    inputs: Counter[str] = field(default_factory=Counter)
    points: Counter[str] = field(default_factory=Counter)
    links: dict[object, list[str]] = field(default_factory=dict)
    owners: dict[object, Counter[str]] = field(default_factory=dict)
    counted: Counter[object] = field(default_factory=Counter)
    before: dict[object, int] = field(default_factory=dict)
    logs: dict[str, set[str]] = field(default_factory=dict)
    shown: dict[str, tuple[str, set[str]]] = field(default_factory=dict)
    seen: set[tuple[str, str]] = field(default_factory=set)

    def survey(self, row: Mapping[str, Any], name: str) -> None:
        """One row of a survey, for the repository called `name`."""
        self.inputs["repositories"] += 1
        reasons = self.verification.setdefault(name, [])
        if row.get("status") != "checked":
            self.inputs["unchecked"] += 1
            reasons.append(f"it could not be checked: {row.get('why')}")
            self.points[name] += POINTS["lost"]
            return
        chains = _number(row.get("checked"), "chains")
        bare = row.get("unverified") or []
        if not chains:
            reasons.append("it has no instructions")
            self.points[name] += POINTS["bare"]
        elif bare:
            self.points[name] += POINTS["bare"] * len(bare)
            reasons.append(f"{len(bare)} of {_chains(chains)} name no check to run")
        found = Counter(str(each.get("rule")) for each in _rows(row.get("findings")))
        for rule in sorted(VERIFICATION & found.keys()):
            reasons.append(f"{found[rule]} × {rule}")
            self.points[name] += POINTS["rule"] * found[rule]
        for each in _rows(row.get("findings")):
            if each.get("rule") in VERIFICATION:
                self._found(name, each)
            if each.get("rule") in STALE:
                key = (name, str(each.get("path")))
                self.stale.setdefault(key, Counter())[str(each["rule"])] += 1
                self._found(key, each)
        self._tasks(name, row.get("ledger") or {})

    def earlier(self, row: Mapping[str, Any], name: str) -> None:
        """One row of an earlier survey, to tell what became of it."""
        if row.get("status") != "checked":
            return
        self.before[name] = 0
        for each in _rows(row.get("findings")):
            key = (name, str(each.get("path")))
            self.before[name] += each.get("rule") in VERIFICATION
            self.before[key] = self.before.get(key, 0) + (each.get("rule") in STALE)

    def log(self, calls: Iterable[Logged]) -> None:
        """The tool calls of a client's log, joined to ledgers and receipts by their session."""
        for session, servers in client_logs.servers(calls).items():
            self.logs.setdefault(session, set()).update(servers)
        self.inputs["logged_sessions"] = len(self.logs)

    def _session(self, row: Mapping[str, Any], name: str, servers: Iterable[str]) -> None:
        """Which sessions an entry or a receipt speaks of, and the MCP servers that it names."""
        for each in _rows(row.get("sessions")):
            known = self.shown.setdefault(str(each.get("id")), (name, set()))[1]
            known.update(servers)

    def _logged(self, name: str) -> Iterator[str]:
        """What logs show of a repository's sessions that its ledger and receipts do not."""
        for session, servers in sorted(self.logs.items()):
            where, named = self.shown.get(session, ("", set[str]()))
            if where == name and (left := sorted(servers - named)):
                told = ", ".join(left)
                yield f"the log of session {session[:8]} shows MCP calls of {told}, its entry does not"

    def _found(self, key: object, each: Mapping[str, Any]) -> None:
        """A finding of a row: where it is, and who owns that."""
        self.counted[key] += 1
        links = self.links.setdefault(key, [])
        if len(links) < LINKS:
            links.append(f"{each.get('path')}:{each.get('line')}")
        owners = each.get("owners")
        self.owners.setdefault(key, Counter()).update(owners if isinstance(owners, list) else ())

    def _repository(self, name: str, reasons: list[str]) -> dict[str, Any]:
        logged = len(reasons) - len(self.verification[name])
        rank = self.points[name] + POINTS["open"] * logged
        return {**_row({"repository": name}, reasons), **self._ranked(name, name, rank)}

    def _ranked(self, key: object, name: str, rank: int) -> dict[str, Any]:
        """What a row says beside its reasons."""
        was = self.before.get(key, 0 if name in self.before else None)
        return {
            "rank": rank,
            "links": self.links.get(key, []),
            "owners": sorted(self.owners.get(key, ())),
            "trend": None if was is None else {"before": was, "now": self.counted[key]},
        }

    def entry(self, row: Mapping[str, Any], name: str) -> None:
        """One entry of a ledger."""
        self.inputs["entries"] += 1
        self.verification.setdefault(name, [])
        flow = self._flow(name, row)
        flow.diffs += 1
        self._session(row, name, (str(each.get("server")) for each in _rows(row.get("tools"))))
        why = []
        verdicts = {str(each.get("verdict")) for each in _rows(row.get("sessions"))}
        if "open" in verdicts:
            why.append("open loop")
        elif "unknown" in verdicts:
            why.append("loop not shown")
        if row.get("source") == "stated":
            why.append("stated, not shown by a session")
        if len(_rows(row.get("files"))) > Limits().files:
            why.append(f"more than {Limits().files} files")
        self._judge(flow, why)

    def receipt(self, row: Mapping[str, Any], name: str) -> None:
        """One receipt. The same one a second time, for the same repository, counts once."""
        key = (name, str(row.get("digest")))
        if key in self.seen and row.get("digest"):
            self.inputs["receipts_again"] += 1
            return
        self.seen.add(key)
        self.inputs["receipts"] += 1
        reasons = self.verification.setdefault(name, [])
        flow = self._flow(name, {**row, "source": "session" if row.get("sessions") else "none"})
        flow.diffs += 1
        tools = row.get("tools")
        named = tools if isinstance(tools, list) else []
        self._session(row, name, (str(each).partition(".")[0] for each in named))
        diff = row.get("diff") or {}
        why = []
        if "digest" in row and not receipt_comparison.whole(dict(row)):
            why.append("receipt changed after it was made")
            reasons.append("a receipt was changed after it was made")
            self.points[name] += POINTS["changed"]
        elif row.get("verdict") != "closed":
            why.append({"open": "open loop"}.get(str(row.get("verdict")), "loop not shown"))
            if row.get("verdict") == "open":
                reasons.append("a receipt left the loop open")
                self.points[name] += POINTS["open"]
        if _number(diff, "files") > Limits().files:
            why.append(f"more than {Limits().files} files")
        if _number(diff, "added") + _number(diff, "deleted") > Limits().lines:
            why.append(f"more than {Limits().lines} lines")
        self._judge(flow, why)

    def note(self, *, people: bool = False) -> dict[str, Any]:
        """The review note."""
        return {
            "schema": NAME,
            "inputs": dict(sorted(self.inputs.items())),
            "verification": _first(
                self._repository(name, [*reasons, *self._logged(name)])
                for name, reasons in sorted(self.verification.items())
            ),
            "stale": _first(
                {
                    **_row(
                        {"repository": name, "path": path},
                        [f"{count} × {rule}" for rule, count in sorted(rules.items())],
                    ),
                    **self._ranked((name, path), name, rules.total()),
                }
                for (name, path), rules in sorted(self.stale.items())
            ),
            "workflows": _first(self._told(key, flow) for key, flow in sorted(self.flows.items())),
            "context": _context(self.analytics, people=people) if self.analytics.rows else None,
            "cannot_say": list(self._cannot_say()),
        }

    def _tasks(self, name: str, told: Mapping[str, Any]) -> None:
        entries = _number(told, "entries")
        if open_loops := _number(told, "open"):
            self.verification[name].append(
                f"{open_loops} of {entries} ledger entries left the loop open"
            )
            self.points[name] += POINTS["open"] * open_loops
        if stated := _number(told, "stated"):
            self.verification[name].append(
                f"{stated} of {entries} ledger entries are stated, not shown"
            )
            self.points[name] += POINTS["stated"] * stated

    def _flow(self, name: str, row: Mapping[str, Any]) -> Flow:
        key = (name, str(row.get("agent")), str(row.get("source")))
        return self.flows.setdefault(key, Flow())

    def _judge(self, flow: Flow, why: Iterable[str]) -> None:
        found = list(why)
        flow.reasons.update(found)
        flow.bad += bool(found)

    def _told(self, key: tuple[str, str, str], flow: Flow) -> dict[str, Any]:
        name, agent, source = key
        keeps = flow.bad >= KEEPS
        reasons = (
            [f"{count} × {why}" for why, count in flow.reasons.most_common()] if flow.bad else []
        )
        return {
            "repository": name,
            "agent": agent,
            "shown_by": {"stated": "a person", "none": "nothing"}.get(source, "sessions"),
            "diffs": flow.diffs,
            "not_reviewable": flow.bad,
            "reasons": reasons,
            "rank": flow.bad,
            "decision": "follow-up" if keeps else "approval",
        }

    def _cannot_say(self) -> Iterator[str]:
        if self.analytics.rows:
            yield "Codex analytics name no repository: they say how much it is used, not where."
            if self.analytics.missing:
                yield f"The analytics hold no {', '.join(self.analytics.missing)}."
            if self.analytics.other:
                some = sorted(self.analytics.other)[:8]
                yield f"Fields of the analytics that nothing here reads: {', '.join(some)}."
        else:
            yield "How much agents are used: no analytics were given."
        if not self.inputs["receipts"] and not self.inputs["entries"]:
            yield "Which workflows produce what diffs: neither receipts nor ledgers were given."
        if not self.inputs["repositories"]:
            yield "Which instruction files are stale: no survey was given."
        if left := len(self.logs.keys() - self.shown.keys()):
            yield f"What {left} of {len(self.logs)} logged sessions did: no ledger and no receipt has them."
        yield "Whether instructions were followed: a chain says what was sent, not what was done with it."
        yield "Work done without an agent, or with one that leaves no session, is not seen."


def _row(named: Mapping[str, Any], reasons: list[str]) -> dict[str, Any]:
    return {**named, "reasons": reasons, "decision": "follow-up" if reasons else "approval"}


def _first(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows by rank, what needs following up first."""
    return sorted(rows, key=lambda row: (row["decision"] != "follow-up", -row["rank"]))


def _context(found: Analytics, *, people: bool) -> dict[str, Any]:
    told: dict[str, Any] = {
        "from": found.first or None,
        "to": found.last or None,
        "rows": found.rows,
        "people": len(found.people),
        "totals": {name: _plain(found.totals[name]) for name in sorted(found.totals)},
    }
    if people:
        told["persons"] = {
            name: {key: _plain(value) for key, value in sorted(found.people[name].items())}
            for name in sorted(found.people)
        }
    return told


def _plain(value: float) -> float | int:
    return int(value) if value == int(value) else round(value, 4)


def _number(value: Any, key: str) -> int:
    found = value.get(key) if isinstance(value, Mapping) else None
    return found if isinstance(found, int) and not isinstance(found, bool) else 0


def _rows(value: Any) -> list[dict[str, Any]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _chains(count: int) -> str:
    return "1 chain" if count == 1 else f"{count} chains"
