"""Filing a request: one transaction for the row, its steps, its audit event and everything that must be told."""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from domain.card import Card
from domain.cell import of_request
from domain.event import EventKind
from domain.facts import Facts
from domain.found import UNKNOWN, Found
from domain.ids import one_spelling
from domain.notice import NoticeKind
from domain.outcome import Code, Outcome
from domain.people import Role
from domain.receipt import WHY, Later
from domain.request import UNANSWERED, Kind, Request, State, Step
from domain.rights import FILING
from domain.target import Channel, Target
from handlers.deps import Act, Deps
from handlers.people.same_person import Kin, unite
from handlers.ports import Unit
from handlers.requests.case import Case
from handlers.requests.clock import runs, started
from handlers.requests.closing import withdraw
from handlers.requests.gate import in_the_name_of
from handlers.requests.kept import Carried, carry, taken_on
from handlers.requests.later_day import note_later, since
from handlers.requests.order import keep_order
from handlers.requests.outcomes import FIRST_DAY, LEFT_OUT, NOT_EXTENDED, NOT_FOR_OTHERS, OLD_ENDS, once
from handlers.requests.sealed import keeping

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's alphabet: nothing to confuse when read out


@dataclass(frozen=True)
class Task:
    """One thing to do. `label` is clear and names no person; `facts` are sealed under the key of `subject`.

    `key`: of its step, or who is hidden by that (`Kind.hides`).
    """

    key: str = field(repr=False)
    label: str = ""
    subject: str | None = None  # an address
    facts: Facts | None = None


@dataclass(frozen=True, kw_only=True)
class Filing:
    """`received` is a date in the company's own time zone. `replaces` is a request that this one corrects."""

    kind: Kind
    items: tuple[Task, ...]
    subjects: tuple[str, ...] = ()
    reference: str = ""
    received: date
    replaces: str | None = None
    anyway: bool = False
    deleted: date | None = None  # the day on which, somebody states, the original sources deleted the record
    more: Mapping[str, str] = field(default_factory=dict)  # what else was asked for
    kin: Kin = field(default_factory=dict)
    found: Found = UNKNOWN
    seen: tuple[str, ...] = ()  # ids of the customer profiles that were found for the subjects
    batch: str | None = None  # the request that leads it
    why_later: str = ""  # why `received` is later than that of the request that it corrects
    later: Later | None = None  # that day, until it is approved

    @property
    def sameness(self) -> str:
        """What makes two requests duplicates: kind, things to do and subjects."""
        keys, subjects = sorted(item.key for item in self.items), sorted(map(one_spelling, self.subjects))
        return json.dumps([self.kind.asked_as, keys, subjects, *sorted(self.more.items())])


def new_id() -> str:
    return "DSR-" + "".join(_LETTERS[byte % len(_LETTERS)] for byte in secrets.token_bytes(6))


async def file(deps: Deps, act: Act, filing: Filing) -> Card:
    """File it and ask for approval; a duplicate is shown instead, unless filed anyway."""
    request_id = new_id()
    return await once(deps, act, lambda unit, now: _file(unit, deps, act, filing, request_id, now))


def _file(unit: Unit, deps: Deps, act: Act, filing: Filing, request_id: str, now: datetime) -> Outcome:
    mark = unit.subjects.fingerprint(filing.sameness)
    twins = [twin for twin in unit.requests.twins(filing.kind, mark) if twin.id != filing.replaces]
    if twins and not filing.anyway:
        return Outcome(Code.TWIN, twins[0].id)
    old = unit.requests.get(filing.replaces) if filing.replaces else None
    if old:
        return _correct(unit, deps, act, filing, old, request_id, now)
    made(unit, deps, act, replace(filing, replaces=None), request_id, now)
    return Outcome(Code.FILED, request_id)


def _correct(unit: Unit, deps: Deps, act: Act, filing: Filing, old: Request, request_id: str, now: datetime) -> Outcome:
    waits = runs(unit, old)
    first = since(unit, old, filing.subjects, filing.kin) if waits else None
    if first and not act.value("received"):
        filing = replace(filing, received=first)  # no day came with the form, so none is corrected
    later = Later(first, filing.received, filing.why_later) if first and filing.received > first else None
    if later and not later.why:
        return Outcome(Code.WHY_LATER, old.id)
    if before := _corrected_before(unit, old, filing.subjects):
        return Outcome(Code.CORRECTED, old.id, before)
    subjects = [unit.subjects.for_address(address, now) for address in filing.subjects]
    unite(unit, request_id, filing.kin, now)
    received = later.first if later else filing.received
    ended = withdraw(Case(unit, old, deps.policy, now, act.person.id), deps.kinds)
    same = waits and _nobody_else(unit, old, subjects)
    days = taken_on(old, received, deps.policy.where) if same else Carried()
    case = made(unit, deps, act, replace(filing, received=received, later=later), request_id, now, days)
    note_later(case, later)
    carry(case, old)
    also = [OLD_ENDS[ended.code]] if ended.code in OLD_ENDS and old.state not in UNANSWERED else []
    also += [LEFT_OUT] * (waits and not unit.requests.replaced(old.id)) + [FIRST_DAY] * bool(later)
    also += _not_extended(unit, old, days, subjects) if waits else []
    return Outcome(Code.FILED, request_id, " ".join(also))


