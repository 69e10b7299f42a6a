"""The named moments of an erasure and of a removal at which the bot is killed, and the forms in which answers come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from gateways.sandbox.world import BELIEVABLE, Oddities
from tests.faults.siege import ASLEEP, Moment, Siege, call, fact


@dataclass(frozen=True)
class Kill:
    """`kind`: of the request. `choice`: what is decided about the segment that sleeps. `gone`: it only comes then."""

    name: str
    kind: str
    moment: Moment
    choice: str = "run"
    gone: bool = False


def _noted(key: str, state: str, note: str | None = None) -> Moment:
    def holds(on: Siege) -> bool:
        found = on.steps().get(key)
        return bool(found and found[0] == state and note in {None, found[1]})

    return fact(holds)


def _reads(part: str, behind: tuple[str, str], **how: bool) -> Moment:
    return call("GET", part, behind=behind, **how)


_ASKED = ("POST", "operationType=Ingestion")
_MERGE = ("POST", "operationType=merge")
_LAST = ("POST", "operationType=measures")
_ON, _RUN, _OFF = f"/{ASLEEP}/activate", f"identifiers={ASLEEP}", f"/{ASLEEP}/deactivate"
_GONE = ("DELETE", "/rbac/principals/")

ERASURE = (
    Kill("filed", "erasure", fact(lambda on: on.state() == "pending_approval")),
    Kill("approved", "erasure", fact(lambda on: on.state() == "in_progress")),
    Kill("planning", "erasure", call("GET", "/manage/entities")),
    Kill("planned", "erasure", _noted("statement:", "waiting")),
    Kill("refresh not yet asked", "erasure", call(*_ASKED)),
    Kill("refresh asked", "erasure", call(*_ASKED, late=True)),
    Kill("refresh running", "erasure", _reads("/status", _ASKED)),
    Kill("downstream not yet asked", "erasure", call(*_MERGE)),
    Kill("downstream asked", "erasure", call(*_MERGE, late=True)),
    Kill("downstream running", "erasure", _reads("/jobs?", _MERGE)),
    Kill("last process asked", "erasure", call(*_LAST, late=True)),
    Kill("segment not yet switched on", "erasure", call("PUT", _ON)),
    Kill("segment switched on", "erasure", call("PUT", _ON, late=True)),
    Kill("segment not yet run", "erasure", call("POST", _RUN)),
    Kill("segment run asked", "erasure", call("POST", _RUN, late=True)),
    Kill("segment running", "erasure", _reads("/jobs?", ("POST", _RUN))),
    Kill("segment not yet switched off", "erasure", call("PUT", _OFF)),
    Kill("segment switched off", "erasure", call("PUT", _OFF, late=True)),
    Kill("segment looked at after", "erasure", _reads("/manage/segments", ("PUT", _OFF))),
    Kill("segment not yet deleted", "erasure", call("DELETE", f"/{ASLEEP}"), "delete"),
    Kill("segment deleted", "erasure", call("DELETE", f"/{ASLEEP}", late=True), "delete"),
    Kill("evidence: profiles", "erasure", _reads("/data/Customer", _LAST)),
    Kill("evidence: segments", "erasure", _reads("/data/Seg_", _LAST)),
    Kill("settling", "erasure", _noted("check:1", "done"), gone=True),
    Kill("second look", "erasure", _noted("check:2", "done"), gone=True),
    Kill("told", "erasure", fact(lambda on: on.ended() and on.drawn())),
)
REMOVAL = (
    Kill("filed", "removal", fact(lambda on: on.state() == "pending_approval")),
    Kill("approved", "removal", fact(lambda on: on.state() == "in_progress")),
    Kill("listed", "removal", call("GET", "/rbac/assignments", late=True)),
    Kill("not yet deleted", "removal", call(*_GONE)),
    Kill("deleted", "removal", call(*_GONE, late=True)),
    Kill("listed again", "removal", _reads("/rbac/assignments", _GONE)),
    Kill("gone once", "removal", fact(lambda on: "gone_once" in {n for _, n in on.steps().values()}), gone=True),
    Kill("groups", "removal", call("POST", "/getMemberGroups"), gone=True),
    Kill("told", "removal", fact(lambda on: on.ended() and on.drawn())),
)

# In what other forms everything is answered; and, by hand of a mutation, what nobody can read.
ODD: Mapping[str, Oddities] = {
    "as the contract says": Oddities(),
    "pages of two": Oddities(page=2, wrap=True),
    "capitals": Oddities(case="upper"),
    "no bodies": Oddities(bodiless=True),
    "the clock ahead": Oddities(clock=90.0),
    "the clock behind": Oddities(clock=-90.0),
    "the documented routes": Oddities(routes="documented"),
    "the client's routes": Oddities(routes="client", keys="secondary"),
    "a believable mix": BELIEVABLE,
    "ids by another name": Oddities(rename={"CustomerId": "Id", "principalId": "Id"}),
    "states without a word": Oddities(null=("taskStatus", "evaluationStatus")),
}
# In these it cannot be read who the bot itself is, so no removal is filed: they begin once it is.
NOT_FILED = frozenset({"ids by another name"})


@dataclass(frozen=True)
class Case:
    kill: Kill
    odd: str
    there: bool  # so that nobody may say gone

    @property
    def id(self) -> str:
        return f"{self.kill.kind} {self.kill.name}, {self.odd}, {'there' if self.there else 'gone'}"


def cases() -> list[Case]:
    """Every moment with every form, in such an order that however few are taken, moments and forms are mixed."""
    kills, odds, chance, found = [*ERASURE, *REMOVAL], list(ODD), Random(7), list[Case]()
    for turn in range(len(odds)):
        mixed = [
            Case(kill, odds[(number + turn) % len(odds)], there=not kill.gone and (number + turn) % 2 > 0)
            for number, kill in enumerate(kills)
        ]
        chance.shuffle(mixed)
        found += mixed
    return found
