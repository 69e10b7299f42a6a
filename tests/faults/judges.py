"""What must hold whatever went wrong, asked of what a storm has left; each judge says what it finds against it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta

from tests.faults.evidence import Evidence, Filed

ALMOST = timedelta(seconds=1)  # by which clocks that were put right may differ
LEASES = 3  # in which others have what a dead one left
QUORUM = {"remove-user": 2}  # one, for any other kind


def lost(e: Evidence) -> Iterator[str]:
    for ref in e.filed.keys() - e.rows.keys():
        yield f"{ref} was filed and is nowhere"
    for ref, row in e.rows.items():
        if row.state != "completed":
            yield f"{ref} is {row.state}"
    yield from (f"work has not ended: {work}" for work in e.works)
    gone, sent = {address for address, _ in e.deletions}, {(one.ref, one.confirms) for one in e.letters}
    for ref, filed in e.filed.items():
        if filed.kind == "remove-user" and filed.whom not in gone:
            yield f"{ref}: access was not ended"
        if filed.kind == "export":
            yield from (f"{ref}: no letter went out ({part})" for part in (False, True) if (ref, part) not in sent)
        if filed.kind == "erasure" and not e.segments:
            yield f"{ref}: the segment was not deleted"
    yield from (f"{ref}: nothing is told in {place}" for ref, place in e.unseen)
    yield from (f"given up, though it cannot have arrived: {notice}" for notice in e.given_up)


def twice(e: Evidence) -> Iterator[str]:
    for ref in e.rows.keys() - e.filed.keys():
        yield f"{ref} is there, and was asked for under another number"
    for address, times in Counter(address for address, _ in e.deletions).items():
        if times > 1:
            yield f"access was ended {times} times: {address}"
    if len(e.segments) > 1:
        yield f"a segment was deleted {len(e.segments)} times"
    for letter, times in Counter((one.ref, one.confirms) for one in e.letters).items():
        if times > 1:
            yield f"a letter went out {times} times: {letter}"
    if e.doubled.total() > e.doubling:
        yield f"{e.doubled.total()} messages came once more, and {e.doubling} may have: {e.doubled}"


def unasked(e: Evidence) -> Iterator[str]:
    """Nothing that cannot be undone was done before whoever must agree had pressed the button."""
    removals = {filed.whom: filed for filed in e.filed.values() if filed.kind == "remove-user"}
    for address, at in e.deletions:
        if address not in removals:
            yield f"access was ended, and nobody asked for it: {address}"
        elif not _agreed(removals[address], at):
            yield f"access was ended before its votes: {address}"
    for at in e.segments:
        if e.voted is None or at < e.voted - ALMOST:
            yield f"a segment was deleted at {at}, before its vote"
    for letter in e.letters:
        if letter.ref not in e.filed or not _agreed(e.filed[letter.ref], letter.at):
            yield f"a letter went out before its vote: {letter.ref}"
    for ref, row in e.rows.items():
        if row.decided and len(row.voters) < QUORUM.get(row.kind, 1):
            yield f"{ref} was decided by {len(row.voters)}"


def _agreed(filed: Filed, at: datetime) -> bool:
    return sum(pressed <= at + ALMOST for pressed in filed.pressed.values()) >= QUORUM.get(filed.kind, 1)


def misdated(e: Evidence) -> Iterator[str]:
    """By the clock of whoever judges, though two replicas were a minute off."""
    for column, (first, last) in e.stamps.items():
        if not e.began - ALMOST <= first <= last <= e.ended + ALMOST:
            yield f"{column}: from {first} to {last}"
    spans = [row.expires - row.created for row in e.rows.values()]
    if spans and max(spans) - min(spans) > ALMOST:
        yield f"requests expire after {min(spans)} to {max(spans)}"
    for ref, filed in e.filed.items():
        if row := e.rows.get(ref):
            if not filed.begun - ALMOST <= row.created <= filed.heard + ALMOST:
                yield f"{ref} was filed from {filed.begun} to {filed.heard}, and says {row.created}"
            if row.decided and not _agreed(filed, row.decided):
                yield f"{ref} says that it was decided at {row.decided}, before its votes"
            if row.closed and row.decided and row.closed < row.decided:
                yield f"{ref} was closed at {row.closed}, before it was decided"


def unchained(e: Evidence) -> Iterator[str]:
    if e.chain:
        yield f"the log: {e.chain}"


def abandoned(e: Evidence) -> Iterator[str]:
    for seconds in e.taken_over:
        if seconds > LEASES * e.lease:
            yield f"what a dead one left was taken over after {seconds:.1f} s"
    yield from (f"it was taken for dead, and did not end: {name}" for name in e.undead)


JUDGES: Mapping[str, Callable[[Evidence], Iterator[str]]] = {
    "lost": lost,
    "twice": twice,
    "unasked": unasked,
    "misdated": misdated,
    "unchained": unchained,
    "abandoned": abandoned,
}


def findings(e: Evidence) -> Mapping[str, list[str]]:
    """By judge."""
    return {name: list(judge(e)) for name, judge in JUDGES.items()}
