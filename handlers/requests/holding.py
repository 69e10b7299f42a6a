"""Legal holds as they are set, told of and answered, whether through a request or on a person of whom there is none."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from datetime import datetime

from domain.addresses import masked
from domain.called import called
from domain.card import Card, Tone
from domain.cell import event_cell, hold_cell, named_cell
from domain.event import EventKind
from domain.hold import Hold
from domain.notice import Notice, NoticeKind
from domain.people import Role
from domain.rights import HOLD
from domain.target import Target
from domain.words.language import Words
from handlers.deps import Act, Deps
from handlers.people.same_person import join
from handlers.ports import Unit
from handlers.requests.gate import in_the_name_of
from handlers.requests.holders import holders
from handlers.requests.sealed import details
from handlers.requests.unreleasable import stuck

SET, RELEASED = "set", "released"
SHOWN = 10  # requests and people in one sentence


def put(
    unit: Unit, act: Act, subject: str, reason: str, named: str | None, ref: str | None, now: datetime
) -> list[Hold]:
    """With their events. `named`: who is meant, as they were named; `ref`: of the request through which it is set.

    Each reason is a hold of its own: none where whoever acts has set one for this reason on the same human. Where our
    rows have lost holds that the log knows of, it is those that are set again."""
    lost = _lost(unit, subject, named, ref, now)
    if not lost and any(_is_the_same(unit, act, hold, reason) for hold in unit.subjects.held(subject)):
        return []
    kept = lost or [unit.subjects.for_hold(subject, now)]
    return [_put(unit, act, one, reason, named, ref, now) for one in kept]


def _lost(unit: Unit, subject: str, named: str | None, ref: str | None, now: datetime) -> list[str]:
    """The subjects of those holds. Whom the log calls the same human is so again."""
    covering = unit.covering.of_human(subject, [named] if named else [])
    alive = unit.keys.alive(covering)
    join(unit, ref, [subject, *alive], now)
    there = {hold.subject_id for hold in unit.subjects.held(subject)}
    return [one for one in alive if one not in there]


def _put(unit: Unit, act: Act, kept: str, reason: str, named: str | None, ref: str | None, now: datetime) -> Hold:
    subjects = unit.subjects
    sealed = subjects.seal(kept, reason, hold_cell(kept))
    name = subjects.seal(kept, named, named_cell(kept)) if named else None
    hold = Hold(subject_id=kept, by=act.person.id, at=now, reason=sealed, named=name)
    subjects.hold(hold)
    _log(unit, act, hold, reason, ref)
    return hold


def _is_the_same(unit: Unit, act: Act, hold: Hold, reason: str) -> bool:
    return unit.people.same(act.person.id, [hold.by]) and _reason(unit, hold) == reason


def _log(unit: Unit, act: Act, hold: Hold, reason: str, ref: str | None) -> None:
    logged = unit.subjects.seal(hold.subject_id, reason, event_cell(ref or "", EventKind.SUBJECT_HELD))
    who = (hold.by, *in_the_name_of(act, HOLD.roles))
    known = unit.people.marks(hold.subject_id, who, act.traces(*who))
    data = {"subject": hold.subject_id, "reason": b64encode(logged).decode(), "as": " ".join(sorted(known))}
    covered = unit.subjects.covered(hold.subject_id)
    data |= unit.covering.facts(hold.subject_id, covered, EventKind.SUBJECT_HELD, ref)
    unit.events.add(EventKind.SUBJECT_HELD, hold.at, actor=hold.by, request=ref, data=data)


def tell(unit: Unit, holds: Sequence[Hold], how: str, by: str, now: datetime) -> None:
    """All admins, in person and once: who it is about is named to nobody else. What it stops says so on its cards."""
    named = " ".join(b64encode(hold.named or b"-").decode() for hold in holds)
    data = {"subjects": " ".join(hold.subject_id for hold in holds), "named": named}
    data |= {"as": how, "by": by, "at": now.isoformat()}
    target = Target.role(Role.ADMIN)
    key = f"hold/{holds[0].subject_id}/{how}/{now.isoformat()}"
    unit.notices.add(key, NoticeKind.HOLD, target, now, data=data)


def told(unit: Unit, deps: Deps, notice: Notice, words: Words) -> Card:
    """The notice."""
    data, said = notice.data, words.hold
    subjects = data["subjects"].split()
    sealed = [b64decode(one) for one in data["named"].split()]
    people = [_masked(unit, deps, *one, words) for one in zip(subjects, sealed, strict=True)]
    name = called(unit.people.names([data["by"]]), data["by"], words)
    at = words.moments.at(datetime.fromisoformat(data["at"]), deps.policy.timezone)
    standing = {hold.subject_id: hold for subject in subjects for hold in unit.subjects.held(subject)}
    if data["as"] == RELEASED:
        rest = said.still_told(len(standing)) if standing else said.GOES_ON
        text = said.told_released(name, at, people[:SHOWN], len(people), rest)
        return Card(text=(text,), tone=Tone.WAITING if standing else Tone.GOOD)
    reasons = {why(unit, standing[subject], words) for subject in subjects if subject in standing}
    text = said.told_set(name, at, people[:SHOWN], len(people), next(iter(sorted(reasons)), ""))
    return Card(text=(text, *stops(unit, subjects, words)), tone=Tone.WAITING)


def why(unit: Unit, hold: Hold, words: Words) -> str:
    """In the words of who set it."""
    return _reason(unit, hold) or words.people.LOST


def _reason(unit: Unit, hold: Hold) -> str | None:
    return unit.shown().subjects.unseal(hold.subject_id, hold.reason, hold_cell(hold.subject_id))


def whom(unit: Unit, deps: Deps, hold: Hold, words: Words) -> str:
    """Whom it is about, masked."""
    return _masked(unit, deps, hold.subject_id, hold.named or b"-", words)


def _masked(unit: Unit, deps: Deps, subject: str, named: bytes, words: Words) -> str:
    """`named`: sealed; `-` where a request alone knows it."""
    subjects = unit.shown().subjects
    found = _by_request(unit, subject) if named == b"-" else subjects.unseal(subject, named, named_cell(subject))
    return masked(found, deps.policy.own_domains) if found else words.people.LOST


def _by_request(unit: Unit, subject: str) -> str | None:
    """As they were named in an open request about them."""
    named = (str(one) for request in unit.requests.about(subject) for one in details(unit.shown(), request)["subjects"])
    return next((one for one in named if unit.subjects.known(one) == subject), None)


def stopped(unit: Unit, subjects: Iterable[str]) -> list[str]:
    """Ids of the open requests that wait for the release."""
    about = (request for subject in subjects for request in unit.requests.about(subject) if request.kind.deletes)
    return list(dict.fromkeys(request.id for request in about))


def stops(unit: Unit, subjects: Iterable[str], words: Words) -> tuple[str, ...]:
    refs = stopped(unit, subjects)
    return (words.hold.stops(refs[:SHOWN], len(refs)),) if refs else (words.hold.STOPS_NOTHING,)


def several(unit: Unit, holds: Sequence[Hold]) -> int:
    """How many there are of them beside the first one on each human."""
    return len(holds) - len({min(one.subject_id for one in unit.subjects.held(hold.subject_id)) for hold in holds})


def is_stuck(unit: Unit, deps: Deps, holds: list[Hold]) -> bool:
    """Whether nobody could release one of them: it takes an admin who did not set it."""
    could = admins(unit, deps)
    return any(stuck(unit, could, hold) for hold in holds)


def admins(unit: Unit, deps: Deps) -> list[str]:
    """Their ids; empty of who was never met."""
    return [admin.id for admin in holders(unit, deps)[Role.ADMIN]]
