"""Who acts for whom, as it is told and shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime

from domain.called import called
from domain.card import Button, Card, say
from domain.delegation import Delegation, StandIn
from domain.event import EventKind
from domain.notice import Notice, NoticeKind
from domain.outcome import Code
from domain.target import Target
from domain.words.language import Words
from handlers.deps import Act, Deps
from handlers.ports import Unit
from handlers.requests.days import today

BEGUN, ENDED = "begun", "ended"


def given_by(unit: Unit, deps: Deps, person_id: str) -> Delegation | None:
    """The one that stands today, by whoever is away."""
    return next((one for one in unit.delegations.on(today(deps)) if one.giver == person_id), None)


def stand_ins(unit: Unit, deps: Deps, words: Words) -> Mapping[str, StandIn]:
    """By the id of whoever is away."""
    standing = unit.delegations.on(today(deps))
    names = unit.people.names({person for one in standing for person in (one.giver, one.taker)})
    return {
        one.giver: StandIn(one.taker, called(names, one.taker, words), called(names, one.giver, words), one.until)
        for one in standing
    }


def tell(unit: Unit, delegation: Delegation, how: str, actor: str | None, now: datetime) -> None:
    """Whoever acts for somebody, and the log."""
    data = {"giver": delegation.giver, "taker": delegation.taker, "until": delegation.until.isoformat()}
    kind = EventKind.DELEGATION_BEGUN if how == BEGUN else EventKind.DELEGATION_ENDED
    unit.events.add(kind, now, actor=actor, request=None, data={**data, "delegation": str(delegation.id)})
    key, target = f"delegation/{delegation.id}/{how}", Target.person(delegation.taker)
    unit.notices.add(key, NoticeKind.DELEGATION, target, now, data={**data, "as": how})


def end_what_is_over(unit: Unit, day: date, now: datetime) -> None:
    """They end by themselves, and whoever acted hears of it. `day`: today, in the company's own time zone."""
    for one in unit.delegations.begun():
        if one.until < day and unit.delegations.end(one.id, now):
            tell(unit, one, ENDED, None, now)


def told(unit: Unit, _: Deps, notice: Notice, words: Words) -> Card:
    """The notice."""
    giver = called(unit.people.names([notice.data["giver"]]), notice.data["giver"], words)
    if notice.data["as"] == ENDED:
        return say(words.away.told_ended(giver))
    return say(words.away.told_begun(giver, date.fromisoformat(notice.data["until"])))


def standing(unit: Unit, delegation: Delegation, words: Words) -> Card:
    """For whoever is away, with the button that ends it."""
    name = called(unit.people.names([delegation.taker]), delegation.taker, words)
    end = Button("delegate-end", str(delegation.id), words.away.END)
    return Card(text=(words.away.standing(name, delegation.until),), buttons=(end,))


def _begun(unit: Unit, deps: Deps, act: Act, _: str) -> Card:
    mine = given_by(unit, deps, act.person.id)
    if not mine:
        return say(act.words.away.NOTHING_TO_END)
    name = called(unit.people.names([mine.taker]), mine.taker, act.words)
    return say(act.words.away.begun(name, mine.until, act.acting[0].roles))


ANSWERS: Mapping[Code, Callable[[Unit, Deps, Act, str], Card]] = {
    Code.AWAY_BEGUN: _begun,
    Code.AWAY_ENDED: lambda _, __, act, ___: say(act.words.away.ENDED),
    Code.AWAY_NONE: lambda _, __, act, ___: say(act.words.away.NOTHING_TO_END),
    Code.AWAY_CHANGED: lambda _, __, act, ___: say(act.words.away.CHANGED_MEANWHILE),
    Code.AWAY_NOT_NOW: lambda _, __, act, ___: say(act.words.away.CLOCK_BEHIND),
    Code.AWAY_NOT_OWN: lambda _, __, act, ___: say(act.words.away.NOTHING_OF_YOUR_OWN),
    Code.AWAY_SELF: lambda _, __, act, ___: say(f"{act.words.away.NOT_YOURSELF} {act.words.requests.NOTHING_CHANGED}"),
}
