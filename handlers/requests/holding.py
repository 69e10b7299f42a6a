"""Legal holds as they are set, told of and answered, whether through a request or on a person of whom there is none."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from domain.addresses import masked
from domain.called import called
from domain.card import Card, Tone, say
from domain.cell import event_cell, hold_cell, named_cell
from domain.event import EventKind
from domain.hold import Hold
from domain.notice import Notice, NoticeKind
from domain.outcome import Code
from domain.people import Role
from domain.target import Target
from domain.words.language import Words
from handlers.deps import Act, Deps
from handlers.ports import Unit
from handlers.requests.holders import holders
from handlers.requests.sealed import details
from handlers.requests.unreleasable import stuck

SET, RELEASED = "set", "released"
SHOWN = 10  # requests and people in one sentence


def put(unit: Unit, act: Act, hold: Hold, reason: str, ref: str | None) -> bool:
    """With its event, of the request through which it is set; False where the human has one already."""
    if not unit.subjects.hold(hold):
        return False
    logged = unit.subjects.seal(hold.subject_id, reason, event_cell(ref or "", EventKind.SUBJECT_HELD))
    known = unit.people.marks(hold.subject_id, [hold.by], act.traces(hold.by))
    data = {"subject": hold.subject_id, "reason": b64encode(logged).decode(), "as": " ".join(sorted(known))}
    unit.events.add(EventKind.SUBJECT_HELD, hold.at, actor=hold.by, request=ref, data=data)
    return True


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
    if data["as"] == RELEASED:
        return Card(text=(said.told_released(name, at, people[:SHOWN], len(people)),), tone=Tone.GOOD)
    reasons = {why(unit, hold, words) for subject in subjects for hold in unit.subjects.held(subject)}
    text = said.told_set(name, at, people[:SHOWN], len(people), next(iter(sorted(reasons)), ""))
    return Card(text=(text, *stops(unit, subjects, words)), tone=Tone.WAITING)


def why(unit: Unit, hold: Hold, words: Words) -> str:
    """In the words of who set it."""
    return unit.shown().subjects.unseal(hold.subject_id, hold.reason, hold_cell(hold.subject_id)) or words.people.LOST


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


def is_stuck(unit: Unit, deps: Deps, holds: list[Hold]) -> bool:
    """Whether nobody could release them: it takes an admin who set none of them."""
    return stuck(unit, admins(unit, deps), holds)


def admins(unit: Unit, deps: Deps) -> list[str]:
    """Their ids; empty of who was never met."""
    return [admin.id for admin in holders(unit, deps)[Role.ADMIN]]


def _set(unit: Unit, deps: Deps, act: Act, subject: str) -> Card:
    stuck = is_stuck(unit, deps, unit.subjects.held(subject))
    return say(act.words.hold.HELD_NOW, *([act.words.hold.NOBODY_COULD_RELEASE] if stuck else []))


ANSWERS: Mapping[Code, Callable[[Unit, Deps, Act, str], Card]] = {
    Code.PERSON_HELD: _set,
    Code.PERSON_HELD_BEFORE: lambda _, __, act, ___: say(act.words.hold.HELD_ALREADY),
    Code.PERSON_RELEASED: lambda _, __, act, ___: say(act.words.hold.RELEASED_NOW),
    Code.PERSON_NOT_HELD: lambda _, __, act, ___: say(act.words.hold.NOT_HELD),
    Code.PERSON_NOT_YOURS: lambda _, __, act, ___: say(act.words.rights.NOT_YOUR_RELEASE),
}