def made(
    unit: Unit, deps: Deps, act: Act, filing: Filing, request_id: str, now: datetime, days: Carried | None = None
) -> Case:
    """A new request, whatever there is besides. `days`: of the one that it corrects."""
    subjects = {address: unit.subjects.for_address(address, now) for address in filing.subjects}
    unite(unit, request_id, filing.kin, now)
    request = _request(unit, deps, act, filing, request_id, subjects, now, days or Carried())
    case, mark = Case(unit, request, deps.policy, now, act.person.id), unit.subjects.fingerprint(filing.sameness)
    steps = [_step(unit, request, n, item, subjects) for n, item in enumerate(filing.items)]
    who = (act.person.id, *in_the_name_of(act, FILING[filing.kind].roles))
    put(case, mark, subjects.values(), steps, unit.people.marks(request_id, who, act.traces(*who)))
    for one in who:
        unit.people.keep_with(request_id, one)
    return case


def _corrected_before(unit: Unit, old: Request, names: Collection[str]) -> str:
    """By which request that is open somebody corrected it, or its correction, for all of these; empty where nobody
    did."""
    known = [who for name in names if (who := unit.subjects.known(name))]
    if len(known) < len(names):
        return ""
    found = (one.id for one in _corrections(unit, old.id) if one.open)
    return next((one for one in found if all(unit.subjects.shared(one, [who]) for who in known)), "")


def _corrections(unit: Unit, request_id: str) -> Iterator[Request]:
    """Those of it, and of each of them, once."""
    known, left = {request_id}, [request_id]
    while left:
        new = [one for one in unit.requests.corrections(left.pop()) if one not in known]
        known.update(new)
        left += new
        yield from filter(None, map(unit.requests.get, new))


def _nobody_else(unit: Unit, old: Request, subjects: Collection[str]) -> bool:
    return bool(subjects) and all(unit.subjects.shared(old.id, [subject]) for subject in subjects)


def _not_extended(unit: Unit, old: Request, days: Carried, subjects: Collection[str]) -> list[str]:
    """Why the extension of the earlier one does not hold for whoever waited by it."""
    if not old.extended_on or days.extended_on or not unit.subjects.shared(old.id, subjects):
        return []
    return [NOT_EXTENDED if _nobody_else(unit, old, subjects) else NOT_FOR_OTHERS]


def _request(
    unit: Unit,
    deps: Deps,
    act: Act,
    filing: Filing,
    request_id: str,
    subjects: Mapping[str, str],
    now: datetime,
    days: Carried,
) -> Request:
    """`subjects`: ids, by address. `days`: of the request that it corrects."""
    owner = next(iter(subjects.values())) if len(subjects) == 1 else unit.subjects.anonymous(now)
    asked = json.dumps(_asked(filing))
    policy = deps.policy
    request = Request(
        id=request_id,
        kind=filing.kind,
        environment=policy.environment,
        state=State.PENDING_APPROVAL,
        requester_id=act.person.id,
        subject_id=owner,
        sealed=unit.subjects.seal(owner, asked, of_request(request_id)),
        quorum=policy.quorum(filing.kind),
        created_at=now,
        received_on=filing.received,
        expires_at=now + policy.expires_after,
        due_at=None,
        surface=act.place.surface,
        place=act.place.id,
        replaces=filing.replaces,
        extended_on=days.extended_on,
        questioned_on=days.questioned_on,
        proved_on=days.proved_on,
        batch=filing.batch,
    )
    return started(request, policy, somebody=bool(subjects))


def _asked(filing: Filing) -> dict[str, list[str] | str]:
    asked: dict[str, list[str] | str] = {"subjects": list(filing.subjects), "reference": filing.reference}
    asked |= filing.more
    asked |= {WHY: filing.later.kept} if filing.later else {}
    if filing.deleted:
        asked["deleted"] = filing.deleted.isoformat()
    if filing.found != UNKNOWN:
        asked["found"] = filing.found.kept()
    return asked | ({"seen": list(filing.seen)} if filing.seen else {})


def _step(unit: Unit, request: Request, position: int, item: Task, subjects: Mapping[str, str]) -> Step:
    owner = subjects[item.subject] if item.subject else request.subject_id
    step = Step(request_id=request.id, key=item.key, position=position, subject_id=owner, label=item.label)
    if request.kind.hides:
        step = replace(step, key=unit.subjects.hidden(step, item.key) or "")
    return keeping(unit, step, item.facts) if item.facts else step


def put(
    case: Case, mark: str, subjects: Iterable[str], steps: Iterable[Step], asker_marks: Iterable[str], **told: str
) -> None:
    """A new request: its rows, its audit event, and its card for everyone who must see it: the approvals channel, each
    approver, the requester; one of a batch has none of its own. `mark`: what makes another one its duplicate;
    `subjects`: ids; `asker_marks`: marks of who asks; `told`: in the event."""
    unit, request, about, parts = case.unit, case.request, {*subjects}, [*steps]
    unit.requests.add(request, mark)
    for subject in sorted(about):
        unit.subjects.link(case.id, subject)
    unit.steps.add(parts)
    order = keep_order(unit, request, about, parts, case.policy, asker_marks)
    case.event(EventKind.REQUEST_FILED, {"kind": request.kind, **told, **order})
    if request.batch:  # its batch has a card for all
        return
    told_to = Target.channel(Channel.APPROVALS), Target.role(Role.APPROVER), Target.person(request.requester_id)
    cards = {f"{case.id}/card/{target}": target for target in told_to}
    unit.notices.add_all(cards, NoticeKind.CARD, case.now, request.id)
